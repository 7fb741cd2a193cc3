using EdgeController.Core.Events;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Messages.V16;

namespace EdgeController.Ocpp.Profiles;

/// <summary>
/// Words fallbacks and leases as OCPP 1.6 charging profiles: amperes per phase, one period. A lease ends by itself (duration); a
/// fallback never does.
/// </summary>
public static class ChargingProfileWriter
{
    /// <summary>Id of the permanent fallback; a lease has this plus its connector's number.</summary>
    public const int FallbackId = 900_000_000;

    // A start that lies exactly at "now" is in the future for a clock that runs a little slow.
    private static readonly TimeSpan StartsBefore = TimeSpan.FromSeconds(60);

    public static int LeaseId(int connector) => FallbackId + connector;

    /// <summary>The permanent low profile; <paramref name="stationNow"/> is null while the station's clock is not known.</summary>
    public static SetChargingProfileRequest Fallback(ProfilePlan plan, Amperes limit, int phases, DateTimeOffset? stationNow)
    {
        // Without an expiry the anchor does not matter, so that Relative serves where no time can be named.
        var kind = stationNow is null ? ChargingProfileKind.Relative : ChargingProfileKind.Absolute;
        var purpose = plan == ProfilePlan.TxDefaultAndTx ? ChargingProfilePurpose.TxDefaultProfile : ChargingProfilePurpose.ChargePointMaxProfile;
        var schedule = new ChargingSchedule(ChargingRateUnit.Amperes, Period(limit, phases), StartSchedule: stationNow is { } now ? Start(now) : null);
        return new SetChargingProfileRequest(0, new ChargingProfile(FallbackId, 0, purpose, kind, schedule));
    }

    /// <summary>A limit for the connector that ends <paramref name="lease"/> after <paramref name="stationNow"/>, in the station's own time.</summary>
    public static SetChargingProfileRequest Lease(
        ProfilePlan plan, int connector, Amperes limit, TimeSpan lease, int phases, DateTimeOffset stationNow, int? transactionId)
    {
        var duration = (int)StartsBefore.TotalSeconds + (int)Math.Max(0, Math.Floor(lease.TotalSeconds));
        var schedule = new ChargingSchedule(ChargingRateUnit.Amperes, Period(limit, phases), duration, Start(stationNow));
        return plan == ProfilePlan.TxDefaultAndTx
            ? new SetChargingProfileRequest(connector, new ChargingProfile(
                LeaseId(connector), 1, ChargingProfilePurpose.TxProfile, ChargingProfileKind.Absolute, schedule, transactionId))
            : new SetChargingProfileRequest(0, new ChargingProfile(
                LeaseId(connector), 1, ChargingProfilePurpose.ChargePointMaxProfile, ChargingProfileKind.Absolute, schedule));
    }

    private static ChargingSchedulePeriod[] Period(Amperes limit, int phases) => [new(0, ProfileLimit.RoundDown(limit), phases)];

    /// <summary>Whole seconds, rounded towards an earlier end.</summary>
    private static DateTimeOffset Start(DateTimeOffset stationNow)
    {
        var start = (stationNow - StartsBefore).ToUniversalTime();
        return start.AddTicks(-(start.Ticks % TimeSpan.TicksPerSecond));
    }
}
