namespace EdgeController.Ocpp.Profiles.Csms;

/// <summary>
/// What the back end's stacked profiles allow at a moment (1.6 section 3.13, 2.x K01, C.3 and C.4 of the fact sheet). Within a purpose the highest
/// stack level that has a period now leads; a TxProfile stands before a TxDefaultProfile; the station maximum limits both.
/// </summary>
public static class CsmsComposite
{
    /// <summary>What holds for one EVSE without the station maximum; <paramref name="until"/> becomes the next time at which that may change.</summary>
    public static LeadingLimit? Base(IReadOnlyList<CsmsProfile> profiles, int evse, in CompositeMoment moment, ref DateTimeOffset until)
    {
        LeadingLimit? transaction = null, own = null, everywhere = null;
        foreach (var profile in profiles)
        {
            if (profile.Purpose == CsmsPurpose.Tx && profile.Target == evse
                && (profile.Transaction is null || moment.Transaction is null || profile.Transaction == moment.Transaction))
            {
                transaction = Higher(transaction, profile, moment, ref until);
            }
            else if (profile.Purpose == CsmsPurpose.TxDefault && profile.Target == evse)
            {
                own = Higher(own, profile, moment, ref until);
            }
            else if (profile.Purpose == CsmsPurpose.TxDefault && profile.Target == 0)
            {
                everywhere = Higher(everywhere, profile, moment, ref until);
            }
        }

        var fallback = own is { } one && everywhere is { } all && !moment.OwnDefaultFirst && all.StackLevel > one.StackLevel ? everywhere : own ?? everywhere;
        return transaction ?? fallback;
    }

    /// <summary>What holds for all EVSEs of the station together.</summary>
    public static LeadingLimit? Total(IReadOnlyList<CsmsProfile> profiles, in CompositeMoment moment, ref DateTimeOffset until)
    {
        LeadingLimit? max = null;
        foreach (var profile in profiles)
        {
            if (profile.Purpose == CsmsPurpose.StationMax)
            {
                max = Higher(max, profile, moment, ref until);
            }
        }

        return max;
    }

    private static LeadingLimit? Higher(LeadingLimit? leader, CsmsProfile profile, in CompositeMoment moment, ref DateTimeOffset until)
    {
        if (ProfileValidity.Now(profile, moment, ref until) && Lowest(profile, moment, ref until) is { } limit && !(leader is { } first && first.StackLevel >= profile.StackLevel))
        {
            return limit;
        }

        return leader;
    }

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
