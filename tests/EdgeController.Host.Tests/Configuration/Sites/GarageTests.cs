using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Host.Tests.Configuration.Sites;

public sealed class GarageTests
{
    private readonly Site _site = SiteFiles.Good(SiteFiles.Garage);

    [Fact]
    public void General_values_are_read()
    {
        Assert.Equal(("Garage Nord", "Europe/Berlin", new Volts(230)), (_site.Name, _site.TimeZone, _site.NominalVoltage));
        Assert.Equal(new SafetyMargin(3, new Amperes(1)), _site.Margin);
        Assert.Equal(new MeterStaleness(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15)), _site.Staleness);
        Assert.Equal([new CsmsBackEnd("main", new Uri("wss://csms.example.invalid/ocpp"))], _site.BackEnds);
    }

    [Fact]
    public void Circuits_form_a_tree_with_meters_and_limits()
    {
        Assert.Equal(["main", "level1", "level2"], _site.Circuits.Select(circuit => circuit.Id.Value));
        Assert.Equal([0], _site.Circuits[0].PathToRoot);
        Assert.Equal([2, 0], _site.Circuits[2].PathToRoot);
        Assert.Equal((null, 0, 0), (_site.Circuits[0].Parent, _site.Circuits[1].Parent, _site.Circuits[2].Parent));
        Assert.Equal((0, 1, null), (_site.Circuits[0].Meter, _site.Circuits[1].Meter, _site.Circuits[2].Meter));
        Assert.Equal(PerPhase.All(new Amperes(250)), _site.Circuits[0].LimitAmps);
        Assert.Equal(new Watts(170_000), _site.Circuits[0].LimitPower);
        Assert.Equal(PerPhase.All(new Amperes(6)), _site.Circuits[2].AssumedUncontrolled);
    }

    [Fact]
    public void Meters_know_their_address_template_and_poll()
    {
        var meter = _site.Meters[1];

        Assert.Equal(("level1", "carlo-gavazzi-em340", "192.168.10.21", 502, 11), (meter.Id.Value, meter.Template, meter.Host, meter.Port, meter.Unit));
        Assert.Equal((TimeSpan.FromSeconds(1), PhaseRotation.L1L2L3), (meter.Poll, meter.Phases));
    }

    [Fact]
    public void Stations_expand_from_ranges_with_dense_indexes()
    {
        Assert.Equal(24, _site.Stations.Length);
        Assert.Equal(Enumerable.Range(0, 24), _site.Stations.Select(station => station.Index));
        Assert.Equal(Enumerable.Range(0, 24), _site.Evses.Select(evse => evse.Station));
        Assert.Equal(["N1-01", "N1-02", "N1-12", "N2-01", "N2-12"], new[] { 0, 1, 11, 12, 23 }.Select(index => _site.Stations[index].Id.Value));
        Assert.Equal(new EvseId(new StationId("N2-12"), 1), _site.Evses[23].Id);
        Assert.All(_site.Stations, station => Assert.Equal((new Amperes(6), new Amperes(6), "main"), (station.Min, station.Fallback, station.Csms)));
        Assert.Equal([16, 16, 32, 32], _site.Stations[20..].Select(station => station.Max.Value));
    }

    [Fact]
    public void Rotation_cycles_over_the_expanded_ids_of_each_entry()
    {
        Assert.Equal(["L1L2L3", "L2L3L1", "L3L1L2", "L1L2L3"], _site.Stations[..4].Select(station => station.Rotation.ToString()));
        Assert.Equal("L1L2L3", _site.Stations[12].Rotation.ToString());
        Assert.Equal("L1L2L3", _site.Stations[23].Rotation.ToString());
    }
}
