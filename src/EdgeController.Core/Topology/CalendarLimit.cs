using EdgeController.Core.Units;

namespace EdgeController.Core.Topology;

/// <summary>
/// A limit of a circuit that holds at certain times, in the site's time zone. The window begins on each of <see cref="Days"/> that lies in
/// <see cref="Dates"/>; where <see cref="To"/> is not after <see cref="From"/> it ends on the next day.
/// </summary>
public sealed record CalendarLimit
{
    /// <summary>Unique on its circuit.</summary>
    public required string Name { get; init; }

    /// <summary>Days of the week on which the window begins.</summary>
    public Weekdays Days { get; init; } = Weekdays.All;

    /// <summary>What the clock shows when the window begins.</summary>
    public TimeSpan From { get; init; }

    /// <summary>What the clock shows when it ends; 24 hours for the end of the day.</summary>
    public TimeSpan To { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Part of the year in which it begins; null for all of it.</summary>
    public YearSpan? Dates { get; init; }

    /// <summary>Current per phase; null where it limits power only.</summary>
    public PerPhase<Amperes>? Amps { get; init; }

    /// <summary>Power over all phases; null where it limits current only.</summary>
    public Watts? Power { get; init; }

    /// <summary>Whether a window begins on that local date.</summary>
    public bool BeginsOn(DateOnly date) => Days.Has(date.DayOfWeek) && (Dates is not { } dates || dates.Contains(date));
}

/// <summary>A part of every year, both ends included; across the turn of the year where the end lies before the beginning.</summary>
public readonly record struct YearSpan(MonthDay From, MonthDay To)
{
    public bool Contains(DateOnly date)
    {
        var day = new MonthDay(date.Month, date.Day);
        return From <= To ? day >= From && day <= To : day >= From || day <= To;
    }
}

/// <summary>A day of the year.</summary>
public readonly record struct MonthDay(int Month, int Day)
{
    private int Order => (Month * 100) + Day;

    public static bool operator <=(MonthDay a, MonthDay b) => a.Order <= b.Order;

    public static bool operator >=(MonthDay a, MonthDay b) => a.Order >= b.Order;
}

/// <summary>A set of days of the week.</summary>
[Flags]
public enum Weekdays
{
    None = 0,
    Monday = 1,
    Tuesday = 2,
    Wednesday = 4,
    Thursday = 8,
    Friday = 16,
    Saturday = 32,
    Sunday = 64,
    All = 127,
}

/// <summary>Questions about a set of days.</summary>
public static class WeekdaysExtensions
{
    public static bool Has(this Weekdays set, DayOfWeek day) => (set & Of(day)) != Weekdays.None;

    /// <summary>The set of that one day.</summary>
    public static Weekdays Of(DayOfWeek day) => day == DayOfWeek.Sunday ? Weekdays.Sunday : (Weekdays)(1 << ((int)day - 1));
}
