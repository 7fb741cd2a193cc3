using System.Collections.Immutable;
using EdgeController.Core.Units;

namespace EdgeController.Core.State;

/// <summary>
/// What would flow into the grid at a root circuit if none of our vehicles in a solar mode charged: now, the least of the last minute (who
/// starts must have had enough for that long) and the most of the last three (who stops must have had too little for that long).
/// </summary>
public sealed record SolarSurplus
{
    private static readonly TimeSpan Bucket = TimeSpan.FromSeconds(15);
    private const int StartBuckets = 4;
    private const int StopBuckets = 12;

    /// <summary>Lowest and highest of each 15 s, newest first; the newest one is not complete.</summary>
    private ImmutableArray<double> Lows { get; init; } = [];

    private ImmutableArray<double> Highs { get; init; } = [];

    private Instant BucketAt { get; init; }

    /// <summary>Watts by the newest reading; negative where the site draws from the grid.</summary>
    public Watts Now { get; private init; }

    /// <summary>Since a minute there was at least this much; nothing before a minute has been seen.</summary>
    public Watts ToStart => new(Lows.Length <= StartBuckets ? double.NegativeInfinity : Lows.Min());

    /// <summary>For three minutes there was never more than this.</summary>
    public Watts ToStay => new(Highs.IsEmpty ? double.NegativeInfinity : Highs.Max());

    public static SolarSurplus Begin(Watts surplus, Instant at) => new() { Now = surplus, BucketAt = at, Lows = [surplus.Value], Highs = [surplus.Value] };

    public SolarSurplus Observe(Watts surplus, Instant at)
    {
        if (at - BucketAt >= Bucket)
        {
            return this with { Now = surplus, BucketAt = at, Lows = Push(Lows, surplus.Value, StartBuckets), Highs = Push(Highs, surplus.Value, StopBuckets) };
        }

        return this with
        {
            Now = surplus,
            Lows = surplus.Value < Lows[0] ? Lows.SetItem(0, surplus.Value) : Lows,
            Highs = surplus.Value > Highs[0] ? Highs.SetItem(0, surplus.Value) : Highs,
        };
    }

    private static ImmutableArray<double> Push(ImmutableArray<double> buckets, double value, int complete) =>
        (buckets.Length > complete ? buckets.RemoveAt(complete) : buckets).Insert(0, value);
}
