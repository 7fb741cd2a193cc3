using System.Collections.Immutable;
using System.Text.Json;
using EdgeController.Ocpp.Framing;

namespace EdgeController.Ocpp.Profiles.Csms;

/// <summary>Reads a charging profile of the back end by the rules of its OCPP version that concern the profile alone (C.1 to C.3, C.9, C.10 of the fact sheet).</summary>
public static class CsmsProfileReader
{
    /// <summary>The 2.x schema's bound, kept for 1.6 too.</summary>
    internal const int MostPeriods = 1024;

    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    /// <summary>The profile, or why it is none.</summary>
    /// <param name="version">The version that it is written in.</param>
    /// <param name="profile">Its JSON.</param>
    /// <param name="target">EVSE or connector; null where a remote start names none.</param>
    /// <param name="at">When it came.</param>
    /// <param name="random">0 to 1, for random delays.</param>
    public static (CsmsProfile? Profile, ProfileFault? Fault) Read(string version, JsonElement profile, int? target, DateTimeOffset at, Func<double> random)
    {
        var fields = ProfileFields.Of(profile);
        return (Read(version, fields, target, profile.GetRawText(), at, random), fields.Fault);
    }

    /// <summary>The profile; null where <see cref="ProfileFields.Fault"/> says why not.</summary>
    /// <param name="version">The version that it is written in.</param>
    /// <param name="fields">The profile.</param>
    /// <param name="target">EVSE or connector; null where a remote start names none.</param>
    /// <param name="json">Its text.</param>
    /// <param name="at">When it came.</param>
    /// <param name="random">0 to 1, for random delays.</param>
    internal static CsmsProfile? Read(string version, ProfileFields fields, int? target, string json, DateTimeOffset at, Func<double> random)
    {
        var (is16, is21) = (version == OcppVersion.V16, version == OcppVersion.V21);
        var id = fields.Whole(is16 ? "chargingProfileId" : "id", required: true);
        var level = fields.Whole("stackLevel", required: true, least: 0);
        var purpose = Purpose(version, fields);
        var kind = is21
            ? fields.Word("chargingProfileKind", true, ("Absolute", CsmsProfileKind.Absolute), ("Recurring", CsmsProfileKind.Recurring), ("Relative", CsmsProfileKind.Relative), ("Dynamic", CsmsProfileKind.Dynamic))
            : fields.Word("chargingProfileKind", true, ("Absolute", CsmsProfileKind.Absolute), ("Recurring", CsmsProfileKind.Recurring), ("Relative", CsmsProfileKind.Relative));
        var recurrence = fields.Word("recurrencyKind", false, ("Daily", TimeSpan.FromDays(1)), ("Weekly", Week));
        var schedules = is16
            ? fields.Object("chargingSchedule", required: true) is { } single ? [single] : null
            : fields.List("chargingSchedule", required: true, most: 3);
        if (fields.Fault is not null || schedules is null)
        {
            return null;
        }

        var profile = new CsmsProfile
        {
            Version = version,
            Id = id!.Value,
            Target = target,
            StackLevel = level!.Value,
            Purpose = purpose!.Value,
            Kind = kind!.Value,
            Recurrence = kind == CsmsProfileKind.Recurring ? recurrence : null,
            Transaction = is16 ? fields.Whole("transactionId")?.ToString(System.Globalization.CultureInfo.InvariantCulture) : fields.Text("transactionId"),
            ValidFrom = fields.Time("validFrom"),
            ValidTo = fields.Time("validTo"),
            Schedules = [.. schedules.Select(schedule => Schedule(version, schedule, purpose.Value, kind.Value, random))],
            Json = json,
            ReceivedAt = at,
            MaxOffline = is21 ? Seconds(fields, "maxOfflineDuration") : null,
            EndsAfterOffline = is21 && fields.Flag("invalidAfterOfflineDuration") == true,
            UpdateEvery = is21 && fields.Whole("dynUpdateInterval", least: 0) is > 0 and var every ? TimeSpan.FromSeconds(every) : null,
            UpdatedAt = is21 ? fields.Time("dynUpdateTime") : null,
        };
        Judge(version, fields, profile, recurrence);
        return fields.Fault is null
            ? profile with { UpdatedAt = profile.Kind == CsmsProfileKind.Dynamic ? profile.UpdatedAt ?? at : null }
            : null;
    }

    private static TimeSpan? Seconds(ProfileFields fields, string name) => fields.Whole(name, least: 0) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    private static CsmsPurpose? Purpose(string version, ProfileFields fields)
    {
        // What only the station itself may set (K01.FR.22), and what would add to a limit: the guard takes away, it cannot promise more.
        if (version != OcppVersion.V16 && fields.Text("chargingProfilePurpose", required: true) is "ChargingStationExternalConstraints" or "PriorityCharging" or "LocalGeneration")
        {
            fields.Refuse("UnsupportedPurpose", $"profiles of purpose {fields.Text("chargingProfilePurpose")} are not taken here");
            return null;
        }

        return PurposeWords.Read(version, fields, required: true);
    }

