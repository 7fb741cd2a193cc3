using EdgeController.Core.Units;

namespace EdgeController.Core.State;

/// <summary>
/// Whether a meter moves with the steps that our stations make (fault A3 where something below it can feed in, so that a low value proves
/// nothing). A step lies between two levels at which the stations stood still for longer than any delay between them and the meter. A right
/// meter has moved with it at some moment of that time, whatever else moved: three steps in a row with which it never did, but against which
/// it did, by half of them at least, and its sign is wrong; one that it only follows ends that. A blind branch falls to its fallbacks, which
/// is such a step. What batteries and PV with meters of their own do is taken out first: a battery that holds the connection near zero
/// answers each step of ours in the same moment.
/// </summary>
public sealed record SignWatch
{
    private const double Still = 1.5;
    private const double LeastStep = 12;
    private const int OppositesToTell = 3;

    /// <summary>Between levels further apart the site's own load and the sun have moved too.</summary>
    private static readonly TimeSpan Compares = TimeSpan.FromSeconds(90);

    public static SignWatch Initial { get; } = new();

    /// <summary>The meter has moved against our stations' steps.</summary>
    public bool IsReversed => Opposites >= OppositesToTell;

    private int Opposites { get; init; }

    private double Level { get; init; }

    private Instant Since { get; init; }

    /// <summary>The last level that was still, and when it was left.</summary>
    private (double Stations, Instant Left)? Before { get; init; }

    /// <summary>What the meter did since some moment of that level; the newer one takes its place as the level lasts.</summary>
    private Swing? Seen { get; init; }

    private Swing? Newer { get; init; }

    /// <summary>Takes a sample in.</summary>
    /// <param name="stations">What the stations measured, summed over the phases, in A.</param>
    /// <param name="meter">What the meter shows less what resources with meters of their own draw, summed over the phases, in A.</param>
    /// <param name="settle">Longest time until both show the same change.</param>
    /// <param name="now">Instant of the sample.</param>
    public SignWatch Observe(double stations, double meter, TimeSpan settle, Instant now)
    {
        var next = this with { Seen = Swing.With(Seen, meter, now), Newer = Swing.With(Newer, meter, now) };
        if (Math.Abs(stations - Level) > Still)
        {
            return next with { Level = stations, Since = now };
        }

        if (now - Since < settle)
        {
            return next;
        }

        if (Before is { } before && Math.Abs(stations - before.Stations) > Still)
        {
            next = next.Compare(stations - before.Stations, before.Left, settle, now) with { Seen = new Swing(meter, now), Newer = new Swing(meter, now) };
        }
        else if (now - next.Newer!.Value.Start >= settle)
        {
            next = next with { Seen = next.Newer, Newer = new Swing(meter, now) };
        }

        return next with { Before = (stations, now) };
    }

    private SignWatch Compare(double step, Instant left, TimeSpan settle, Instant now)
    {
        // The meter shows a step up to that long before the stations tell it.
        if (Math.Abs(step) < LeastStep || Seen is not { } seen || left - seen.Start < settle || now - left > Compares + settle)
        {
            return this;
        }

        var (along, against) = step > 0 ? (seen.Rise, seen.Fall) : (seen.Fall, seen.Rise);
        return (along >= Math.Abs(step) / 2, against >= Math.Abs(step) / 2) switch
        {
            (true, false) => this with { Opposites = 0 },
            (false, true) => this with { Opposites = Math.Min(OppositesToTell, Opposites + 1) },
            _ => this,
        };
    }

    /// <summary>The largest rise and fall of a value since a moment, whatever lay between.</summary>
    private readonly record struct Swing(Instant Start, double Low, double High, double Rise, double Fall)
    {
        public Swing(double value, Instant now)
            : this(now, value, value, 0, 0)
        {
        }

        public static Swing With(Swing? swing, double value, Instant now) => swing is not { } known ? new Swing(value, now) : known with
        {
            Low = Math.Min(known.Low, value),
            High = Math.Max(known.High, value),
            Rise = Math.Max(known.Rise, value - known.Low),
            Fall = Math.Max(known.Fall, known.High - value),
        };
    }
}
