using System.Collections.Immutable;
using EdgeController.Core.Events;
using EdgeController.Core.Units;

namespace EdgeController.Core.State;

/// <summary>
/// What was written into one station in the last day, and what may still be written (design 5.6). Two bounds: no more than the day's
/// budget in any 24 hours, and an allowance that refills evenly, so that a busy morning does not use up the afternoon. Monotonic time only.
/// </summary>
public sealed record WriteBudget
{
    private const double Day = 86_400;
    private const double Hour = 3600;

    /// <summary>The part of the day's budget that may be spent in one go.</summary>
    private const double Burst = 0.5;

    /// <summary>The last part of the day's budget, which counts as scarce however full the allowance is.</summary>
    private const double LastPart = 0.25;

    /// <summary>The part of the allowance that a new controller takes to be there.</summary>
    private const double AtStart = 0.75;

    private readonly ImmutableArray<(long Hour, WriteTally Tally)> _hours = [];
    private readonly double _spare;
    private readonly Instant _at;

    private WriteBudget(int? daily)
    {
        Daily = daily;
        _spare = AtStart * Burst * (daily ?? 0);
    }

    /// <summary>Writes a day; null where there is no budget.</summary>
    public int? Daily { get; }

    /// <summary>A controller that has just started begins with three quarters of the allowance; what its predecessor wrote comes with <see cref="Remember"/>.</summary>
    public static WriteBudget Of(int? daily) => new(daily);

    /// <summary>What was written in the last 24 hours, and the part of an hour before them.</summary>
    public WriteTally LastDay(Instant now)
    {
        var oldest = HourOf(now) - 24;
        var sum = default(WriteTally);
        foreach (var (hour, tally) in _hours)
        {
            sum += hour >= oldest ? tally : default;
        }

        return sum;
    }

    /// <summary>What was written by hour, for a memory that outlives the process.</summary>
    public ImmutableArray<WritesOfHour> Hours(Instant now) => [.. _hours.Where(hour => hour.Hour >= HourOf(now) - 24).Select(hour => new WritesOfHour((int)(HourOf(now) - hour.Hour), hour.Tally))];

    /// <summary>A budget that knows what an earlier life of the controller wrote; its allowance stays that of a new one, where the last day leaves so much.</summary>
    public WriteBudget Remember(ImmutableArray<WritesOfHour> hours, Instant now, TimeSpan passed) => new(
        this,
        [.. hours.Select(hour => (Hour: HourOf(now - passed) - hour.HoursAgo, hour.Tally)).Where(hour => hour.Hour >= HourOf(now) - 24).OrderBy(hour => hour.Hour)],
        _spare,
        _at);

    /// <summary>Whole writes that increases and renewals may spend now; negative after decreases went beyond the budget.</summary>
    public int Left(Instant now) => Daily is { } daily ? Math.Min(daily - LastDay(now).Total, (int)Math.Floor(Spare(now) + 1e-9)) : int.MaxValue;

    /// <summary>How plentiful writes are: 1 where none needs to be saved, 0 where none is left.</summary>
    public double Fill(Instant now) => Daily is { } daily
        ? Math.Clamp(Math.Min(Spare(now) / (Burst * daily), (daily - LastDay(now).Total) / (LastPart * daily)), 0, 1)
        : 1;

    /// <summary>A profile leaves for the station, whatever became of the budget.</summary>
    public WriteBudget Spend(ProfileWrite write, Instant now)
    {
        var hour = HourOf(now);
        var hours = !_hours.IsEmpty && _hours[^1].Hour == hour
            ? _hours.SetItem(_hours.Length - 1, (hour, _hours[^1].Tally + WriteTally.Of(write)))
            : _hours.RemoveAll(old => old.Hour < hour - 24).Add((hour, WriteTally.Of(write)));
        return new WriteBudget(this, hours, Math.Max(0, Spare(now) - 1), now);
    }

    private WriteBudget(WriteBudget before, ImmutableArray<(long Hour, WriteTally Tally)> hours, double spare, Instant at)
    {
        (Daily, _hours, _spare, _at) = (before.Daily, hours, spare, at);
    }

    private static long HourOf(Instant now) => (long)Math.Floor(now.SinceStart.TotalSeconds / Hour);

    private double Spare(Instant now)
    {
        var daily = Daily ?? 0;
        return Math.Min(Burst * daily, _spare + (Math.Max(0, (now - _at).TotalSeconds) * daily / Day));
    }
}