    /// <summary>What the parts of a profile must be to each other.</summary>
    private static void Judge(string version, ProfileFields fields, CsmsProfile profile, TimeSpan? recurrence)
    {
        var (is16, kind) = (version == OcppVersion.V16, profile.Kind);
        if (kind == CsmsProfileKind.Recurring ? recurrence is null : recurrence is not null && !is16)
        {
            fields.Refuse("InvalidProfile", "recurrencyKind belongs to Recurring profiles");
        }

        if (profile.ValidFrom is { } from && profile.ValidTo is { } to && to <= from)
        {
            fields.Refuse("InvalidProfile", "validTo must be after validFrom");
        }

        if (kind != CsmsProfileKind.Dynamic && (profile.UpdateEvery is not null || profile.UpdatedAt is not null))
        {
            fields.Refuse("InvalidProfile", "dynUpdateInterval and dynUpdateTime belong to Dynamic profiles");
        }

        if (profile.Schedules.Length > 1 && profile.Purpose != CsmsPurpose.Tx)
        {
            fields.Refuse("InvalidSchedule", "several schedules belong to a TxProfile");
        }

        if (profile is { Purpose: CsmsPurpose.StationMax, Kind: CsmsProfileKind.Relative } && !is16)
        {
            fields.Refuse("InvalidProfile", "a station maximum must not be Relative");
        }

        foreach (var schedule in profile.Schedules)
        {
            var needsStart = kind == CsmsProfileKind.Recurring || (kind == CsmsProfileKind.Absolute && !is16);
            if (needsStart && schedule.Start is null)
            {
                fields.Refuse("InvalidSchedule", $"a schedule of kind {kind} needs a startSchedule");
            }

            if (kind == CsmsProfileKind.Relative && schedule.Start is not null && !is16)
            {
                fields.Refuse("InvalidSchedule", "a Relative schedule has no startSchedule");
            }

            if (kind == CsmsProfileKind.Dynamic && (profile.Schedules.Length > 1 || schedule.Periods.Length > 1))
            {
                fields.Refuse("InvalidSchedule", "a Dynamic profile has one schedule with one period");
            }
        }
    }

    private static CsmsSchedule Schedule(string version, ProfileFields fields, CsmsPurpose purpose, CsmsProfileKind kind, Func<double> random)
    {
        var (is16, is21) = (version == OcppVersion.V16, version == OcppVersion.V21);
        if (!is16)
        {
            fields.Whole("id", required: true);
        }

        var watts = fields.Word("chargingRateUnit", true, ("A", false), ("W", true)) ?? false;
        var least = fields.Real("minChargingRate");
        if (least < 0)
        {
            fields.Refuse("InvalidSchedule", "minChargingRate is negative");
        }

        var delay = is21 ? fields.Whole("randomizedDelay", least: 0) ?? 0 : 0;
        if (delay > 0 && purpose == CsmsPurpose.StationMax)
        {
            fields.Refuse("InvalidSchedule", "randomizedDelay belongs to transactions");
        }

        var periods = Periods(version, fields, purpose, delay, random);
        var soc = is21 ? fields.Object("limitAtSoC") : null;
        (double, double)? atSoc = soc?.Real("soc", required: true) is { } percent && soc.Real("limit", required: true) is { } limit ? (percent, limit) : null;
        if (atSoc is { } at && (at.Item1 is < 0 or > 100 || at.Item2 < 0))
        {
            fields.Refuse("InvalidSchedule", "limitAtSoC needs 0 to 100 percent and a limit of 0 or more");
        }

        return new CsmsSchedule(watts, periods)
        {
            Duration = Seconds(fields, "duration"),
            Start = fields.Time("startSchedule"),
            LocalTime = is21 && kind is CsmsProfileKind.Absolute or CsmsProfileKind.Recurring && fields.Flag("useLocalTime") == true,
            AtSoc = atSoc,
        };
    }

    private static ImmutableArray<CsmsPeriod> Periods(string version, ProfileFields fields, CsmsPurpose purpose, int delay, Func<double> random)
    {
        var periods = ImmutableArray.CreateBuilder<CsmsPeriod>();
        var before = -1;
        foreach (var item in fields.List("chargingSchedulePeriod", required: true, most: MostPeriods) ?? [])
        {
            var start = item.Whole("startPeriod", required: true) ?? 0;
            if (before < 0 ? start != 0 : start <= before)
            {
                fields.Refuse("InvalidSchedule", "startPeriod must begin at 0 and increase");
            }

            before = Math.Max(before, start);
            var phases = item.Whole("numberPhases", least: version == OcppVersion.V21 ? 0 : 1);
            if (phases > 3)
            {
                fields.Refuse("InvalidSchedule", "numberPhases must be at most 3");
            }

            var only = version == OcppVersion.V16 ? null : item.Whole("phaseToUse", least: 0);
            if (only is not null and not 0 && (phases != 1 || only > 3))
            {
                fields.Refuse("InvalidSchedule", "phaseToUse is 1 to 3 and belongs to one phase");
            }

            var (limit, differ) = PeriodLimit.Read(version, item, purpose);
            var late = periods.Count == 0 ? 0 : (int)Math.Floor(random() * (delay + 1));
            periods.Add(new CsmsPeriod(start + Math.Clamp(late, 0, delay), limit, phases is 0 ? null : phases) { PhaseToUse = only is 0 ? null : only, PhasesDiffer = differ });
        }

        return periods.ToImmutable();
    }
}
