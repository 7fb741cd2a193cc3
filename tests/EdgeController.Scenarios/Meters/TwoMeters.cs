using EdgeController.Core.Balancing;
using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Simulation;
using EdgeController.Scenarios.Support;
using EdgeController.Simulator.Electrical;
using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.Meters;

/// <summary>
/// The garage in a busy morning with one meter at its connection, or with a second one beside it. After twenty minutes something happens to
/// the meters; two minutes later the building's load jumps to what is assumed.
/// </summary>
internal sealed class TwoMeters
{
    private const int LoadAfter = 120;
    private const int Length = 480;
    private static readonly Instant Begins = Instant.FromSeconds(20 * 60);

    private TwoMeters()
    {
    }

    /// <summary>Seconds after the event until the connection counted as blind; NaN where it never did.</summary>
    public double BlindAfter { get; private set; } = double.NaN;

    /// <summary>The longest time over the connection's limit, in seconds, and the worst ratio.</summary>
    public int LongestOver { get; private set; }

    public double WorstRatio { get; private set; }

    public int Trips { get; private set; }

    /// <summary>What all vehicles were offered at the end, in A.</summary>
    public double OfferedAtEnd { get; private set; }

    public static TwoMeters Play(bool second, MeterFault first, MeterFault other, Protections without)
    {
        var site = Site(second);
        using var run = new SimulatedRun(site, Examples.Templates, new SimulationOptions
        {
            Seed = 1,
            Length = TimeSpan.FromMinutes(30),
            Guard = GuardOptions.Default with { Without = without },
            Scenario = new Scenario { StartTimeOfDay = TimeSpan.FromHours(8.5), Arrivals = new ArrivalParameters { PluggedInAtStart = true } },
        });
        var played = new TwoMeters();
        played.Play(run, first, other);
        return played;
    }

    public override string ToString() => FormattableString.Invariant(
        $"blind {BlindAfter}, over for {LongestOver} s, worst {WorstRatio:0.0000}, trips {Trips}, offered at the end {OfferedAtEnd:0} A");

    private static Site Site(bool second)
    {
        var site = Examples.Garage;
        if (!second)
        {
            return site;
        }

        var main = site.Circuits.Single(circuit => circuit.Parent is null);
        var beside = site.Meters[main.Meter!.Value] with { Id = new MeterId("grid2"), Index = site.Meters.Length, Host = "192.0.2.99" };
        return site with { Meters = [.. site.Meters, beside], Circuits = site.Circuits.SetItem(main.Index, main with { SecondMeter = beside.Index }) };
    }

    private void Play(SimulatedRun run, MeterFault first, MeterFault other)
    {
        run.RunUntil(Begins);
        foreach (var meter in run.World.Meters)
        {
            meter.Fault = meter.Meter.Id.Value switch
            {
                "grid" => first,
                "grid2" => other,
                _ => meter.Fault,
            };
        }

        var over = 0;
        for (var second = 1; second <= Length; second++)
        {
            if (second == LoadAfter)
            {
                TrueLoad.ToAssumed(run.World, true);
            }

            run.RunUntil(Begins + TimeSpan.FromSeconds(second));
            var ratio = TrueLoad.WorstRatio(run.World);
            WorstRatio = Math.Max(WorstRatio, ratio);
            over = ratio > 1 ? over + 1 : 0;
            LongestOver = Math.Max(LongestOver, over);
            if (double.IsNaN(BlindAfter) && run.Decision!.Circuits[0].Mode == ControlMode.Blind)
            {
                BlindAfter = second;
            }
        }

        Trips = run.World.Tree.Trips;
        OfferedAtEnd = run.Decision!.Setpoints.Sum(setpoint => setpoint.Limit.Value);
    }
}
