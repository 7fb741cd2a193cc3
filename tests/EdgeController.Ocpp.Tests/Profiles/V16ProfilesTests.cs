using System.Text.Json;
using EdgeController.Core.Events;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Messages.V16;
using EdgeController.Ocpp.Profiles;

namespace EdgeController.Ocpp.Tests.Profiles;

public class V16ProfilesTests
{
    private static readonly DateTimeOffset StationNow = new(2026, 3, 1, 12, 0, 30, 900, TimeSpan.Zero);

    [Fact]
    public void Fallback_never_ends() => Assert.Equal(
        """{"connectorId":0,"csChargingProfiles":{"chargingProfileId":900000000,"stackLevel":0,"chargingProfilePurpose":"TxDefaultProfile","chargingProfileKind":"Absolute","chargingSchedule":{"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":6,"numberPhases":3}],"startSchedule":"2026-03-01T11:59:30.000Z"}}}""",
        Json(V16Profiles.Fallback(ProfilePlan.TxDefaultAndTx, new Amperes(6), 3, StationNow)));

    [Fact]
    public void Fallback_without_a_known_clock_is_relative() => Assert.Equal(
        """{"connectorId":0,"csChargingProfiles":{"chargingProfileId":900000000,"stackLevel":0,"chargingProfilePurpose":"ChargePointMaxProfile","chargingProfileKind":"Relative","chargingSchedule":{"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":6,"numberPhases":1}]}}}""",
        Json(V16Profiles.Fallback(ProfilePlan.StationMax, new Amperes(6), 1, null)));

    [Fact]
    public void Lease_of_a_transaction_ends_by_itself() => Assert.Equal(
        """{"connectorId":2,"csChargingProfiles":{"chargingProfileId":900000002,"stackLevel":1,"chargingProfilePurpose":"TxProfile","chargingProfileKind":"Absolute","chargingSchedule":{"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":16.5,"numberPhases":3}],"duration":360,"startSchedule":"2026-03-01T11:59:30.000Z"},"transactionId":77}}""",
        Json(V16Profiles.Lease(ProfilePlan.TxDefaultAndTx, 2, new Amperes(16.5), TimeSpan.FromSeconds(300), 3, StationNow, 77)));

    [Fact]
    public void Lease_of_the_station_maximum_lies_above_its_fallback() => Assert.Equal(
        """{"connectorId":0,"csChargingProfiles":{"chargingProfileId":900000001,"stackLevel":1,"chargingProfilePurpose":"ChargePointMaxProfile","chargingProfileKind":"Absolute","chargingSchedule":{"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":0,"numberPhases":3}],"duration":360,"startSchedule":"2026-03-01T11:59:30.000Z"}}}""",
        Json(V16Profiles.Lease(ProfilePlan.StationMax, 1, Amperes.Zero, TimeSpan.FromSeconds(300), 3, StationNow, null)));

    private static string Json(SetChargingProfileRequest request) => JsonSerializer.Serialize(request, V16Json.Default.SetChargingProfileRequest);
}
