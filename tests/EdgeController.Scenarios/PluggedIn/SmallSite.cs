using EdgeController.Core.Balancing;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Configuration.Sites;
using EdgeController.Host.Simulation;
using EdgeController.Scenarios.Support;
using EdgeController.Simulator.Vehicles;
using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.PluggedIn;

/// <summary>One metered circuit without building load, its stations, and visits that the test names.</summary>
internal sealed class SmallSite
{
    public SmallSite(double amps, string stations, double assumed = 0)
    {
        var yaml = FormattableString.Invariant($$"""
            schema: 1
            site: { name: Small, timezone: UTC }
            meters: { grid: { template: janitza-umg96rm, connection: { tcp: 127.0.0.1:502 } } }
            circuits: { main: { limit: { amps: {{amps}} }, meter: grid, uncontrolled: { assumed: {{assumed}}A } } }
            stations: { list: [ {{stations}} ] }
            csms: none
            """);
        var result = SiteFileReader.Read(yaml, "small.yaml", Examples.Templates);
        Site = result.Site ?? throw new InvalidOperationException(string.Join('\n', result.Diagnostics));
    }

    public Site Site { get; }

    public Protections Without { get; init; }

    public GuardOptions Guard { get; init; } = GuardOptions.Default;

    public string Version { get; init; } = "1.6";

    /// <summary>A large battery that wants all it gets.</summary>
    public static VehicleTraits Hungry(int phases = 3, double amps = 32) =>
        new() { Phases = phases, MaxAmps = amps, RequestedWattHours = 300_000, ReactionSeconds = 4, UnderDrawAmps = 0.2 };

    /// <summary>The vehicles stand at the EVSEs in the order of the site from one minute after the start.</summary>
    public SimulatedRun Run(params VehicleTraits[] vehicles) => new(Site, Examples.Templates, new SimulationOptions
    {
        Seed = 1,
        Length = TimeSpan.FromHours(12),
        Guard = Guard with { Without = Without },
        Scenario = new Scenario
        {
            Versions = [Version],
            Sessions = [.. vehicles.Select((vehicle, evse) => new PlannedSession(evse, TimeSpan.FromSeconds(60), TimeSpan.FromHours(24), vehicle))],
        },
    });

    public static double Drawn(SimulatedRun run, int evse) => run.World.VehicleAt(evse)?.DrawnAmps ?? 0;

    public static double Told(SimulatedRun run, int evse) => run.Decision!.Setpoints[evse].Limit.Value;

    /// <summary>Runs on second by second until that holds, for at most so long; the seconds that it took, or null.</summary>
    public static int? Until(SimulatedRun run, int most, Func<bool> holds)
    {
        for (var second = 1; second <= most; second++)
        {
            run.RunUntil(run.Now + TimeSpan.FromSeconds(1));
            if (holds())
            {
                return second;
            }
        }

        return null;
    }

    public static void Minutes(SimulatedRun run, double minutes) => run.RunUntil(Instant.Start + TimeSpan.FromMinutes(minutes));
}
