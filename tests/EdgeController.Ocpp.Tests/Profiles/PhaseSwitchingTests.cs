using System.Text.Json;
using EdgeController.Core.Balancing;
using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Profiles;
using EdgeController.Ocpp.Quirks;

namespace EdgeController.Ocpp.Tests.Profiles;

/// <summary>The number of phases in the profiles of a station that can switch.</summary>
public class PhaseSwitchingTests
{
    private static readonly DateTimeOffset StationNow = new(2026, 3, 1, 12, 0, 30, TimeSpan.Zero);
    private static readonly Station Station = TestSite.Of().Stations[0] with { SwitchesPhases = true };

    [Theory]
    [InlineData("1.6", 1, true, null)]
    [InlineData("2.0.1", 1, true, 1)]
    [InlineData("2.1", 1, true, 1)]
    [InlineData("2.1", 1, false, null)]
    [InlineData("2.1", 3, true, null)]
    [InlineData("1.6", 3, false, null)]
    public void A_lease_says_how_many_phases_and_which_one_where_the_station_can_be_told(string version, int phases, bool says, int? phaseToUse)
    {
        var writer = new ChargingProfileWriter(Station, new Volts(230)) { Version = version };
        writer.Abilities = writer.Abilities with { SwitchesPhases = says };
        var period = Period(writer.Lease("m", ProfilePlan.TxDefaultAndTx, Setpoint(phases), StationNow, "77", 3));

        Assert.Equal((10m, phases), (period.GetProperty("limit").GetDecimal(), period.GetProperty("numberPhases").GetInt32()));
        Assert.Equal(phaseToUse, period.TryGetProperty("phaseToUse", out var use) ? use.GetInt32() : null);
    }

    [Fact]
    public void Watts_follow_the_number_of_phases()
    {
        var writer = new ChargingProfileWriter(Station, new Volts(230)) { Version = "2.0.1" };
        writer.Abilities = new StationAbilities { SaysWattsOnly = true };

        Assert.Equal(2300, Period(writer.Lease("m", ProfilePlan.TxDefaultAndTx, Setpoint(1), StationNow, "77", null)).GetProperty("limit").GetInt32());
        Assert.Equal(6900, Period(writer.Lease("m", ProfilePlan.TxDefaultAndTx, Setpoint(3), StationNow, "77", null)).GetProperty("limit").GetInt32());
    }

    [Theory]
    [InlineData("1.6")]
    [InlineData("2.1")]
    public void The_fallback_is_on_all_phases(string version) =>
        Assert.Equal(3, Period(new ChargingProfileWriter(Station, new Volts(230)) { Version = version }.Fallback("m", ProfilePlan.TxDefaultAndTx, StationNow)).GetProperty("numberPhases").GetInt32());

    private static Setpoint Setpoint(int phases) =>
        new(new EvseId(TestSite.Id, 1), new Amperes(10), TimeSpan.FromSeconds(300), SetpointChange.Increase, new Reason(ReasonCode.Ramping), 1) { Phases = phases };

    private static JsonElement Period(byte[] call)
    {
        var payload = JsonDocument.Parse(OcppFrameParser.Parse(call, FrameLimits.Default).Frame!.Payload).RootElement;
        var profile = payload.TryGetProperty("csChargingProfiles", out var old) ? old : payload.GetProperty("chargingProfile");
        var schedule = profile.GetProperty("chargingSchedule") is { ValueKind: JsonValueKind.Array } list ? list[0] : profile.GetProperty("chargingSchedule");
        return schedule.GetProperty("chargingSchedulePeriod")[0];
    }
}
