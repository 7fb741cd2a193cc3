using EdgeController.Core.Units;

namespace EdgeController.Host.Tests.Configuration.Sites;

/// <summary>Direct current, totals of stations, cables and phase switching in the site file.</summary>
public sealed class PluggedInTests
{
    private const string Dc = "{ ids: \"D{1..2}\", circuit: main, current: dc, max: 150kW, min: 5kW, fallback: 0kW }";

    [Fact]
    public void A_direct_current_station_is_written_in_kilowatts_and_counts_in_amperes_of_the_grid()
    {
        var site = SiteFiles.Good(SiteFiles.Small("{ amps: 250 }", stations: Dc));
        var station = site.Stations[1];

        Assert.Equal((150_000.0, 5000.0, 0.0, 0.92, 300.0), (station.Dc!.Max.Value, station.Dc.Min.Value, station.Dc.Fallback.Value, station.Dc.Efficiency, station.Dc.Standby.Value));
        Assert.Equal((236.3, 7.9, 0.0), (station.Max.Value, station.Min.Value, station.Fallback.Value));
        Assert.Equal(3, station.Rotation.Terminals.Length);

        // Two stations of 300 W at 0.9 x 230 V: 0.97 A on each phase beside the 10 A of the file.
        Assert.Equal(10 + (600 / 621.0), site.Circuits[0].AssumedUncontrolled.L2.Value, 9);
        Assert.Equal(600 / 621.0, site.Circuits[0].Standby.L3.Value, 9);
    }

    [Fact]
    public void Efficiency_and_standby_may_be_written() =>
        Assert.Equal((0.95, 1200.0), SiteFiles.Good(SiteFiles.Small("{ amps: 250 }", stations: Dc[..^1] + ", efficiency: 0.95, standby: 1.2kW }")).Stations[0].Dc is { } dc ? (dc.Efficiency, dc.Standby.Value) : default);

    [Fact]
    public void Fallbacks_of_direct_current_are_summed_at_the_lowest_voltage()
    {
        // 2 x 30 kW / 0.92 / 690 V = 2 x 47.3 A, at 207 V 105.2 A, and 10 A + 0.97 A.
        var stations = Dc.Replace("fallback: 0kW", "fallback: 30kW", StringComparison.Ordinal).Replace("150kW", "60kW", StringComparison.Ordinal);
        Assert.Empty(SiteFiles.Findings(SiteFiles.Small("{ amps: 117 }", stations: stations)));
        Assert.Contains("main L1: without the controller, fallbacks 2 x 47.3A = 94.6A + assumed 10.97A = 116.08A, more than the usable 116A", SiteFiles.Findings(SiteFiles.Small("{ amps: 116 }", stations: stations))[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("max: 150kW", "max: 200A", "EC341 stations.list[0].max: a direct-current station has its powers at the vehicle in kW")]
    [InlineData("current: dc, ", "", "EC341 stations.list[0].max: a station on alternating current has its currents per phase in A")]
    [InlineData("min: 5kW, ", "", "EC105 stations.list[0].min is missing")]
    [InlineData("fallback: 0kW", "fallback: 4kW", "EC304 stations.list[0].fallback: 4kW lies between 0 and min 5kW")]
    [InlineData("fallback: 0kW", "fallback: 0kW, cable: 20A", "EC343 stations.list[0].cable: a station with 'current: dc' has no such thing")]
    [InlineData("max: 150kW", "max: 4kW", "EC307 stations.list[0].max: 4kW is less than min 5kW")]
    [InlineData("fallback: 0kW", "fallback: 0kW, phase_switching: yes", "EC103 stations.list[0].phase_switching: 'yes' is neither true nor false")]
    [InlineData("fallback: 0kW", "fallback: 0kW, total: 3kW", "EC344 stations.list[0].total: not even one EVSE could have its min")]
    public void What_does_not_fit_is_said(string old, string replacement, string finding) =>
        Assert.Contains(SiteFiles.Findings(SiteFiles.Small("{ amps: 250 }", stations: Dc.Replace(old, replacement, StringComparison.Ordinal))), found => found.Contains(finding, StringComparison.Ordinal));

    [Fact]
    public void A_total_is_a_circuit_between_the_station_and_its_circuit()
    {
        var site = SiteFiles.Good(SiteFiles.Small(stations: "{ ids: [A1, A2], circuit: main, connectors: 2, max: 32A, fallback: 6A, total: 32A }"));

        Assert.Equal(["main", "A1", "A2"], site.Circuits.Select(circuit => circuit.Id.Value));
        Assert.Equal((2, 0, 32.0, null, null), (site.Stations[1].Circuit, site.Circuits[2].Parent, site.Circuits[2].LimitAmps.L1.Value, site.Circuits[2].Meter, site.Circuits[2].LimitPower));
        Assert.Equal([2, 0], site.Circuits[2].PathToRoot);
    }

    [Fact]
    public void Fallbacks_that_do_not_fit_a_total_are_an_error_at_the_total()
    {
        var finding = Assert.Single(SiteFiles.Findings(SiteFiles.Small(stations: "{ ids: A1, circuit: main, connectors: 3, max: 14A, fallback: 6A, total: 17A }")));
        Assert.Contains("EC301 A1 L1: without the controller, fallbacks 3 x 6A = 18A + assumed 0A = 18A, more than the usable 17A", finding, StringComparison.Ordinal);
    }

    [Fact]
    public void A_total_in_kilowatts_of_direct_current_holds_what_the_grid_gives_for_it()
    {
        var site = SiteFiles.Good(SiteFiles.Small("{ amps: 450 }", stations: "{ ids: D1, circuit: main, connectors: 2, current: dc, max: 150kW, min: 5kW, fallback: 0kW, total: 184kW }"));

        Assert.Equal(200_300, site.Circuits[1].LimitPower!.Value.Value, 6);
        Assert.True(site.Circuits[1].LimitAmps.L1.Value > 300);
        Assert.True(site.Circuits[1].Standby.L1.Value > 0 && site.Circuits[0].Standby.L1.Value == 0);
    }

    [Fact]
    public void A_cable_limits_what_is_offered_and_not_what_the_hardware_could()
    {
        var station = SiteFiles.Good(SiteFiles.Small(stations: "{ ids: A1, circuit: main, max: 32A, fallback: 6A, cable: 20A, phase_switching: true }")).Stations[0];

        Assert.Equal((32.0, new Amperes(20), true), (station.Max.Value, station.Cable, station.SwitchesPhases));
        Assert.False(SiteFiles.Good(SiteFiles.Small(stations: "{ ids: A1, circuit: main, rotation: L2, max: 32A, fallback: 6A, phase_switching: true }")).Stations[0].SwitchesPhases);
        Assert.Contains("EC342", Assert.Single(SiteFiles.Findings(SiteFiles.Small(stations: "{ ids: A1, circuit: main, max: 32A, fallback: 21A, cable: 20A }"))), StringComparison.Ordinal);
    }
}
