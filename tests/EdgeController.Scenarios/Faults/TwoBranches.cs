using EdgeController.Core.Balancing;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Configuration.Sites;
using EdgeController.Host.Simulation;
using EdgeController.Scenarios.Support;
using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.Faults;

/// <summary>A connection with two metered branches of six stations each, a hungry vehicle at every one of them from the start, and loads that stand still.</summary>
internal sealed class TwoBranches : IDisposable
{
    public const int Main = 0;
    public const int A = 1;
    public const int B = 2;

    public TwoBranches(ulong seed, Protections without, double mainAmps = 125, double loadAmps = 4)
    {
        Site = Read(mainAmps);
        Run = new SimulatedRun(Site, Examples.Templates, new SimulationOptions
        {
            Seed = seed,
            Length = TimeSpan.FromHours(2),
            Guard = GuardOptions.Default with { Without = without },
            OnSetpoint = (at, setpoint) => Sent.Add((at, setpoint)),
            Scenario = new Scenario
            {
                StartTimeOfDay = TimeSpan.FromHours(10),
                Arrivals = new ArrivalParameters { PluggedInAtStart = true, ThreePhaseShare = 1, TwoPhaseShare = 0, LateSleeperShare = 0, NeverShare = 0, TaperShare = 0, LeastKwh = 60, MostKwh = 80 },
            },
        });
        foreach (var load in Run.World.Loads)
        {
            load.Exactly = loadAmps;
        }

        Run.RunUntil(Instant.Start + TimeSpan.FromMinutes(15));
    }

    public Site Site { get; }

    public SimulatedRun Run { get; }

    public List<(Instant At, Setpoint Setpoint)> Sent { get; } = [];

    /// <summary>Highest ratio to a limit since it was looked at.</summary>
    public double Worst { get; private set; }

    /// <summary>Second, counted from the start of the last watch, after which no limit was exceeded any more.</summary>
    public int SecondsToSafe { get; private set; }

    /// <summary>What the vehicles of a branch draw together, by one phase.</summary>
    public double Charging(int circuit) => Site.Evses.Where(evse => IsUnder(circuit, evse.Station)).Sum(evse => TrueLoad.ChargingAmps(Run.World, evse.Index));

    public bool IsUnder(int circuit, int station) => Site.Circuits[Site.Stations[station].Circuit].PathToRoot.Contains(circuit);

    public bool IsUnder(int circuit, Setpoint setpoint) => IsUnder(circuit, Site.Stations.Single(station => station.Id == setpoint.Evse.Station).Index);

    public void Watch(double seconds, Action<int>? look = null)
    {
        var begin = Run.Now;
        (Worst, SecondsToSafe) = (0, 0);
        for (var second = 1; second <= seconds; second++)
        {
            Run.RunUntil(begin + TimeSpan.FromSeconds(second));
            var ratio = TrueLoad.WorstRatio(Run.World);
            Worst = Math.Max(Worst, ratio);
            SecondsToSafe = ratio > 1 ? second : SecondsToSafe;
            look?.Invoke(second);
        }
    }

    public void Dispose() => Run.Dispose();

    private static Site Read(double mainAmps)
    {
        var result = SiteFileReader.Read(
            FormattableString.Invariant($$"""
            schema: 1
            site: { name: Two branches, timezone: Europe/Berlin }
            meters:
              grid: { template: janitza-umg96rm, connection: { tcp: "10.0.0.1:502" }, role: grid }
              left: { template: janitza-umg96rm, connection: { tcp: "10.0.0.2:502" } }
              right: { template: janitza-umg96rm, connection: { tcp: "10.0.0.3:502" } }
            circuits:
              main: { limit: { amps: {{mainAmps}} }, meter: grid, uncontrolled: { assumed: 4A } }
              a: { parent: main, limit: { amps: 100 }, meter: left, uncontrolled: { assumed: 4A } }
              b: { parent: main, limit: { amps: 100 }, meter: right, uncontrolled: { assumed: 4A } }
            stations:
              list:
                - { ids: "A{1..6}", circuit: a, max: 16A, fallback: 6A, rotation: auto-cycle }
                - { ids: "B{1..6}", circuit: b, max: 16A, fallback: 6A, rotation: auto-cycle }
            csms: none
            """),
            "two-branches",
            Examples.Templates);
        Assert.Empty(result.Diagnostics);
        return result.Site!;
    }
}
