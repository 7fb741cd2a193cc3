using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Configuration;
using EdgeController.Host.Configuration.Sites;

namespace EdgeController.Host.Tests.Configuration.Sites;

public sealed class SiteValuesTests
{
    [Theory]
    [InlineData("{ amps: 100 }", 100, 100, 100)]
    [InlineData("{ amps: 100A }", 100, 100, 100)]
    [InlineData("{ amps: \"100 A\" }", 100, 100, 100)]
    [InlineData("{ amps: [100, 110A, 120.5] }", 100, 110, 120.5)]
    [InlineData("{ amps: { L3: 120, L1: 100, L2: 110 } }", 100, 110, 120)]
    public void Limits_are_one_current_or_one_for_each_phase(string limit, double l1, double l2, double l3) =>
        Assert.Equal(new PerPhase<Amperes>(new(l1), new(l2), new(l3)), SiteFiles.Good(SiteFiles.Small(limit)).Circuits[0].LimitAmps);

    [Theory]
    [InlineData("70", 70_000)]
    [InlineData("70kW", 70_000)]
    [InlineData("70000W", 70_000)]
    [InlineData("0.07MW", 70_000)]
    public void Power_limits_take_units(string kw, double watts) =>
        Assert.Equal(watts, SiteFiles.Good(SiteFiles.Small($"{{ amps: 100, kw: {kw} }}")).Circuits[0].LimitPower!.Value.Value, precision: 6);

    [Fact]
    public void Defaults_hold_where_nothing_is_written()
    {
        var site = SiteFiles.Good(SiteFiles.Garage
            .Replace("  safety:\n    margin: { percent: 3, amps: 1 }\n    meter_stale: { no_increase: 5s, blind: 15s }\n", "", once: true)
            .Replace("  nominal_voltage: 230\n", "", once: true)
            .Replace("    poll: 1s\n    phases: [L1, L2, L3]           # physical order at the terminals\n", "", once: true)
            .Replace("    min: 6A\n", "", once: true)
            .Replace("    stations: \"*\"\n    offline: keep\n    profiles: cap ", "", once: true));

        Assert.Equal((3.0, new Amperes(1)), (site.Margin.Percent, site.Margin.Amps));
        Assert.Equal((TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15)), (site.Staleness.NoIncrease, site.Staleness.Blind));
        Assert.Equal((TimeSpan.FromSeconds(1), PhaseRotation.L1L2L3), (site.Meters[0].Poll, site.Meters[0].Phases));
        Assert.Equal((new Volts(230), new Amperes(6), "main"), (site.NominalVoltage, site.Stations[0].Min, site.Stations[0].Csms));
    }

    [Fact]
    public void Stations_may_be_single_phase_have_connectors_and_be_listed_one_by_one()
    {
        var site = SiteFiles.Good(SiteFiles.Small(stations: "{ ids: [B7, \"A{9..10}\"], circuit: main, connectors: 2, rotation: L2, max: 16A, min: 8A, fallback: 0A, lease: auto }"));

        Assert.Equal(["B7", "A9", "A10"], site.Stations.Select(station => station.Id.Value));
        Assert.All(site.Stations, station => Assert.Equal(("L2", 2, 8.0, 0.0), (station.Rotation.ToString(), station.Evses.Length, station.Min.Value, station.Fallback.Value)));
        Assert.Equal(["B7/1", "B7/2", "A9/1"], site.Evses[..3].Select(evse => evse.Id.ToString()));
    }

    [Theory]
    [InlineData("", StorageClass.WearLevelled)]
    [InlineData(", storage: flash", StorageClass.Flash)]
    [InlineData(", storage: ram", StorageClass.Ram)]
    [InlineData(", storage: dynamic", StorageClass.Dynamic)]
    public void Stations_say_where_they_keep_profiles(string key, StorageClass storage) =>
        Assert.All(SiteFiles.Good(SiteFiles.Small(stations: $"{{ ids: [A1], circuit: main, max: 16A, fallback: 6A{key} }}")).Stations, station => Assert.Equal(storage, station.Storage));

    [Fact]
    public void Several_roots_and_children_before_parents_are_put_in_order()
    {
        var site = SiteFiles.Good("""
            schema: 1
            site: { name: Two feeders, timezone: UTC }
            circuits:
              leaf: { parent: middle, limit: { amps: 32 }, uncontrolled: { assumed: 0A } }
              east: { limit: { amps: 63 }, uncontrolled: { assumed: 0A } }
              middle: { parent: west, limit: { amps: 50 }, uncontrolled: { assumed: [1A, 2A, 3A] } }
              west: { limit: { amps: 63 }, uncontrolled: { assumed: 0A } }
            stations: { list: [ { ids: A, circuit: leaf, max: 16A, fallback: 6A } ] }
            csms: none
            """);

        Assert.Equal(["east", "west", "middle", "leaf"], site.Circuits.Select(circuit => circuit.Id.Value));
        Assert.Equal([3, 2, 1], site.Circuits[3].PathToRoot);
        Assert.Equal(new PerPhase<Amperes>(new(1), new(2), new(3)), CircuitLoad.Of(site)[1].Assumed);
        Assert.Null(site.Stations[0].Csms);
    }

    [Fact]
    public void Back_ends_are_chosen_by_pattern_and_by_the_station_itself()
    {
        var site = SiteFiles.Good("""
            schema: 1
            site: { name: S, timezone: UTC }
            circuits: { main: { limit: { amps: 100 }, uncontrolled: { assumed: 0A } } }
            stations:
              defaults: { max: 16A, fallback: 0A }
              list:
                - { ids: ["N1-{1..2}", V1], circuit: main }
                - { ids: X1, circuit: main, csms: none }
                - { ids: X2, circuit: main, csms: north }
            csms:
              north: { url: "ws://north.example.com:8080/ocpp", stations: "N1-*" }
              vans: { url: "wss://vans.example.com/", stations: ["V{1..1}"] }
            """);

        Assert.Equal(["north", "north", "vans", null, "north"], site.Stations.Select(station => station.Csms));
        Assert.Equal(["north", "vans"], site.BackEnds.Select(backEnd => backEnd.Name));
    }

    [Fact]
    public void Every_built_key_has_help_and_an_unknown_neighbour_of_it_is_suggested_back()
    {
        Assert.All(SiteKeys.Table.All, key => Assert.EndsWith(".", key.Help, StringComparison.Ordinal));
        foreach (var key in SiteKeys.Table.TopLevel.Where(key => key.Built && key.Name.Length > 3))
        {
            Assert.Equal(key.Name, NearestWord.Find(key.Name[..^1], SiteKeys.Table.TopLevel.Select(known => known.Name)));
        }
    }
}
