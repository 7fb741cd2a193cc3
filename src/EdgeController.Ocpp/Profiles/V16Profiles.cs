using EdgeController.Core.Events;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Messages.V16;

namespace EdgeController.Ocpp.Profiles;

/// <summary>Fallbacks and leases in the words of OCPP 1.6: one period; amperes per phase, or watts where a station takes nothing else.</summary>
public static class V16Profiles
{
    /// <summary>The permanent low profile; <paramref name="stationNow"/> is null while the station's clock is not known.</summary>
    public static SetChargingProfileRequest Fallback(ProfilePlan plan, Amperes limit, int phases, DateTimeOffset? stationNow) =>
        Fallback(plan, ProfileRate.Amps(limit, phases), stationNow);

    /// <summary>The permanent low profile in either unit; <paramref name="relative"/> where the station takes one kind only.</summary>
    public static SetChargingProfileRequest Fallback(ProfilePlan plan, ProfileRate rate, DateTimeOffset? stationNow, bool? relative = null)
    {
        // Without an expiry the anchor does not matter, so that Relative serves where no time can be named.
        var kind = relative ?? stationNow is null ? ChargingProfileKind.Relative : ChargingProfileKind.Absolute;
        var purpose = plan == ProfilePlan.StationMax ? ChargingProfilePurpose.ChargePointMaxProfile : ChargingProfilePurpose.TxDefaultProfile;
        DateTimeOffset? start = kind == ChargingProfileKind.Relative ? null : stationNow is { } now ? LeaseTimes.Start(now) : LeaseTimes.LongAgo;
        var schedule = new ChargingSchedule(rate.Unit, Period(rate), StartSchedule: start);
        return new SetChargingProfileRequest(0, new ChargingProfile(LeaseTimes.FirstId, 0, purpose, kind, schedule));
    }

    /// <summary>A limit for the connector that ends <paramref name="lease"/> after <paramref name="stationNow"/>, in the station's own time.</summary>
    public static SetChargingProfileRequest Lease(
        ProfilePlan plan, int connector, Amperes limit, TimeSpan lease, int phases, DateTimeOffset stationNow, int? transactionId) =>
        Lease(plan, connector, ProfileRate.Amps(limit, phases), lease, stationNow, transactionId);

    /// <summary>The same in either unit.</summary>
    public static SetChargingProfileRequest Lease(
        ProfilePlan plan, int connector, ProfileRate rate, TimeSpan lease, DateTimeOffset stationNow, int? transactionId, LeaseWording? words = null)
    {
        words ??= LeaseWording.Usual;
        var schedule = new ChargingSchedule(rate.Unit, Period(rate), words.Duration(lease), words.Start(stationNow));
        var kind = words.Relative is null ? ChargingProfileKind.Absolute : ChargingProfileKind.Relative;
        var id = LeaseTimes.FirstId + connector;
        return plan switch
        {
            ProfilePlan.TxDefaultAndTx => new SetChargingProfileRequest(connector, new ChargingProfile(
                id, words.Stack, ChargingProfilePurpose.TxProfile, kind, schedule, transactionId)),

            // On the connector of the fallback where there is one only, so that both are of one stack for certain.
            ProfilePlan.TxDefaultStacked => new SetChargingProfileRequest(words.SingleEvse ? 0 : connector, new ChargingProfile(
                id, 1, ChargingProfilePurpose.TxDefaultProfile, kind, schedule)),
            _ => new SetChargingProfileRequest(0, new ChargingProfile(
                id, 1, ChargingProfilePurpose.ChargePointMaxProfile, kind, schedule)),
        };
    }

    private static ChargingSchedulePeriod[] Period(ProfileRate rate) => [new(0, rate.Limit, rate.Phases)];
}
