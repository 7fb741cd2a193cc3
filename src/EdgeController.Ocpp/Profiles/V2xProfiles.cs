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

    /// <summary>Id of the fallback: above those that a 2.1 station keeps for external constraints (K01.FR.80).</summary>
    public static int FallbackId(StationAbilities abilities) =>
        (int)Math.Min(Math.Max(LeaseTimes.FirstId, abilities.MaxExternalConstraintsId + 1L), int.MaxValue - 10_000);

    public static int LeaseId(StationAbilities abilities, int evse) => FallbackId(abilities) + evse;

    /// <summary>The permanent low profile; <paramref name="stationNow"/> is null while the station's clock is not known.</summary>
    public static SetChargingProfileRequest Fallback(ProfilePlan plan, Amperes limit, ProfileTerms terms, DateTimeOffset? stationNow)
    {
        // Absolute schedules need a start (K01.FR.40), a station maximum must not be Relative (K01.FR.38).
        var relative = (terms.Abilities.FallbackRelative ?? stationNow is null) && plan != ProfilePlan.StationMax;
        DateTimeOffset? start = relative ? null : stationNow is { } now ? LeaseTimes.Start(now) : LeaseTimes.LongAgo;
        var schedule = Schedule(limit, terms, terms.Phases, null, start);
        var kind = relative ? ChargingProfileKind.Relative : ChargingProfileKind.Absolute;
        return new SetChargingProfileRequest(0, new ChargingProfile(FallbackId(terms.Abilities), 0, PurposeOfFallback(plan), kind, [schedule]));
    }

    /// <summary>A limit for the EVSE that ends <paramref name="lease"/> after <paramref name="stationNow"/>, in the station's own time.</summary>
    public static SetChargingProfileRequest Lease(
        ProfilePlan plan, int evse, Amperes limit, TimeSpan lease, ProfileTerms terms, DateTimeOffset stationNow, string? transactionId, int? phasesUsed, LeaseWording? words = null)
    {
        words ??= new LeaseWording { Stack = Math.Min(1, terms.Abilities.StackLevels) };

        // Watts in total mean amperes only together with the phases that the vehicle really uses.
        var phases = terms.Abilities.InWatts && phasesUsed is > 0 and var used ? Math.Min(used, terms.Phases) : terms.Phases;
        var schedule = Schedule(limit, terms, phases, words.Duration(lease), words.Start(stationNow), words.GivesBack);
        var id = LeaseId(terms.Abilities, evse);
        var kind = words.Dynamic ? ChargingProfileKind.Dynamic : words.Relative is null || plan == ProfilePlan.StationMax ? ChargingProfileKind.Absolute : ChargingProfileKind.Relative;
        return plan switch
        {
            ProfilePlan.TxDefaultAndTx => new SetChargingProfileRequest(evse, new ChargingProfile(
                id, words.Stack, ChargingProfilePurpose.TxProfile, kind, [schedule], transactionId)),
            ProfilePlan.TxDefaultStacked => new SetChargingProfileRequest(words.SingleEvse ? 0 : evse, new ChargingProfile(
                id, 1, ChargingProfilePurpose.TxDefaultProfile, kind, [schedule])),
            _ => new SetChargingProfileRequest(0, new ChargingProfile(
                id, 1, ChargingProfilePurpose.StationMaxProfile, kind, [schedule])),
        };
    }

    /// <summary>Another limit in a Dynamic lease, which thereby lasts its whole duration again (2.1 K28).</summary>
    /// <param name="evse">Number of the EVSE.</param>
    /// <param name="limit">What it may charge with.</param>
    /// <param name="givesBack">What it gives back, nominal amperes per phase; null where it only charges.</param>
    /// <param name="terms">What the station can hold.</param>
    /// <param name="phasesUsed">On how many phases its vehicle charges, where that is known.</param>
    public static UpdateDynamicScheduleRequest Update(int evse, Amperes limit, Amperes? givesBack, ProfileTerms terms, int? phasesUsed)
    {
        var phases = terms.Abilities.InWatts && phasesUsed is > 0 and var used ? Math.Min(used, terms.Phases) : terms.Phases;
        var gives = givesBack is { } back ? -Rate(back, terms, phases).Limit : (decimal?)null;
        return new UpdateDynamicScheduleRequest(LeaseId(terms.Abilities, evse), new ScheduleUpdate(Rate(limit, terms, phases).Limit, gives, gives));
    }

    /// <summary>Removes whatever another writer has put into the place of the fallback.</summary>
    public static ClearChargingProfileRequest ClearPlace(ProfilePlan plan) => new(null, new ClearCriteria(0, PurposeOfFallback(plan), 0));

    private static string PurposeOfFallback(ProfilePlan plan) =>
        plan == ProfilePlan.StationMax ? ChargingProfilePurpose.StationMaxProfile : ChargingProfilePurpose.TxDefaultProfile;

    private static ChargingSchedule Schedule(Amperes limit, ProfileTerms terms, int phases, int? duration, DateTimeOffset? start, Amperes? givesBack = null)
    {
        var rate = Rate(limit, terms, phases);
        var only = new ChargingSchedulePeriod(0, rate.Limit, rate.Phases, rate.Phases is null ? null : terms.PhaseToUse);
        if (givesBack is { } back)
        {
            // The most that it may give is no more than what it is told: a vehicle that answers a setpoint loosely stays below.
            var gives = -Rate(back, terms, phases).Limit;
            only = only with { OperationMode = OperationMode.CentralSetpoint, Setpoint = gives, DischargeLimit = gives };
        }

        ChargingSchedulePeriod[] period = [only];
        return new ChargingSchedule(ScheduleId, rate.Unit, period, duration, start);
    }

    private static ProfileRate Rate(Amperes limit, ProfileTerms terms, int phases)
    {
        if (terms.Dc is { } dc)
        {
            return ProfileRate.Output(dc, limit, terms.Nominal);
        }

        int? told = terms.Abilities.RefusedPhases ? null : phases;
        return terms.Abilities.InWatts ? ProfileRate.InWatts(limit, phases, terms.Nominal, told) : ProfileRate.Amps(limit, told);
    }
}
