using EdgeController.Core.Units;

namespace EdgeController.Core.State;

/// <summary>
/// Whether a meter moves with the steps that our stations make (fault A3 where something below it can feed in, so that a low value proves
/// nothing). Compared are levels at which the stations have stood still for longer than any delay between the two. Three steps in a
/// row against which the meter moved the other way, by half of them at least, and its sign is wrong; one that it follows ends that. A
/// blind branch falls to its fallbacks, which is such a step. What batteries and PV with meters of their own do is taken out first: a
/// battery that holds the connection near zero answers each step of ours.
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

    private (double Stations, double Meter, Instant At)? Before { get; init; }

    /// <summary>Takes a sample in.</summary>
    /// <param name="stations">What the stations measured, summed over the phases, in A.</param>
    /// <param name="meter">What the meter shows less what resources with meters of their own draw, summed over the phases, in A.</param>
    /// <param name="settle">Longest time until both show the same change.</param>
    /// <param name="now">Instant of the sample.</param>
    public SignWatch Observe(double stations, double meter, TimeSpan settle, Instant now)
    {
        if (Math.Abs(stations - Level) > Still)
        {
            return this with { Level = stations, Since = now };
        }

        if (now - Since < settle)
        {
            return this;
        }

        var next = this with { Before = (stations, meter, now) };
        if (Before is not { } before || now - before.At > Compares + settle || Math.Abs(stations - before.Stations) < LeastStep)
        {
            return next;
        }

        var (step, shown) = (stations - before.Stations, meter - before.Meter);
        return Math.Abs(shown) < Math.Abs(step) / 2 ? next
            : next with { Opposites = Math.Sign(step) == Math.Sign(shown) ? 0 : Math.Min(OppositesToTell, Opposites + 1) };
    }
}
