using System.Text.Json;
using EdgeController.Core.Events;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Messages.V201;
using EdgeController.Ocpp.Profiles;
using EdgeController.Ocpp.Quirks;

namespace EdgeController.Ocpp.Tests.Profiles;

public class V2xProfilesTests
{
    private static readonly DateTimeOffset StationNow = new(2026, 3, 1, 12, 0, 30, 900, TimeSpan.Zero);
    private static readonly ProfileTerms Good = new(3, new Volts(230), new StationAbilities());

    [Fact]
    public void Fallback_never_ends() => Assert.Equal(
        """{"evseId":0,"chargingProfile":{"id":900000000,"stackLevel":0,"chargingProfilePurpose":"TxDefaultProfile","chargingProfileKind":"Absolute","chargingSchedule":[{"id":1,"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":6,"numberPhases":3}],"startSchedule":"2026-03-01T11:59:30.000Z"}]}}""",
        Json(V2xProfiles.Fallback(ProfilePlan.TxDefaultAndTx, new Amperes(6), Good, StationNow)));

    [Fact]
    public void Fallback_without_a_known_clock_is_relative_and_names_no_start() => Assert.Equal(
        """{"evseId":0,"chargingProfile":{"id":900000000,"stackLevel":0,"chargingProfilePurpose":"TxDefaultProfile","chargingProfileKind":"Relative","chargingSchedule":[{"id":1,"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":6,"numberPhases":1}]}]}}""",
        Json(V2xProfiles.Fallback(ProfilePlan.TxDefaultAndTx, new Amperes(6), Good with { Phases = 1 }, null)));

    [Fact]
    public void The_station_maximum_is_never_relative_and_only_for_evse_0() => Assert.Equal(
        """{"evseId":0,"chargingProfile":{"id":900000000,"stackLevel":0,"chargingProfilePurpose":"ChargingStationMaxProfile","chargingProfileKind":"Absolute","chargingSchedule":[{"id":1,"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":6,"numberPhases":3}],"startSchedule":"2000-01-01T00:00:00.000Z"}]}}""",
        Json(V2xProfiles.Fallback(ProfilePlan.StationMax, new Amperes(6), Good, null)));

    [Fact]
    public void Lease_of_a_transaction_names_it_and_ends_by_itself() => Assert.Equal(
        """{"evseId":2,"chargingProfile":{"id":900000002,"stackLevel":1,"chargingProfilePurpose":"TxProfile","chargingProfileKind":"Absolute","chargingSchedule":[{"id":1,"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":16.5,"numberPhases":3}],"duration":360,"startSchedule":"2026-03-01T11:59:30.000Z"}],"transactionId":"T-77"}}""",
        Json(Lease(ProfilePlan.TxDefaultAndTx, 2, 16.5, Good, "T-77")));

    [Fact]
    public void Lease_of_the_station_maximum_lies_above_its_fallback() => Assert.Equal(
        """{"evseId":0,"chargingProfile":{"id":900000001,"stackLevel":1,"chargingProfilePurpose":"ChargingStationMaxProfile","chargingProfileKind":"Absolute","chargingSchedule":[{"id":1,"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":0,"numberPhases":3}],"duration":360,"startSchedule":"2026-03-01T11:59:30.000Z"}]}}""",
        Json(Lease(ProfilePlan.StationMax, 1, 0, Good, null)));

    [Fact]
    public void Limits_have_one_decimal_and_are_rounded_down()
    {
        Assert.Equal(10.5m, Period(Lease(ProfilePlan.TxDefaultAndTx, 1, 10.59999, Good, "T")).Limit);
        Assert.Equal(0, Period(Lease(ProfilePlan.TxDefaultAndTx, 1, double.NaN, Good, "T")).Limit);
    }

    [Theory]
    [InlineData(0, 900_000_000)]
    [InlineData(100, 900_000_000)]
    [InlineData(900_000_000, 900_000_001)]
    [InlineData(1_500_000_000, 1_500_000_001)]
    public void Ids_lie_above_those_of_external_constraints(int highest, int id)
    {
        var abilities = new StationAbilities { MaxExternalConstraintsId = highest };
        var ids = new[] { V2xProfiles.FallbackId(abilities), V2xProfiles.LeaseId(abilities, 1), V2xProfiles.LeaseId(abilities, 2) };

        Assert.Equal([id, id + 1, id + 2], ids);
        Assert.True(V2xProfiles.LeaseId(new StationAbilities { MaxExternalConstraintsId = int.MaxValue }, 9000) > 0);
    }

    [Fact]
    public void A_station_that_takes_watts_only_gets_whole_watts_of_the_phases_that_are_used()
    {
        var terms = Good with { Abilities = new StationAbilities { SaysWattsOnly = true } };
        var unknown = Lease(ProfilePlan.TxDefaultAndTx, 1, 10.5, terms, "T");
        var single = V2xProfiles.Lease(ProfilePlan.TxDefaultAndTx, 1, new Amperes(10.5), TimeSpan.FromSeconds(300), terms, StationNow, "T", 1);

        Assert.Equal(("W", 7245m, 3), (unknown.ChargingProfile!.ChargingSchedule![0].ChargingRateUnit, Period(unknown).Limit, Period(unknown).NumberPhases));
        Assert.Equal((2415m, 1), (Period(single).Limit, Period(single).NumberPhases));
    }

    [Fact]
    public void What_a_station_cannot_take_is_left_out()
    {
        var terms = Good with { Abilities = new StationAbilities { RefusedPhases = true, MaxStackLevel = 0 } };
        var lease = Lease(ProfilePlan.TxDefaultAndTx, 1, 10, terms, "T");

        Assert.Null(Period(lease).NumberPhases);
        Assert.Equal(0, lease.ChargingProfile!.StackLevel);
    }

    private static SetChargingProfileRequest Lease(ProfilePlan plan, int evse, double amps, ProfileTerms terms, string? transaction) =>
        V2xProfiles.Lease(plan, evse, new Amperes(amps), TimeSpan.FromSeconds(300), terms, StationNow, transaction, null);

    private static ChargingSchedulePeriod Period(SetChargingProfileRequest request) => request.ChargingProfile!.ChargingSchedule![0].ChargingSchedulePeriod![0];

    private static string Json(SetChargingProfileRequest request) => JsonSerializer.Serialize(request, V201Json.Default.SetChargingProfileRequest);
}
