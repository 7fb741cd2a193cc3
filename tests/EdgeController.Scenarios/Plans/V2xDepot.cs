using EdgeController.Core.Balancing;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Configuration.Sites;
using EdgeController.Host.Simulation;
using EdgeController.Ocpp.Framing;
using EdgeController.Scenarios.Support;
using EdgeController.Simulator.Vehicles;
using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.Plans;

/// <summary>Four vans that stand in the depot over night, on bidirectional stations with OCPP 2.1, beside a workshop that works until ten in the evening.</summary>
internal static class V2xDepot
{
    public const double CapacityWattHours = 60_000;
    public const double Requested = 12_000;

    /// <summary>The workshop's load in the evening and at night, amperes per phase.</summary>
    public const double Busy = 29;

    public static Site Site(string more = "", double limit = 80, int fallback = 6, string demand = "")
    {
        var yaml = FormattableString.Invariant($$"""
            schema: 1
            site: { name: Depot, timezone: UTC }
            meters: { grid: { template: janitza-umg96rm, connection: { tcp: 127.0.0.1:502 } } }
            circuits: { main: { limit: { amps: {{limit}} }, bus: 125A, {{demand}} meter: grid, uncontrolled: { assumed: 40A } } }
            stations:
              list:
                - { ids: "V-{1..4}", circuit: main, max: 16A, fallback: {{fallback}}A, mode: plan, storage: dynamic, v2x: { discharge: 11kW, soc_min: 30, wear: 0.04 } }
                {{more}}
            csms: none
            """);
        var result = SiteFileReader.Read(yaml, "depot.yaml", Examples.Templates);
        var site = result.Site ?? throw new InvalidOperationException(string.Join('\n', result.Diagnostics));
        return site with { Tariff = new Tariff { Import = new PriceSource() } };
    }

    /// <param name="gives">Whether the vans can give back.</param>
    /// <param name="change">Changes to the run.</param>
    /// <param name="site">Another site than the plain one.</param>
    /// <param name="others">Visits beside the vans.</param>
    /// <param name="quits">When the vans stop giving, whatever they are told.</param>
    public static SimulatedRun Run(bool gives, Func<SimulationOptions, SimulationOptions>? change = null, Site? site = null, IEnumerable<PlannedSession>? others = null, TimeSpan? quits = null)
    {
        var vans = Enumerable.Range(0, 4).Select(evse => new PlannedSession(evse, TimeSpan.FromMinutes(2 + evse), TimeSpan.FromHours(12.5), Van(gives, quits)));
        var options = new SimulationOptions
        {
            Seed = 1,
            Length = TimeSpan.FromHours(13),
            DriversTellWishes = true,
            Inputs = PlannedNight.Prices(),
            Scenario = new Scenario
            {
                StartTimeOfDay = TimeSpan.FromHours(17),
                Epoch = PlannedNight.Midnight.AddHours(17),
                Versions = [OcppVersion.V21],
                Sessions = [.. vans.Concat(others ?? []).OrderBy(one => one.Arrival)],
            },
        };
        var run = new SimulatedRun(site ?? Site(), Examples.Templates, change?.Invoke(options) ?? options);
        Work(run, Busy);
        return run;
    }

    /// <summary>The workshop draws that much from now on, a little more and less: a meter that stands still would count as frozen.</summary>
    public static void Work(SimulatedRun run, double amps)
    {
        var second = 0;
        run.World.Loads[0].Exactly = 0;
        run.World.ExtraLoad = () => PerPhase.All(amps + (0.05 * (second++ % 7)));
    }

    public static VehicleTraits Van(bool gives, TimeSpan? quits = null) => new()
    {
        Phases = 3,
        MaxAmps = 16,
        RequestedWattHours = Requested,
        ReactionSeconds = 3,
        Battery = gives ? new VehicleBattery(CapacityWattHours, 16) { QuitsAfter = quits } : null,
    };

    public static SimulationOptions Without(SimulationOptions options, Protections protections) => options with { Guard = options.Guard with { Without = protections } };
}
