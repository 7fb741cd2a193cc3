using System.Collections.Immutable;
using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Host.Planning;

/// <summary>
/// What a load was at the same time of other days, and how far it strayed: for each quarter of an hour and kind of day (working day, Saturday, Sunday) a mean in which
/// the last days count most, and the mean distance from it. One is kept for each phase of each circuit and for each PV array.
/// </summary>
internal sealed class LoadHistory
{
    private const int Quarters = 96;
    private const int Kinds = 3;

    /// <summary>Weight of the newest day.</summary>
    private const double Newest = 0.3;

    private readonly double[] _mean = new double[Quarters * Kinds];
    private readonly double[] _stray = new double[Quarters * Kinds];
    private readonly int[] _days = new int[Quarters * Kinds];
    private readonly bool _everyDayIsAlike;
    private int _running = -1;
    private double _sum;
    private int _count;

    /// <param name="everyDayIsAlike">The sun knows no weekdays.</param>
    public LoadHistory(bool everyDayIsAlike) => _everyDayIsAlike = everyDayIsAlike;

    /// <summary>Takes one value; the mean of a quarter is folded in when the next begins.</summary>
    public void Observe(DateTime local, double value)
    {
        var bin = Bin(local);
        if (bin != _running && _running >= 0 && _count > 0)
        {
            Fold(_running, _sum / _count);
            (_sum, _count) = (0, 0);
        }

        (_running, _sum, _count) = (bin, _sum + value, _count + 1);
    }

    /// <summary>The value to expect, and how far it may stray; null where that time of day has not been seen.</summary>
    public (double Mean, double Band)? Expect(DateTime local)
    {
        var bin = Bin(local);
        if (_days[bin] == 0)
        {
            // Another kind of day says more than nothing.
            for (var kind = 0; kind < Kinds && _days[bin] == 0; kind++)
            {
                bin = _days[(kind * Quarters) + (bin % Quarters)] > 0 ? (kind * Quarters) + (bin % Quarters) : bin;
            }
        }

        return _days[bin] > 0 ? (_mean[bin], 2 * _stray[bin]) : null;
    }

    /// <summary>All that is known, in whole watts.</summary>
    public ImmutableArray<QuarterMemory> Remember() =>
        [.. Enumerable.Range(0, _days.Length).Where(bin => _days[bin] > 0).Select(bin => new QuarterMemory(bin, (int)Math.Round(_mean[bin]), (int)Math.Round(_stray[bin]), Math.Min(_days[bin], 100)))];

    /// <summary>Takes what an earlier life knew; what cannot be is left out.</summary>
    public void Restore(ImmutableArray<QuarterMemory> quarters)
    {
        foreach (var (bin, mean, stray, days) in quarters)
        {
            if (bin >= 0 && bin < _days.Length && stray >= 0 && days is > 0 and <= 100)
            {
                (_mean[bin], _stray[bin], _days[bin]) = (mean, stray, days);
            }
        }
    }

    private void Fold(int bin, double value)
    {
        var first = _days[bin]++ == 0;
        var weight = first ? 1 : Math.Max(Newest, 1.0 / _days[bin]);
        _stray[bin] = first ? 0 : _stray[bin] + (weight * (Math.Abs(value - _mean[bin]) - _stray[bin]));
        _mean[bin] += weight * (value - _mean[bin]);
    }

    private int Bin(DateTime local)
    {
        var kind = _everyDayIsAlike ? 0 : local.DayOfWeek switch { DayOfWeek.Saturday => 1, DayOfWeek.Sunday => 2, _ => 0 };
        return (kind * Quarters) + (int)(local.TimeOfDay.TotalMinutes / 15);
    }
}
