using EdgeController.Core.Events;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Messages.V16;

namespace EdgeController.Ocpp.Profiles;

/// <summary>Fallbacks and leases in the words of OCPP 1.6: amperes per phase, one period.</summary>
public static class V16Profiles
{
    /// <summary>The permanent low profile; <paramref name="stationNow"/> is null while the station's clock is not known.</summary>
    public static SetChargingProfileRequest Fallback(ProfilePlan plan, Amperes limit, int phases, DateTimeOffset? stationNow) =>
        Fallback(plan, ProfileRate.Amps(limit, phases), stationNow);

    /// <summary>The permanent low profile in either unit.</summary>
    public static SetChargingProfileRequest Fallback(ProfilePlan plan, ProfileRate rate, DateTimeOffset? stationNow)
    {
        // Without an expiry the anchor does not matter, so that Relative serves where no time can be named.
        var kind = stationNow is null ? ChargingProfileKind.Relative : ChargingProfileKind.Absolute;
        var purpose = plan == ProfilePlan.TxDefaultAndTx ? ChargingProfilePurpose.TxDefaultProfile : ChargingProfilePurpose.ChargePointMaxProfile;
        var schedule = new ChargingSchedule(
            rate.Unit, Period(rate), StartSchedule: stationNow is { } now ? LeaseTimes.Start(now) : null);
        return new SetChargingProfileRequest(0, new ChargingProfile(LeaseTimes.FirstId, 0, purpose, kind, schedule));
    }

    /// <summary>A limit for the connector that ends <paramref name="lease"/> after <paramref name="stationNow"/>, in the station's own time.</summary>
    public static SetChargingProfileRequest Lease(
        ProfilePlan plan, int connector, Amperes limit, TimeSpan lease, int phases, DateTimeOffset stationNow, int? transactionId) =>
        Lease(plan, connector, ProfileRate.Amps(limit, phases), lease, stationNow, transactionId);

    /// <summary>The same in either unit.</summary>
    public static SetChargingProfileRequest Lease(
        ProfilePlan plan, int connector, ProfileRate rate, TimeSpan lease, DateTimeOffset stationNow, int? transactionId)
    {
        var schedule = new ChargingSchedule(
            rate.Unit, Period(rate), LeaseTimes.Duration(lease), LeaseTimes.Start(stationNow));
        var id = LeaseTimes.FirstId + connector;
        return plan == ProfilePlan.TxDefaultAndTx
            ? new SetChargingProfileRequest(connector, new ChargingProfile(
                id, 1, ChargingProfilePurpose.TxProfile, ChargingProfileKind.Absolute, schedule, transactionId))
            : new SetChargingProfileRequest(0, new ChargingProfile(
                id, 1, ChargingProfilePurpose.ChargePointMaxProfile, ChargingProfileKind.Absolute, schedule));
    }

    private static ChargingSchedulePeriod[] Period(ProfileRate rate) => [new(0, rate.Limit, rate.Phases)];
}
