using System.Text.Json;
using EdgeController.Core.Balancing;
using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Mapping;
using EdgeController.Ocpp.Profiles;

namespace EdgeController.Ocpp.Tests.Profiles;

/// <summary>Direct current on the wire: watts at the vehicle out, watts at the vehicle in, amperes of the grid inside.</summary>
public class DirectCurrentTests
{
    private static readonly DateTimeOffset StationNow = new(2026, 3, 1, 12, 0, 30, TimeSpan.Zero);
    private static readonly Volts Nominal = new(230);
    private static readonly DcSupply Dc = new(new(150_000), new(5000), new(5000), 0.92, new(300));

    private static readonly Station Station = TestSite.Of().Stations[0] with
    {
        Dc = Dc, Max = Dc.Input(Dc.Max, Nominal), Min = Dc.Input(Dc.Min, Nominal), Fallback = Dc.Input(Dc.Fallback, Nominal),
    };

    [Theory]
    [InlineData("1.6", 0, 0)]
    [InlineData("1.6", 100, 63_480)]
    [InlineData("2.0.1", 100, 63_480)]
    [InlineData("2.1", 100.05, 63_511)]
    [InlineData("2.1", 236.3, 150_000)]
    [InlineData("2.0.1", double.NaN, 0)]
    public void A_lease_is_in_whole_watts_and_says_nothing_of_phases(string version, double amps, int watts)
    {
        var period = Period(Writer(version).Lease("m", ProfilePlan.TxDefaultAndTx, Setpoint(amps), StationNow, "77", 3), out var unit);

        Assert.Equal(("W", watts), (unit, period.GetProperty("limit").GetDecimal()));
        Assert.False(period.TryGetProperty("numberPhases", out _));
    }

    [Theory]
    [InlineData("1.6")]
    [InlineData("2.0.1")]
    [InlineData("2.1")]
    public void The_fallback_is_at_least_what_the_site_file_says_and_less_than_it_counts_for(string version)
    {
        var period = Period(Writer(version).Fallback("m", ProfilePlan.TxDefaultAndTx, StationNow), out var unit);

        Assert.Equal("W", unit);
        Assert.InRange(period.GetProperty("limit").GetDouble(), 5000, Station.Fallback.Value * 690 * 0.92);
    }

    [Fact]
    public void The_batterys_amperes_are_none_of_the_grids()
    {
        var metered = Map(Read("Current.Import", 250, "A"), Read("Voltage", 400, "V"), Read("Energy.Active.Import.Register", 12, "kWh"))!;

        Assert.Equal(100_000, metered.Power!.Value.Value, 6);
        Assert.All(PerPhase.Each, phase => Assert.Equal(100_000 / 0.92 / 690, metered.Current!.Value[phase].Value, 6));
        Assert.Equal(12_000, metered.Energy!.Value.Value);
    }

    [Fact]
    public void Power_at_the_vehicle_goes_before_current_and_voltage_and_power_at_the_inlet_has_its_losses_in_it()
    {
        var atVehicle = Map(Read("Power.Active.Import", 50, "kW"), Read("Current.Import", 999, "A"), Read("Voltage", 400, "V"), Inlet(60_000))!;
        var atInlet = Map(Inlet(69_000), Read("Current.Import", 120, "A"))!;

        Assert.Equal(50_000, atVehicle.Power!.Value.Value, 6);
        Assert.Equal(100, atInlet.Current!.Value.L1.Value, 6);
    }

    [Fact]
    public void A_current_alone_says_nothing() => Assert.Null(Map(Read("Current.Import", 250, "A"), Read("SoC", 55, "Percent")));

    private static Setpoint Setpoint(double amps) =>
        new(new EvseId(TestSite.Id, 1), new Amperes(amps), TimeSpan.FromSeconds(300), SetpointChange.Increase, new Reason(ReasonCode.Ramping), 1);

    private static ChargingProfileWriter Writer(string version) => new(Station, Nominal) { Version = version };

    private static JsonElement Period(byte[] call, out string? unit)
    {
        var payload = JsonDocument.Parse(OcppFrameParser.Parse(call, FrameLimits.Default).Frame!.Payload).RootElement;
        var profile = payload.TryGetProperty("csChargingProfiles", out var old) ? old : payload.GetProperty("chargingProfile");
        var schedule = profile.GetProperty("chargingSchedule") is { ValueKind: JsonValueKind.Array } list ? list[0] : profile.GetProperty("chargingSchedule");
        unit = schedule.GetProperty("chargingRateUnit").GetString();
        return schedule.GetProperty("chargingSchedulePeriod")[0];
    }

    private static Reading Read(string measurand, double number, string unit) => new(measurand, null, unit, number, true);

    private static Reading Inlet(double watts) => new("Power.Active.Import", null, "W", watts, false);

    private static EvseMetered? Map(params Reading[] readings) => MeterValueMapper.Map(Instant.Start, new EvseId(TestSite.Id, 1), Station, Nominal, readings);
}
