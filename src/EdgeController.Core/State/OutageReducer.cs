using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.State;

/// <summary>Fault F7: all stations below a feeder are gone at once, and come back together.</summary>
/// <param name="Since">When the last of them went; null where they never were all gone.</param>
/// <param name="BackAt">When the first of them came back; null while none has.</param>
public readonly record struct Outage(Instant? Since, Instant? BackAt);

/// <summary>Notes outages, by feeder.</summary>
internal static class OutageReducer
{
    /// <summary>Who comes back later than this after the first comes back for reasons of its own.</summary>
    private static readonly TimeSpan Straggles = TimeSpan.FromMinutes(5);

    /// <summary>After a station went.</summary>
    public static SiteSnapshot Gone(SiteSnapshot snapshot, StationId id, Instant at)
    {
        if (FeederOf(snapshot, id) is not { } feeder || snapshot.Outages[feeder] is { Since: not null, BackAt: null })
        {
            return snapshot;
        }

        var stations = 0;
        foreach (var station in snapshot.Site.Stations)
        {
            if (snapshot.Site.Circuits[station.Circuit].PathToRoot[^1] == feeder)
            {
                stations++;
                if (snapshot.Stations[station.Index].Online)
                {
                    return snapshot;
                }
            }
        }

        return stations < 2 ? snapshot : snapshot with { Outages = snapshot.Outages.SetItem(feeder, new Outage(at, null)) };
    }

    /// <summary>After a station came.</summary>
    public static SiteSnapshot Came(SiteSnapshot snapshot, StationId id, Instant at)
    {
        if (FeederOf(snapshot, id) is not { } feeder || snapshot.Outages[feeder] is not { Since: not null } outage || (outage.BackAt is { } back && at - back > Straggles))
        {
            return snapshot;
        }

        var station = snapshot.Index.Find(id);
        return snapshot with
        {
            Outages = outage.BackAt is null ? snapshot.Outages.SetItem(feeder, outage with { BackAt = at }) : snapshot.Outages,
            Stations = snapshot.Stations.SetItem(station, snapshot.Stations[station] with { ReturnedAt = at }),
        };
    }

    private static int? FeederOf(SiteSnapshot snapshot, StationId id) =>
        snapshot.Index.Find(id) is >= 0 and var station ? snapshot.Site.Circuits[snapshot.Site.Stations[station].Circuit].PathToRoot[^1] : null;
}
