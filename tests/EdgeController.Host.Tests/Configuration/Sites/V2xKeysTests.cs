using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Host.Tests.Configuration.Sites;

/// <summary>Stations whose vehicles may give back, in the site file.</summary>
public sealed class V2xKeysTests
{
    [Fact]
    public void Each_evse_of_such_a_station_is_a_resource_of_its_own_after_those_of_the_file()
    {
        var site = SiteFiles.Good(Text("circuit: main, storage: dynamic, connectors: 2, v2x: { discharge: 10kW, soc_min: 40, wear: 0.1 }"));

        Assert.Equal(new V2xRating(new Watts(10_000), 0.4) { WearPerKwh = 0.1 }, site.Stations[0].V2x);
        Assert.Equal(["V1/1", "V1/2"], site.Resources.Select(one => one.Id));
        Assert.All(site.Resources, one => Assert.Equal((ResourceKind.Vehicle, ResourceMode.Plan, 10_000.0, 0.4), (one.Kind, one.Mode, one.Max.Value, one.SocMin)));
        Assert.Equal([0, 1], site.Resources.Select(one => one.Evse));
    }

    [Theory]
    [InlineData("circuit: main, storage: dynamic, v2x: { discharge: 12kW }", "EC221", "12kW is more than the 11.04kW")]
    [InlineData("circuit: main, v2x: { discharge: 10kW }", "EC222", "Dynamic profiles of OCPP 2.1")]
    [InlineData("circuit: bare, storage: dynamic, v2x: { discharge: 10kW }", "EC223", "no circuit above the station has a meter")]
    [InlineData("circuit: sub, connectors: 3, storage: dynamic, v2x: { discharge: 11kW }", "EC224", "47.83A, more than the 37.8A")]
    public void What_cannot_be_held_is_an_error_with_a_way_out(string station, string code, string words)
    {
        var finding = Assert.Single(SiteFiles.Findings(Text(station)), one => one.Contains(code, StringComparison.Ordinal));
        Assert.Contains(words, finding, StringComparison.Ordinal);
    }

    private static string Text(string station) => $$"""
        schema: 1
        site: { name: S, timezone: UTC }
        meters: { grid: { template: janitza-umg96rm, connection: { tcp: "10.0.0.1:502" } } }
        circuits:
          main: { limit: { amps: 100 }, meter: grid, uncontrolled: { assumed: 0A } }
          sub: { parent: main, limit: { amps: 40 }, uncontrolled: { assumed: 0A } }
          bare: { limit: { amps: 100 }, uncontrolled: { assumed: 0A } }
        stations:
          list:
            - { ids: V1, max: 16A, fallback: 6A, {{station}} }
            - { ids: [M1, S1], circuit: main, max: 16A, fallback: 6A }
        csms: none
        """;
}
