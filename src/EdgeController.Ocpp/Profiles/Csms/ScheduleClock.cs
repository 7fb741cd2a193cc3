namespace EdgeController.Ocpp.Profiles.Csms;

/// <summary>Which period of a schedule holds at a moment.</summary>
internal static class ScheduleClock
{
    /// <summary>The period; null where the schedule has none now. <paramref name="until"/> becomes the next time at which that may change.</summary>
    public static CsmsPeriod? PeriodAt(CsmsProfile profile, CsmsSchedule schedule, in CompositeMoment moment, ref DateTimeOffset until)
    {
        if (profile.Kind == CsmsProfileKind.Dynamic)
        {
            return Dynamic(profile, schedule, moment.Now, ref until);
        }

        if (profile.Kind == CsmsProfileKind.Relative || schedule.Start is null)
        {
            var anchor = profile.Purpose == CsmsPurpose.StationMax ? profile.ReceivedAt : moment.Runs ? moment.Since : moment.Now;
            return anchor is { } start ? From(schedule, start, null, moment.Now, ref until) : schedule.Periods.MinBy(period => period.Limit);
        }

        if (!schedule.LocalTime || moment.Zone is not { } zone)
        {
            return From(schedule, schedule.Start.Value, profile.Recurrence, moment.Now, ref until);
        }

        // What a clock on the wall shows, taken for UTC on both sides.
        var shows = new DateTimeOffset(TimeZoneInfo.ConvertTime(moment.Now, zone).DateTime, TimeSpan.Zero);
        var localUntil = DateTimeOffset.MaxValue;
        var period = From(schedule, new DateTimeOffset(schedule.Start.Value.DateTime, TimeSpan.Zero), profile.Recurrence, shows, ref localUntil);
        if (localUntil < DateTimeOffset.MaxValue)
        {
            ProfileValidity.Before(moment.Now, moment.Now + (localUntil - shows), ref until);
        }

        return period;
    }

    /// <summary>2.1 K28: with a duration its value is good for so long after the last update.</summary>
    private static CsmsPeriod? Dynamic(CsmsProfile profile, CsmsSchedule schedule, DateTimeOffset now, ref DateTimeOffset until)
    {
        var updated = profile.UpdatedAt ?? profile.ReceivedAt;
        return (schedule.Start is { } start && ProfileValidity.Before(now, start, ref until))
            || (schedule.Duration is { } duration && !ProfileValidity.Before(now, updated + duration, ref until))
            ? null
            : schedule.Periods[0];
    }

    private static CsmsPeriod? From(CsmsSchedule schedule, DateTimeOffset start, TimeSpan? recurrence, DateTimeOffset now, ref DateTimeOffset until)
    {
        if (ProfileValidity.Before(now, start, ref until))
        {
            return null;
        }

        if (recurrence is { } every)
        {
            start += every * Math.Floor((now - start) / every);
            ProfileValidity.Before(now, start + every, ref until);
        }

        if (schedule.Duration is { } duration && !ProfileValidity.Before(now, start + duration, ref until))
        {
            return null;
        }

        // A period that a random delay moved behind the next one is passed over: the later in the list wins.
        CsmsPeriod? current = null;
        foreach (var period in schedule.Periods)
        {
            if (!ProfileValidity.Before(now, start + TimeSpan.FromSeconds(period.StartSecond), ref until))
            {
                current = period;
            }
        }

        return current;
    }
}
