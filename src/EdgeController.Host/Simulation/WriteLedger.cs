using EdgeController.Core.Balancing;
using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Simulator.World;

namespace EdgeController.Host.Simulation;

/// <summary>Counts what a run writes into the stations, by station, day and purpose; it outlives the controller.</summary>
internal sealed class WriteLedger(Site site)
{
    private readonly Dictionary<(int Station, int Day), WriteTally> _tallies = [];
    private readonly Dictionary<StationId, int> _index = site.Stations.ToDictionary(station => station.Id, station => station.Index);

    public void Note(Instant at, Setpoint setpoint)
    {
        var station = _index[setpoint.Evse.Station];
        var key = (station, (int)(at.SinceStart.TotalSeconds / 86_400));
        _tallies[key] = _tallies.GetValueOrDefault(key) + WriteTally.Of(setpoint.PurposeAt(site.Stations[station]));
    }

    /// <summary>Sums up the run.</summary>
    /// <param name="written">By station: all that it stored and took away; what is no setpoint is a fallback, or what was cleared or tried around it.</param>
    /// <param name="days">Length of the run.</param>
    public WriteCauses Sum(IReadOnlyList<int> written, double days)
    {
        var sums = new WriteTally[site.Stations.Length];
        var (deferrable, over) = (0, 0);
        foreach (var ((station, _), tally) in _tallies)
        {
            sums[station] += tally;
            deferrable = Math.Max(deferrable, tally.Deferrable);
            over += tally.Total > site.Stations[station].Storage.DailyWrites() ? 1 : 0;
        }

        return new WriteCauses(
            Count(sums, tally => tally.Decreases, days),
            Count(sums, tally => tally.Increases, days),
            Count(sums, tally => tally.Renewals, days),
            Count([.. sums.Select((tally, station) => new WriteTally(0, 0, 0, Math.Max(0, written[station] - tally.Total)))], tally => tally.Fallbacks, days),
            deferrable,
            over);
    }

    private static WriteCount Count(WriteTally[] sums, Func<WriteTally, int> part, double days)
    {
        var sorted = sums.Select(part).Order().ToArray();
        return sorted.Length == 0 ? new WriteCount(0, 0) : new WriteCount(Math.Round(sorted[sorted.Length / 2] / days, 1), Math.Round(sorted[^1] / days, 1));
    }
}
