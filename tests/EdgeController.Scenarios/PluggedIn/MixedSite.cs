using EdgeController.Core.Balancing;
using EdgeController.Core.Topology;
using EdgeController.Host.Configuration.Sites;
using EdgeController.Host.Simulation;
using EdgeController.Scenarios.Support;
using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.PluggedIn;

/// <summary>A yard with direct-current and alternating-current stations; what binds has a meter at the root only.</summary>
internal static class MixedSite
{
    public const string Yaml =
        """
        schema: 1
        site: { name: Yard, timezone: Europe/Berlin }
        meters:
          grid: { template: janitza-umg96rm, connection: { tcp: 127.0.0.1:502 }, role: grid }
        circuits:
          main:
            limit: { amps: 630, kw: 400 }
            meter: grid
            uncontrolled: { assumed: 40A }
          fast:
            parent: main
            limit: { amps: 450 }
            uncontrolled: { assumed: 2A }
          yard:
            parent: main
            limit: { amps: 125 }
            uncontrolled: { assumed: 4A }
        stations:
          list:
            - { ids: "D{1..4}", circuit: fast, current: dc, max: 120kW, min: 5kW, fallback: 5kW, standby: 400W }
            - { ids: D5, circuit: fast, current: dc, connectors: 2, max: 100kW, min: 5kW, fallback: 0kW, total: 60kW }
            - { ids: "A{1..5}", circuit: yard, max: 32A, fallback: 6A, rotation: auto-cycle }
            - { ids: "T{1..2}", circuit: yard, connectors: 2, max: 32A, fallback: 6A, total: 32A }
        csms: none
        """;

    public static readonly Site Site = Read();

    private static Site Read()
    {
        var result = SiteFileReader.Read(Yaml, "yard.yaml", Examples.Templates);
        return result.Site ?? throw new InvalidOperationException(string.Join('\n', result.Diagnostics));
    }

    public static SimulatedRun Run(double hours, Protections without = Protections.None, string[]? versions = null, Site? site = null, ulong seed = 1) => new(site ?? Site, Examples.Templates, new SimulationOptions
    {
        Seed = seed,
        Length = TimeSpan.FromHours(hours),
        Guard = GuardOptions.Default with { Without = without },
        Scenario = new Scenario
        {
            StartTimeOfDay = TimeSpan.FromHours(7),
            Versions = versions ?? ["1.6", "2.0.1", "2.1"],
            Arrivals = new ArrivalParameters { PluggedInAtStart = true, DcLeastKwh = 150, DcMostKwh = 250, NeverShare = 0, LateSleeperShare = 0 },
        },
    });
}
