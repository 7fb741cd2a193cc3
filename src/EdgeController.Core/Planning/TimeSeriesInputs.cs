using System.Collections.Immutable;
using EdgeController.Core.Topology;

namespace EdgeController.Core.Planning;

/// <summary>
/// The newest prices and forecasts, for the planner to read: any thread may set and read. The guard never looks at them. One series a source; of
/// several sources of a kind the first by name that still holds is used.
/// </summary>
public sealed class TimeSeriesInputs
{
    private ImmutableSortedDictionary<string, TimeSeries> _byName = ImmutableSortedDictionary.Create<string, TimeSeries>(StringComparer.Ordinal);
    private long _revision;

    /// <summary>Counts changes, so that a planner knows when there is something new.</summary>
    public long Revision => Interlocked.Read(ref _revision);

    /// <summary>All that was told, by name.</summary>
    public IEnumerable<TimeSeries> All => _byName.Values;

    /// <summary>Replaces what the same source told before.</summary>
    public void Set(TimeSeries series)
    {
        ImmutableInterlocked.Update(ref _byName, (all, one) => all.SetItem(one.Name, one), series);
        Interlocked.Increment(ref _revision);
    }

    /// <summary>The series of that kind that holds at that time; null where none does.</summary>
    public TimeSeries? Find(SeriesKind kind, DateTimeOffset now)
    {
        foreach (var series in _byName.Values)
        {
            if (series.Kind == kind && now < series.Until && now < series.End)
            {
                return series;
            }
        }

        return null;
    }
}
