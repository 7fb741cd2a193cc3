using EdgeController.Core.Balancing;
using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Simulation;
using EdgeController.Scenarios.Support;
using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.Faults;

/// <summary>
/// A metered level whose stations cycle their phases on paper, while the electrician wired many of them straight: single-phase vehicles
/// all load L1. They come one by one in the morning; then the building's load jumps to what is assumed.
/// </summary>
internal sealed record SwappedWiring(ulong Seed, int Swapped)
{
    private static readonly Site Site = Examples.Garage with
    {
        Circuits = [.. Examples.Garage.Circuits.Select(circuit => circuit.Parent is null ? circuit with { LimitAmps = PerPhase.All(new Amperes(500)), LimitPower = null }
            : circuit.Meter is null ? circuit : circuit with { LimitAmps = PerPhase.All(new Amperes(110)), AssumedUncontrolled = PerPhase.All(new Amperes(20)) })],
    };

    private static readonly Circuit Level = Site.Circuits.Single(circuit => circuit.Id.Value == "level1");

    private static readonly Station[] Stations = [.. Site.Stations.Where(station => station.Circuit == Level.Index)];

    /// <summary>Miswired stations that were found, and of these, those whose suggested rotation puts the vehicle on its true phase.</summary>
    public int Found { get; private set; }

    public int RightlySuggested { get; private set; }

    /// <summary>Stations wired as the file says that were taken to be wrong.</summary>
    public int Wronged { get; private set; }

    public double WorstRatio { get; private set; }

    /// <summary>Longest time in a row that the level was over its breaker.</summary>
    public int LongestOver { get; private set; }

    public int Trips { get; private set; }

    /// <summary>Seconds for which the level's meter was doubted.</summary>
    public int Blind { get; private set; }

    public static SwappedWiring Simulate(ulong seed, Protections without, bool correct = false)
    {
        var swapped = correct ? [] : Stations.Where(station => station.Rotation != PhaseRotation.L1L2L3).ToArray();
        var result = new SwappedWiring(seed, swapped.Length);
        using var run = new SimulatedRun(Site, Examples.Templates, new SimulationOptions
        {
            Seed = seed,
            Length = TimeSpan.FromHours(5.5),
            Guard = GuardOptions.Default with { Without = without },
            Scenario = new Scenario
            {
                StartTimeOfDay = TimeSpan.FromHours(6),
                Arrivals = new ArrivalParameters { ThreePhaseShare = 0, TwoPhaseShare = 0, LeastKwh = 30, MostKwh = 45, LateSleeperShare = 0, NeverShare = 0 },
                Wiring = swapped.ToDictionary(station => station.Id.Value, _ => PhaseRotation.L1L2L3),
            },
        });
        result.Play(run, swapped);
        return result;
    }

    public override string ToString() => FormattableString.Invariant(
        $"seed {Seed}: {Found} of {Swapped} found, {RightlySuggested} suggested rightly, {Wronged} wronged, worst {WorstRatio:0.000}, over for {LongestOver} s, trips {Trips}, blind {Blind} s");

    private void Play(SimulatedRun run, Station[] swapped)
    {
        var over = 0;
        for (var second = 1; second <= 5.25 * 3600; second++)
        {
            if (second == 5 * 3600)
            {
                TrueLoad.ToAssumed(run.World, true);
            }

            run.RunUntil(Instant.FromSeconds(second));
            var ratio = TrueLoad.Ratio(run.World, Level);
            over = ratio > 1 ? over + 1 : 0;
            (WorstRatio, LongestOver) = (Math.Max(WorstRatio, ratio), Math.Max(LongestOver, over));
            Blind += second > 600 && run.Decision!.Circuits[Level.Index].Mode == ControlMode.Blind ? 1 : 0;
        }

        foreach (var station in Stations)
        {
            if (run.Snapshot!.Evses[station.Evses[0]].Wiring.Fits is { } fits)
            {
                var isSwapped = swapped.Contains(station);
                Found += isSwapped ? 1 : 0;
                Wronged += isSwapped ? 0 : 1;
                RightlySuggested += isSwapped && fits.Terminals[0] == Phase.L1 ? 1 : 0;
            }
        }

        Trips = run.World.Tree.Trips;
    }
}
