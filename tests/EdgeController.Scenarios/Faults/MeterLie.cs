using EdgeController.Core.Balancing;
using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Simulation;
using EdgeController.Scenarios.Support;
using EdgeController.Simulator.Electrical;
using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.Faults;

/// <summary>A meter that lies from some moment on.</summary>
/// <param name="Number">Where it stands in the catalogue.</param>
/// <param name="Protection">What notices it, and is switched off in the negative control.</param>
/// <param name="NoticedWithin">Seconds until the branch counts as blind.</param>
/// <param name="Hides">True where the lie hides load; false where it shows too much, and vehicles stand still for nothing.</param>
internal sealed record MeterLieCase(string Number, MeterFault Lie, string Meter, Protections Protection, double NoticedWithin, bool Hides = true)
{
    /// <summary>A larger breaker of the connection, so that its contract binds: where only the power is wrong.</summary>
    public double? BreakerAmps { get; init; }

    public override string ToString() => $"{Number} {Lie} {Meter}";
}

/// <summary>
/// All vehicles charge in a busy morning when a meter begins to lie; two minutes later the building's load jumps to what is assumed. Times
/// are seconds since the lie began; NaN where it never happened.
/// </summary>
internal sealed class MeterLie
{
    private const int LoadAfter = 120;

    /// <summary>The garage with a larger connection and a smaller breaker for its metered level, so that this is what binds.</summary>
    private static readonly Site TightLevel = Examples.Garage with
    {
        Circuits = [.. Examples.Garage.Circuits.Select(circuit => circuit.Parent is null
            ? circuit with { LimitAmps = PerPhase.All(new Amperes(500)), LimitPower = null }
            : circuit.Meter is null ? circuit : circuit with { LimitAmps = PerPhase.All(new Amperes(80)) })],
    };

    private static readonly Instant Begins = Instant.FromSeconds(20 * 60);

    private readonly SentSetpoints _sent = new();

    private MeterLie(MeterLieCase what) => Case = what;

    public MeterLieCase Case { get; }

    /// <summary>When the branch counted as blind.</summary>
    public double NoticedAfter { get; private set; } = double.NaN;

    /// <summary>What the controller said about the meter then.</summary>
    public string? Said { get; private set; }

    public double LastIncrease { get; private set; } = double.NaN;

    public double LastRenewal { get; private set; } = double.NaN;

    public double WorstRatio { get; private set; }

    /// <summary>The last second in which something was over its limit.</summary>
    public double SecondsToSafe { get; private set; }

    /// <summary>P0: the fault's deadline, the last lease and 30 s.</summary>
    public double Deadline => Case.NoticedWithin + GuardOptions.Default.Lease.TotalSeconds + 30;

    public int Trips { get; private set; }

    /// <summary>EVSEs that were held at 0 just before the jump.</summary>
    public int Paused { get; private set; }

    public static MeterLie Simulate(MeterLieCase what, Protections without)
    {
        var lie = new MeterLie(what);
        var site = what.Meter == "grid" ? Examples.Garage : TightLevel;
        if (what.BreakerAmps is { } amps)
        {
            site = site with { Circuits = [.. site.Circuits.Select(circuit => circuit.Parent is null ? circuit with { LimitAmps = PerPhase.All(new Amperes(amps)) } : circuit)] };
        }

        using var run = new SimulatedRun(site, Examples.Templates, new SimulationOptions
        {
            Seed = 1,
            Length = TimeSpan.FromHours(1),
            Guard = GuardOptions.Default with { Without = without },
            Scenario = new Scenario { StartTimeOfDay = TimeSpan.FromHours(8.5), Arrivals = new ArrivalParameters { PluggedInAtStart = true } },
            OnSetpoint = lie._sent.Note,
        });
        lie.Play(run, new Branch(site, what.Meter));
        return lie;
    }

    public override string ToString() => FormattableString.Invariant(
        $"{Case}: noticed {NoticedAfter} ({Said}), last increase {LastIncrease}, last renewal {LastRenewal}, worst {WorstRatio:0.0000}, safe {SecondsToSafe} of {Deadline}, trips {Trips}, paused {Paused}");

    private void Play(SimulatedRun run, Branch branch)
    {
        run.RunUntil(Begins);
        run.World.Meters.Single(meter => meter.Meter.Id.Value == Case.Meter).Fault = Case.Lie;
        for (var second = 1; second <= Deadline + 60; second++)
        {
            if (second == LoadAfter)
            {
                Paused = branch.Evses.Count(evse => branch.Told(run, evse) <= 0);
                TrueLoad.ToAssumed(run.World, true);
            }

            run.RunUntil(Begins + TimeSpan.FromSeconds(second));
            var ratio = TrueLoad.WorstRatio(run.World);
            WorstRatio = Math.Max(WorstRatio, ratio);
            SecondsToSafe = ratio > 1 ? second : SecondsToSafe;
            if (double.IsNaN(NoticedAfter) && branch.Mode(run) == ControlMode.Blind)
            {
                NoticedAfter = (run.Decision!.At - Begins).TotalSeconds;
                Said = run.Snapshot!.Meters.Select(meter => meter.LastError).FirstOrDefault(error => error is not null);
            }
        }

        LastIncrease = _sent.Last(Begins, SetpointChange.Increase, branch.Has);
        LastRenewal = _sent.Last(Begins, SetpointChange.Renewal, branch.Has);
        Trips = run.World.Tree.Trips;
    }
}
