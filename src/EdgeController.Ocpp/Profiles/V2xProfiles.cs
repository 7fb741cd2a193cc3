using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Messages.V16;
using EdgeController.Ocpp.Messages.V201;
using EdgeController.Ocpp.Quirks;
using ChargingProfile = EdgeController.Ocpp.Messages.V201.ChargingProfile;
using ChargingProfilePurpose = EdgeController.Ocpp.Messages.V201.ChargingProfilePurpose;
using ChargingSchedule = EdgeController.Ocpp.Messages.V201.ChargingSchedule;
using ChargingSchedulePeriod = EdgeController.Ocpp.Messages.V201.ChargingSchedulePeriod;
using ClearChargingProfileRequest = EdgeController.Ocpp.Messages.V201.ClearChargingProfileRequest;
using SetChargingProfileRequest = EdgeController.Ocpp.Messages.V201.SetChargingProfileRequest;

namespace EdgeController.Ocpp.Profiles;

/// <summary>What a 2.x station's profiles are worded by: its wiring and what it can hold.</summary>
public sealed record ProfileTerms(int Phases, Volts Nominal, StationAbilities Abilities)
{
    /// <summary>Set for a direct-current station: limits are watts at the vehicle, and nothing is said of phases.</summary>
    public DcSupply? Dc { get; init; }

    /// <summary>Which of the station's terminals charges alone (only with one phase, and only where the station says that it can switch).</summary>
    public int? PhaseToUse { get; init; }
}

/// <summary>
/// Fallbacks and leases in the words of OCPP 2.0.1 and 2.1: one schedule with one period; amperes per phase in tenths, or whole watts in
/// total where a station takes no amperes. Never as external constraints: the controller counts as the local CSMS (K25).
/// </summary>
public static class V2xProfiles
{
    private const int ScheduleId = 1;

    // Past for every clock that was ever set: Absolute schedules need a start (K01.FR.40), a station maximum must not be Relative (K01.FR.38).
    private static readonly DateTimeOffset LongAgo = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Id of the fallback: above those that a 2.1 station keeps for external constraints (K01.FR.80).</summary>
    public static int FallbackId(StationAbilities abilities) =>
        (int)Math.Min(Math.Max(LeaseTimes.FirstId, abilities.MaxExternalConstraintsId + 1L), int.MaxValue - 10_000);

    public static int LeaseId(StationAbilities abilities, int evse) => FallbackId(abilities) + evse;

    /// <summary>The permanent low profile; <paramref name="stationNow"/> is null while the station's clock is not known.</summary>
    public static SetChargingProfileRequest Fallback(ProfilePlan plan, Amperes limit, ProfileTerms terms, DateTimeOffset? stationNow)
    {
        var relative = stationNow is null && plan == ProfilePlan.TxDefaultAndTx;
        DateTimeOffset? start = relative ? null : stationNow is { } now ? LeaseTimes.Start(now) : LongAgo;
        var schedule = Schedule(limit, terms, terms.Phases, null, start);
        var kind = relative ? ChargingProfileKind.Relative : ChargingProfileKind.Absolute;
        return new SetChargingProfileRequest(0, new ChargingProfile(FallbackId(terms.Abilities), 0, PurposeOfFallback(plan), kind, [schedule]));
    }

    /// <summary>A limit for the EVSE that ends <paramref name="lease"/> after <paramref name="stationNow"/>, in the station's own time.</summary>
    public static SetChargingProfileRequest Lease(
        ProfilePlan plan, int evse, Amperes limit, TimeSpan lease, ProfileTerms terms, DateTimeOffset stationNow, string? transactionId, int? phasesUsed)
    {
        // Watts in total mean amperes only together with the phases that the vehicle really uses.
        var phases = terms.Abilities.InWatts && phasesUsed is > 0 and var used ? Math.Min(used, terms.Phases) : terms.Phases;
        var schedule = Schedule(limit, terms, phases, LeaseTimes.Duration(lease), LeaseTimes.Start(stationNow));
        var id = LeaseId(terms.Abilities, evse);
        return plan == ProfilePlan.TxDefaultAndTx
            ? new SetChargingProfileRequest(evse, new ChargingProfile(
                id, Math.Min(1, terms.Abilities.MaxStackLevel), ChargingProfilePurpose.TxProfile, ChargingProfileKind.Absolute, [schedule], transactionId))
            : new SetChargingProfileRequest(0, new ChargingProfile(
                id, 1, ChargingProfilePurpose.StationMaxProfile, ChargingProfileKind.Absolute, [schedule]));
    }

    /// <summary>Removes whatever another writer has put into the place of the fallback.</summary>
    public static ClearChargingProfileRequest ClearPlace(ProfilePlan plan) => new(null, new ClearCriteria(0, PurposeOfFallback(plan), 0));

    private static string PurposeOfFallback(ProfilePlan plan) =>
        plan == ProfilePlan.TxDefaultAndTx ? ChargingProfilePurpose.TxDefaultProfile : ChargingProfilePurpose.StationMaxProfile;

    private static ChargingSchedule Schedule(Amperes limit, ProfileTerms terms, int phases, int? duration, DateTimeOffset? start)
    {
        var amps = ProfileLimit.RoundDown(limit);
        if (terms.Dc is { } dc)
        {
            var rate = ProfileRate.Output(dc, limit, terms.Nominal);
            return new ChargingSchedule(ScheduleId, rate.Unit, [new(0, rate.Limit, rate.Phases)], duration, start);
        }

        var inWatts = terms.Abilities.InWatts;
        var value = inWatts ? Math.Floor(amps * phases * (decimal)terms.Nominal.Value) : amps;
        ChargingSchedulePeriod[] period = [new(0, value, terms.Abilities.RefusedPhases ? null : phases, terms.PhaseToUse)];
        return new ChargingSchedule(ScheduleId, inWatts ? ChargingRateUnit.Watts : ChargingRateUnit.Amperes, period, duration, start);
    }
}
