using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Host.Tests.Configuration.Sites;

/// <summary>PV, batteries, busbars and the permitted unbalance, as the site file gives them.</summary>
public sealed class ResourceValuesTests
{
    private const string Workshop = """
        schema: 1
        site: { name: Workshop, timezone: Europe/Berlin, country: DE }
        meters:
          roof: { template: carlo-gavazzi-em340, connection: { tcp: "10.0.0.2:502" }, role: pv }
          cell: { template: carlo-gavazzi-em340, connection: { tcp: "10.0.0.3:502" }, role: battery }
        circuits:
          main:
            limit: { amps: 100 }
            bus: 160A
            uncontrolled: { assumed: 20A }
          hall:
            parent: main
            limit: { amps: 63 }
            uncontrolled: { assumed: 5A }
        stations:
          list:
            - { ids: "A{1..3}", circuit: hall, max: 16A, fallback: 6A }
        der:
          sun: { circuit: main, max: 29.67kW, meter: roof }
          cell: { circuit: hall, max: 6.9kW, meter: cell }
          old: { kind: battery, circuit: main, max: 2.3kW, phases: L2, charging: assumed }
        csms: none
        """;

    [Fact]
    public void Kind_meter_phases_and_size_of_resources_are_read()
    {
        var site = SiteFiles.Good(Workshop);
        Assert.Equal(
            [(ResourceKind.Pv, 0, (int?)0, Phases.All, false), (ResourceKind.Battery, 1, 1, Phases.All, false), (ResourceKind.Battery, 0, null, Phases.L2, true)],
            site.Resources.Select(resource => (resource.Kind, resource.Circuit, resource.Meter, resource.Wired, resource.ChargingIsAssumed)));
        Assert.Equal(43, site.Resources[0].MaxCurrent(site.NominalVoltage).L3.Value, 6);
        Assert.Equal((0.0, 10.0), (site.Resources[2].MaxCurrent(site.NominalVoltage).L1.Value, site.Resources[2].MaxCurrent(site.NominalVoltage).L2.Value));
    }

    [Fact]
    public void A_batterys_charging_counts_in_the_sum_unless_the_assumption_holds_it()
    {
        var site = SiteFiles.Good(Workshop);
        Assert.Equal(PerPhase.All(new Amperes(20)), site.AssumedOn(site.Circuits[0]));
        Assert.Equal(15, site.AssumedOn(site.Circuits[1]).L1.Value, 6);
        Assert.Contains(
            "fallbacks 3 x 6A = 18A + assumed 45A = 63A",
            Assert.Single(SiteFiles.Findings(Workshop.Replace("6.9kW", "27.6kW", once: true).Replace("amps: 100", "amps: 160", once: true))),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Busbar_and_unbalance_are_read_and_the_country_gives_roots_theirs()
    {
        var site = SiteFiles.Good(Workshop);
        Assert.Equal(PerPhase.All(new Amperes(160)), site.Circuits[0].Bus);
        Assert.Equal((new Amperes(20), null), (site.Circuits[0].Unbalance, site.Circuits[1].Unbalance));
        Assert.Equal(new Amperes(16), SiteFiles.Good(Workshop.Replace("DE", "AT", once: true)).Circuits[0].Unbalance);
        Assert.Equal(new Amperes(25), SiteFiles.Good(Workshop.Replace("bus: 160A", "unbalance: 25A", once: true)).Circuits[0].Unbalance);
        Assert.Null(SiteFiles.Good(Workshop.Replace("bus: 160A", "unbalance: none", once: true)).Circuits[0].Unbalance);
        Assert.Null(SiteFiles.Good(Workshop.Replace(", country: DE", "", once: true)).Circuits[0].Unbalance);
    }
}
