using EdgeController.Core.Balancing;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Simulation;
using EdgeController.Scenarios.Support;
using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.Faults;

/// <summary>
/// The garage with a larger connection and a smaller breaker for its level without a meter, so that this is what binds: there only the
/// accounts keep the breaker closed. Many of its vehicles sleep a while before they charge.
/// </summary>
internal static class UnmeteredLevel
{
    public static readonly Site Site = Rewire(Examples.Garage);

    public static readonly Circuit Level = Site.Circuits.Single(circuit => circuit.Id.Value == "level2");

    public static readonly IReadOnlyList<Evse> Evses = [.. Site.Evses.Where(evse => Site.Stations[evse.Station].Circuit == Level.Index)];

    /// <summary>A run that starts at 06:00.</summary>
    public static SimulatedRun Run(ulong seed, Protections without, Action<Instant, Setpoint>? onSetpoint = null) => new(Site, Examples.Templates, new SimulationOptions
    {
        Seed = seed,
        Length = TimeSpan.FromHours(6),
        Guard = GuardOptions.Default with { Without = without },
        OnSetpoint = onSetpoint,
        Scenario = new Scenario
        {
            StartTimeOfDay = TimeSpan.FromHours(6),
            Arrivals = new ArrivalParameters { MorningShare = 1, ThreePhaseShare = 1, LateSleeperShare = 0.6, LeastKwh = 35, MostKwh = 70 },
        },
    });

    private static Site Rewire(Site site) => site with
    {
        Circuits = [.. site.Circuits.Select(circuit => circuit.Parent is null
            ? circuit with { LimitAmps = PerPhase.All(new Amperes(500)), LimitPower = null }
            : circuit.Meter is null ? circuit with { LimitAmps = PerPhase.All(new Amperes(95)) } : circuit)],
    };
}
