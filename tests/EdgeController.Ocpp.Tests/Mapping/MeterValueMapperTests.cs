using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Mapping;
using EdgeController.Ocpp.Messages.V16;
using EdgeController.Ocpp.Tests.Mapping.V16;

namespace EdgeController.Ocpp.Tests.Mapping;

public class MeterValueMapperTests
{
    [Fact]
    public void Phase_currents_land_on_the_phases_that_the_station_is_wired_to()
    {
        var metered = Map("L2L3L1", Current("10", "L1"), Current("11,5", "L2-N"), Current("12.25", "L3"));

        Assert.Equal(Amps(12.25, 10, 11.5), metered!.Current);
    }

    [Fact]
    public void A_current_without_phase_counts_on_every_wired_phase() => Assert.Equal(Amps(0, 16, 0), Map("L2", Current("16", null))!.Current);

    [Fact]
    public void Power_per_phase_is_divided_by_the_measured_voltage()
    {
        var metered = Map("L1L2L3", Power("2.4", "L1", "kW"), Power("2300", "L2"), Power("0", "L3"), new SampledValue("240", Measurand: "Voltage", Phase: "L1-N"));

        Assert.Equal(Amps(10, 10, 0), metered!.Current);
        Assert.Equal(new Watts(4700), metered.Power);
    }

    [Fact]
    public void Total_power_is_spread_over_the_wired_phases()
    {
        var metered = Map("L1L2L3", Power("6.9", null, "kW"), new SampledValue("12.5", Unit: "kWh"));

        Assert.Equal(Amps(10, 10, 10), metered!.Current);
        Assert.Equal((new Watts(6900), new WattHours(12500)), (metered.Power, metered.Energy));
    }

    [Fact]
    public void A_single_phase_vehicle_is_told_by_its_total_power() =>
        Assert.Equal(Amps(16, 0, 0), Map("L1L2L3", Current("16", "L1"), Power("3680", null))!.Current);

    [Fact]
    public void A_phase_that_was_left_out_is_not_zero_by_itself() => Assert.Equal(Amps(16, 16, 16), Map("L1L2L3", Current("16", "L1"))!.Current);

    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e999")]
    [InlineData("")]
    [InlineData("n/a")]
    [InlineData("1,234.5")]
    public void What_is_no_number_is_absent_and_never_zero(string value) => Assert.Null(Map("L1L2L3", Current(value, null)));

    [Fact]
    public void One_unreadable_phase_spoils_the_currents_but_not_the_energy()
    {
        var metered = Map("L1L2L3", Current("10", "L1"), Current("NaN", "L2"), Current("10", "L3"), new SampledValue("1000"));

        Assert.Null(metered!.Current);
        Assert.Equal(new WattHours(1000), metered.Energy);
    }

    [Fact]
    public void Signed_values_other_units_and_the_vehicles_own_side_are_not_read() => Assert.Null(Map(
        "L1L2L3",
        Current("10", null) with { Format = "SignedData" },
        Current("10", null) with { Unit = "Percent" },
        Current("10", null) with { Location = "EV" }));

    [Fact]
    public void Negative_currents_count_as_none() => Assert.Equal(Amps(0, 0, 0), Map("L1L2L3", Current("-3", null))!.Current);

    private static SampledValue Current(string value, string? phase) => new(value, Measurand: "Current.Import", Phase: phase, Unit: "A");

    private static SampledValue Power(string value, string? phase, string unit = "W") => new(value, Measurand: "Power.Active.Import", Phase: phase, Unit: unit);

    private static PerPhase<Amperes> Amps(double l1, double l2, double l3) => new(new Amperes(l1), new Amperes(l2), new Amperes(l3));

    private static EvseMetered? Map(string rotation, params SampledValue[] samples)
    {
        var site = TestSite.Of(rotation: rotation);
        return MeterValueMapper.Map(Instant.Start, new EvseId(TestSite.Id, 1), site.Stations[0], site.NominalVoltage, MeterReadings.Of([new MeterValue(null, samples)]));
    }
}
