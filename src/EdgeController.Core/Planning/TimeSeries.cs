using System.Collections.Immutable;
using EdgeController.Core.Topology;

namespace EdgeController.Core.Planning;

/// <summary>A value that holds from its start until the next one's.</summary>
public readonly record struct SeriesPoint(DateTimeOffset Start, double Value)
{
    /// <summary>What it may fall to; null where the source does not say.</summary>
    public double? Low { get; init; }

    /// <summary>What it may rise to; null where the source does not say.</summary>
    public double? High { get; init; }
}

/// <summary>Prices (per kWh) or a forecast (W) as steps over time, as a source told them.</summary>
/// <param name="Name">Who told it: the key of the input in the site file.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Points">At least one, in the order of their starts.</param>
/// <param name="End">Until when the last value holds.</param>
/// <param name="Until">When the whole series is too old to plan with.</param>
public sealed record TimeSeries(string Name, SeriesKind Kind, ImmutableArray<SeriesPoint> Points, DateTimeOffset End, DateTimeOffset Until)
{
    /// <summary>The value at that time; null before the first, from the end on, and where nothing is known.</summary>
    public double? At(DateTimeOffset time) => PointAt(time)?.Value;

    /// <summary>The step that holds at that time; null as for <see cref="At"/>.</summary>
    public SeriesPoint? PointAt(DateTimeOffset time)
    {
        if (time >= End || time < Points[0].Start)
        {
            return null;
        }

        var (low, high) = (0, Points.Length - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = Points[middle].Start <= time ? (middle, high) : (low, middle - 1);
        }

        return Points[low];
    }
}
