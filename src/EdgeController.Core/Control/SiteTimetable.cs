using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Control;

/// <summary>
/// Turns the wall clock into events: limits of the calendar come half a minute before their window, so that they hold when it opens, and go when
/// it is over. The clock may be wrong: after a jump a limit goes only when the time before the jump, run on, says so too, or has been
/// contradicted for a quarter of an hour; with a clock that nobody has set every limit of the calendar holds.
/// </summary>
public sealed class SiteTimetable
{
    /// <summary>How long before its window a limit is set: stations and vehicles need that long to follow.</summary>
    public static readonly TimeSpan Lead = TimeSpan.FromSeconds(30);

    /// <summary>For how long the time before a jump is believed as well.</summary>
    public static readonly TimeSpan Doubt = TimeSpan.FromMinutes(15);

    private const int MostJumps = 8;
    private static readonly DateTimeOffset Earliest = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TimeZoneInfo _zone;
    private readonly bool _believes;
    private readonly Entry[] _entries;
    private readonly List<(DateTimeOffset AtStart, Instant Until)> _before = [];
    private (Instant At, DateTimeOffset Wall)? _last;

    /// <param name="site">The site whose circuits have calendars.</param>
    /// <param name="believes">True where a clock is believed whatever it shows: only in a negative control.</param>
    public SiteTimetable(Site site, bool believes = false)
    {
        _zone = TimeZoneInfo.FindSystemTimeZoneById(site.TimeZone);
        _believes = believes;
        _entries = [.. site.Circuits.SelectMany(circuit => circuit.Calendar.Select(limit => new Entry(circuit.Id, limit)))];
    }

    /// <summary>Whether anything on the site depends on the time of day, or has to be looked at every second.</summary>
    public static bool IsNeeded(Site site) => site.Dimming is not null || site.Circuits.Any(circuit => circuit.Demand is not null || !circuit.Calendar.IsEmpty);

    /// <summary>Tells what the clock shows now, and sets and clears limits.</summary>
    public void Step(Instant now, DateTimeOffset wall, Action<SiteEvent> tell)
    {
        var trust = Judge(now, wall);
        var local = TimeZoneInfo.ConvertTime(wall, _zone);
        foreach (var entry in _entries)
        {
            Step(entry, now, wall, trust, tell);
        }

        tell(new ClockTold(now, local, trust));
    }

    private void Step(Entry entry, Instant now, DateTimeOffset wall, ClockTrust trust, Action<SiteEvent> tell)
    {
        var source = new LimitSource(LimitKind.Calendar, entry.Limit.Name);
        var unknown = trust == ClockTrust.Unknown && !_believes;
        var ends = unknown ? null : LimitCalendar.OpenUntil(entry.Limit, _zone, wall, Lead);
        var open = unknown || ends is not null || _before.Exists(before => LimitCalendar.OpenUntil(entry.Limit, _zone, before.AtStart + now.SinceStart, Lead) is not null);
        if (open && (!entry.IsSet || entry.Ends != ends))
        {
            (entry.IsSet, entry.Ends) = (true, ends);
            tell(new LimitSet(now, entry.Circuit, source, entry.Limit.Amps, entry.Limit.Power, null, ends is { } clock ? FormattableString.Invariant($"{clock:HH:mm}") : null));
        }
        else if (!open && entry.IsSet)
        {
            (entry.IsSet, entry.Ends) = (false, null);
            tell(new LimitCleared(now, entry.Circuit, source));
        }
    }

    private ClockTrust Judge(Instant now, DateTimeOffset wall)
    {
        var last = _last;
        _last = (now, wall);
        _before.RemoveAll(before => before.Until <= now);
        var jumped = last is { } seen && ((wall - seen.Wall) - (now - seen.At)).Duration() > SiteClock.StepFrom;
        if (jumped && !_believes && IsPossible(last!.Value.Wall))
        {
            _before.Add((last.Value.Wall - last.Value.At.SinceStart, now + Doubt));
        }

        return !IsPossible(wall) || _before.Count > MostJumps ? ClockTrust.Unknown
            : jumped ? ClockTrust.Jumped
            : ClockTrust.Steady;
    }

    private static bool IsPossible(DateTimeOffset wall) => wall >= Earliest && wall < Latest;

    private sealed class Entry(CircuitId circuit, CalendarLimit limit)
    {
        public CircuitId Circuit { get; } = circuit;

        public CalendarLimit Limit { get; } = limit;

        public bool IsSet { get; set; }

        /// <summary>End of the open window; null while it is not known.</summary>
        public DateTimeOffset? Ends { get; set; }
    }
}
