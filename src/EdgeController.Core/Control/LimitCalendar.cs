using EdgeController.Core.Topology;

namespace EdgeController.Core.Control;

/// <summary>
/// When a window of the calendar is open. Days have 23 to 25 hours: a time that the clock skips (spring) is the moment after the gap; of a
/// time that it shows twice (autumn) a window begins at the first and ends at the second, so that a limit never holds for less than was written.
/// </summary>
public static class LimitCalendar
{
    /// <summary>When the window ends that is open at that moment, or opens within <paramref name="lead"/>; null where none does.</summary>
    public static DateTimeOffset? OpenUntil(CalendarLimit limit, TimeZoneInfo zone, DateTimeOffset at, TimeSpan lead)
    {
        DateTimeOffset? ends = null;
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);
        for (var day = today.AddDays(-2); day <= today.AddDays(1); day = day.AddDays(1))
        {
            if (limit.BeginsOn(day) && WindowOn(limit, zone, day) is var (from, to) && from - lead <= at && at < to && !(ends >= to))
            {
                ends = TimeZoneInfo.ConvertTime(to, zone);
            }
        }

        return ends;
    }

    /// <summary>The window that begins on that local date, whatever its weekdays and dates.</summary>
    public static (DateTimeOffset From, DateTimeOffset To) WindowOn(CalendarLimit limit, TimeZoneInfo zone, DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        var last = limit.To > limit.From ? midnight : midnight.AddDays(1);
        return (Moment(zone, midnight + limit.From, first: true), Moment(zone, last + limit.To, first: false));
    }

    private static DateTimeOffset Moment(TimeZoneInfo zone, DateTime local, bool first)
    {
        while (zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(1);
        }

        // Summer time has the larger offset and comes first.
        var offset = !zone.IsAmbiguousTime(local) ? zone.GetUtcOffset(local)
            : first ? zone.GetAmbiguousTimeOffsets(local).Max()
            : zone.GetAmbiguousTimeOffsets(local).Min();
        return new DateTimeOffset(local, offset);
    }
}
