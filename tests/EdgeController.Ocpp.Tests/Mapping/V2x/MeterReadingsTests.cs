using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Mapping;
using EdgeController.Ocpp.Messages.V201;

namespace EdgeController.Ocpp.Tests.Mapping.V2x;

public class MeterReadingsTests
{
    [Fact]
    public void Phase_currents_land_on_the_phases_that_the_station_is_wired_to()
    {
        var metered = Map("L2L3L1", null, Current(10, "L1"), Current(11.5, "L2-N"), Current(12.25, "L3"));

        Assert.Equal(Amps(12.25, 10, 11.5), metered!.Current);
    }

    [Fact]
    public void A_multiplier_is_a_power_of_ten()
    {
        var metered = Map(
            "L1L2L3", null, new SampledValue(6.9, Measurand: "Power.Active.Import", UnitOfMeasure: new UnitOfMeasure("W", 3)), new SampledValue(125, UnitOfMeasure: new UnitOfMeasure("kWh", -1)));

        Assert.Equal((new Watts(6900), new WattHours(12500)), (metered!.Power, metered.Energy));
        Assert.Null(Map("L1L2L3", null, new SampledValue(1, UnitOfMeasure: new UnitOfMeasure("Wh", 400))));
    }

    [Theory]
    [InlineData(null, 10, 10, 10)]
    [InlineData(3, 10, 10, 10)]
    [InlineData(1, 30, 0, 0)]
    [InlineData(0, 10, 10, 10)]
    [InlineData(9, 10, 10, 10)]
    public void Total_power_is_on_the_phases_that_the_vehicle_uses(int? phases, double l1, double l2, double l3) =>
        Assert.Equal(Amps(l1, l2, l3), Map("L1L2L3", phases, new SampledValue(6900, Measurand: "Power.Active.Import"))!.Current);

    [Fact]
    public void A_current_without_phase_is_on_the_phases_that_the_vehicle_uses() =>
        Assert.Equal(Amps(0, 16, 0), Map("L2L3L1", 1, Current(16, null))!.Current);

    [Fact]
    public void A_value_that_is_no_number_spoils_itself_and_not_its_message()
    {
        var message = """{"evseId":"1","meterValue":[null,{"timestamp":7,"sampledValue":[{"value":"n/a","measurand":"Current.Import"},{"value":"0.15002000000000001","unitOfMeasure":{"unit":"kWh"}},{"value":{},"measurand":"SoC"},null]}]}"""u8;
        var read = System.Text.Json.JsonSerializer.Deserialize(message, V201Json.Default.MeterValuesRequest)!;
        var site = TestSite.Of();
        var metered = MeterValueMapper.Map(Instant.Start, new EvseId(TestSite.Id, 1), site.Stations[0], site.NominalVoltage, MeterReadings.Of(read.MeterValue));

        Assert.Equal(1, read.EvseId);
        Assert.Null(metered!.Current);
        Assert.Equal(150.02, metered.Energy!.Value.Value, 6);
    }

    [Fact]
    public void The_vehicles_own_side_and_other_units_are_not_read() => Assert.Null(Map(
        "L1L2L3", null, Current(10, null) with { Location = "EV" }, Current(10, null) with { Location = "Upstream" }, Current(10, null) with { UnitOfMeasure = new UnitOfMeasure("Percent") }));

    private static SampledValue Current(double value, string? phase) => new(value, Measurand: "Current.Import", Phase: phase);

    private static PerPhase<Amperes> Amps(double l1, double l2, double l3) => new(new Amperes(l1), new Amperes(l2), new Amperes(l3));

    private static EvseMetered? Map(string rotation, int? phases, params SampledValue[] samples)
    {
        var site = TestSite.Of(rotation: rotation);
        return MeterValueMapper.Map(
            Instant.Start, new EvseId(TestSite.Id, 1), site.Stations[0], site.NominalVoltage, MeterReadings.Of([new MeterValue(null, samples)]), phases);
    }
}
