using System.Globalization;

namespace EdgeController.Host.Planning;

/// <summary>
/// Reads times as people write them: with an offset (<c>2026-03-02T14:15+01:00</c>), or by the site's clock without one. A time that the clock skips is refused by
/// name; of an hour that it shows twice the first is meant, the second where the time must come after another.
/// </summary>
internal static class ClockText
{
    /// <param name="text">The time.</param>
    /// <param name="zone">The site's time zone.</param>
    /// <param name="after">What it must come after, where that is known: decides in the hour that the clock shows twice.</param>
    public static (DateTimeOffset? At, string? Problem) Read(string text, TimeZoneInfo zone, DateTimeOffset? after = null)
    {
        if (!DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind | DateTimeStyles.NoCurrentDateDefault, out var read) || read.Year < 1970)
        {
            return (null, $"'{text}' is no time such as 2026-03-02T14:15+01:00");
        }

        if (read.Kind == DateTimeKind.Utc)
        {
            return (new DateTimeOffset(read), null);
        }

        if (read.Kind == DateTimeKind.Local)
        {
            return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var with) ? (with, null) : (null, $"'{text}' is no time such as 2026-03-02T14:15+01:00");
        }

        if (zone.IsInvalidTime(read))
        {
            var (from, to) = (Edge(zone, read, -1), Edge(zone, read, 1));
            return (null, FormattableString.Invariant($"'{text}' does not exist in {zone.Id}: on that day the clock goes from {from.AddMinutes(1):HH:mm} to {to:HH:mm}"));
        }

        return (Offset(zone, read, after), null);
    }

    /// <summary>Whether the clock shows that time twice; false for one with an offset.</summary>
    public static bool IsTwice(string text, TimeZoneInfo zone) =>
        DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var read) && read.Kind == DateTimeKind.Unspecified && zone.IsAmbiguousTime(read);

    /// <summary>The first moment after <paramref name="after"/> at which the clock shows that time on one of these days; of a time that it skips, the moment after.</summary>
    public static DateTimeOffset Next(TimeZoneInfo zone, DateTimeOffset after, TimeSpan time, Core.Topology.Weekdays days = Core.Topology.Weekdays.All)
    {
        var day = TimeZoneInfo.ConvertTime(after, zone).DateTime.Date;
        for (var ahead = 0; ; ahead++)
        {
            var local = day.AddDays(ahead) + time;
            while (zone.IsInvalidTime(local))
            {
                local = local.AddMinutes(1);
            }

            var at = Offset(zone, local, after);
            if (at > after && (Core.Topology.WeekdaysExtensions.Has(days, day.AddDays(ahead).DayOfWeek) || ahead > 7))
            {
                return at;
            }
        }
    }

    private static DateTimeOffset Offset(TimeZoneInfo zone, DateTime local, DateTimeOffset? after)
    {
        if (!zone.IsAmbiguousTime(local))
        {
            return new DateTimeOffset(local, zone.GetUtcOffset(local));
        }

        var offsets = zone.GetAmbiguousTimeOffsets(local);
        var first = new DateTimeOffset(local, offsets.Max());
        return after is { } earlier && earlier >= first ? new DateTimeOffset(local, offsets.Min()) : first;
    }

    private static DateTime Edge(TimeZoneInfo zone, DateTime skipped, int step)
    {
        while (zone.IsInvalidTime(skipped))
        {
            skipped = skipped.AddMinutes(step);
        }

        return skipped;
    }
}
