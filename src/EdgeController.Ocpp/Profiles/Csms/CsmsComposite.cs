namespace EdgeController.Ocpp.Profiles.Csms;

/// <summary>
/// What the back end's stacked profiles allow at a moment (1.6 section 3.13, 2.x K01, C.3 and C.4 of the fact sheet). Within a purpose the highest
/// stack level that has a period now leads; a TxProfile stands before a TxDefaultProfile; the station maximum limits both.
/// </summary>
/// <remarks>
/// Where nobody knows when a transaction began, a Relative profile with a duration may be over: then it counts with its lowest period, and so does what would hold without it.
/// </remarks>
public static class CsmsComposite
{
    private enum Stack
    {
        Transaction,
        Own,
        Everywhere,
        AllDefaults,
        StationMax,
    }

    /// <summary>What holds for one EVSE without the station maximum; <paramref name="until"/> becomes the next time at which that may change.</summary>
    public static LeadingLimit? Base(IReadOnlyList<CsmsProfile> profiles, int evse, in CompositeMoment moment, ref DateTimeOffset until)
    {
        var transaction = Leader(profiles, Stack.Transaction, evse, moment, ref until, out var certain);
        if (certain)
        {
            return transaction;
        }

        if (!moment.OwnDefaultFirst)
        {
            return Lower(transaction, Leader(profiles, Stack.AllDefaults, evse, moment, ref until, out _), moment);
        }

        var own = Leader(profiles, Stack.Own, evse, moment, ref until, out certain);
        var everywhere = certain ? null : Leader(profiles, Stack.Everywhere, evse, moment, ref until, out _);
        return Lower(transaction, Lower(own, everywhere, moment), moment);
    }

    /// <summary>What holds for all EVSEs of the station together.</summary>
    public static LeadingLimit? Total(IReadOnlyList<CsmsProfile> profiles, in CompositeMoment moment, ref DateTimeOffset until) =>
        Leader(profiles, Stack.StationMax, 0, moment, ref until, out _);

    /// <summary>The leading limit of a stack. It is not certain where none of the stack holds beyond doubt: then what stands behind it may hold.</summary>
    private static LeadingLimit? Leader(IReadOnlyList<CsmsProfile> profiles, Stack stack, int evse, in CompositeMoment moment, ref DateTimeOffset until, out bool certain)
    {
        LeadingLimit? leader = null;
        var guesses = false;
        foreach (var profile in profiles)
        {
            if (IsIn(stack, profile, evse, moment) && ProfileValidity.Now(profile, moment, ref until) && Lowest(profile, moment, ref until) is { } limit)
            {
                var guess = MayBeOver(profile, moment);
                guesses |= guess;
                if (!guess && !(leader is { } first && first.StackLevel >= profile.StackLevel))
                {
                    leader = limit;
                }
            }
        }

        certain = leader is not null;
        var level = leader?.StackLevel ?? -1;
        for (var i = 0; guesses && i < profiles.Count; i++)
        {
            var profile = profiles[i];
            if (profile.StackLevel > level && IsIn(stack, profile, evse, moment) && MayBeOver(profile, moment) && ProfileValidity.Now(profile, moment, ref until))
            {
                leader = Lower(leader, Lowest(profile, moment, ref until), moment);
            }
        }

        return leader;
    }

    private static bool IsIn(Stack stack, CsmsProfile profile, int evse, in CompositeMoment moment) => stack switch
    {
        Stack.Transaction => profile.Purpose == CsmsPurpose.Tx && profile.Target == evse
            && (profile.Transaction is null || moment.Transaction is null || profile.Transaction == moment.Transaction),
        Stack.Own => profile.Purpose == CsmsPurpose.TxDefault && profile.Target == evse,
        Stack.Everywhere => profile.Purpose == CsmsPurpose.TxDefault && profile.Target == 0,
        Stack.AllDefaults => profile.Purpose == CsmsPurpose.TxDefault && (profile.Target == evse || profile.Target == 0),
        _ => profile.Purpose == CsmsPurpose.StationMax,
    };

    /// <summary>It counts from a start that nobody knows, and not for ever.</summary>
    private static bool MayBeOver(CsmsProfile profile, in CompositeMoment moment)
    {
        if (moment.Since is not null || !moment.Runs || profile.Purpose == CsmsPurpose.StationMax || profile.Kind == CsmsProfileKind.Dynamic)
        {
            return false;
        }

        foreach (var schedule in profile.Schedules)
        {
            if (schedule.Duration is null && (profile.Kind == CsmsProfileKind.Relative || schedule.Start is null))
            {
                return false;
            }
        }

        return profile.Kind == CsmsProfileKind.Relative || profile.Schedules.Any(schedule => schedule.Start is null);
    }

    private static LeadingLimit? Lower(LeadingLimit? one, LeadingLimit? other, in CompositeMoment moment) =>
        one is not { } a ? other
        : other is not { } b ? one
        : b.Amps(moment.Wired, moment.Volts) < a.Amps(moment.Wired, moment.Volts) ? b : a;

    /// <summary>The lowest of the schedules that have a period now; null where none has.</summary>
    private static LeadingLimit? Lowest(CsmsProfile profile, in CompositeMoment moment, ref DateTimeOffset until)
    {
        LeadingLimit? lowest = null;
        foreach (var schedule in profile.Schedules)
        {
            if (ScheduleClock.PeriodAt(profile, schedule, moment, ref until) is { } period)
            {
                var value = schedule.AtSoc is { } cap && moment.Soc >= cap.Soc ? Math.Min(period.Limit, cap.Limit) : period.Limit;
                if (lowest is not { } other || value < other.Value)
                {
                    lowest = new LeadingLimit(value, schedule.InWatts, period.Phases, profile.Purpose, profile.StackLevel);
                }
            }
        }

        return lowest;
    }
}
