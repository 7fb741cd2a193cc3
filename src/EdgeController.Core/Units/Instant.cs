namespace EdgeController.Core.Units;

/// <summary>
/// A point on the process's monotonic time line, as the time since its start. Every interval of the guard is a difference of two
/// instants, so that a jump of the wall clock changes nothing.
/// </summary>
public readonly record struct Instant(TimeSpan SinceStart) : IComparable<Instant>
{
    public static readonly Instant Start = new(TimeSpan.Zero);

    public static TimeSpan operator -(Instant a, Instant b) => a.SinceStart - b.SinceStart;

    public static Instant operator +(Instant a, TimeSpan span) => new(a.SinceStart + span);

    public static Instant operator -(Instant a, TimeSpan span) => new(a.SinceStart - span);

    public static bool operator <(Instant a, Instant b) => a.SinceStart < b.SinceStart;

    public static bool operator >(Instant a, Instant b) => a.SinceStart > b.SinceStart;

    public static bool operator <=(Instant a, Instant b) => a.SinceStart <= b.SinceStart;

    public static bool operator >=(Instant a, Instant b) => a.SinceStart >= b.SinceStart;

    public static Instant FromSeconds(double seconds) => new(TimeSpan.FromSeconds(seconds));

    public int CompareTo(Instant other) => SinceStart.CompareTo(other.SinceStart);

    public override string ToString() => SinceStart.ToString("c");
}
