using System.Collections.Immutable;
using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.State;

/// <summary>
/// What a controller must still know after a restart: which limits its stations may hold. It is written now and then, so it is read back
/// with what may have changed since: one increase (a change is written within <see cref="Writing"/>), one renewal (which alone is not: <see cref="Oldest"/>).
/// </summary>
/// <param name="Site">Name of the site; what another site's controller left says nothing.</param>
/// <param name="At">Wall-clock time of the writing.</param>
/// <param name="Stations">Stations that were heard of, in the order of the site file.</param>
public sealed record SiteMemory(string Site, DateTimeOffset At, ImmutableArray<StationMemory> Stations)
{
    /// <summary>What no limit hangs on.</summary>
    public SiteHistory? History { get; init; }

    /// <summary>The memory is never older than this while the controller lives, and a change is written within <see cref="Writing"/>.</summary>
    public static readonly TimeSpan Oldest = TimeSpan.FromSeconds(60);

    /// <summary>A change is written at the latest after this; shorter than the least time between two increases of one EVSE.</summary>
    public static readonly TimeSpan Writing = TimeSpan.FromSeconds(10);

    /// <summary>Leases go only to stations whose clock is known this well (faults D32): so much longer than its own length one may hold.</summary>
    private static readonly TimeSpan ClockUncertainty = TimeSpan.FromSeconds(30);

    /// <summary>What is to be remembered of the snapshot.</summary>
    /// <param name="snapshot">The site as it stands.</param>
    /// <param name="now">Its time on the process's time line.</param>
    /// <param name="wall">The same moment on the wall clock.</param>
    public static SiteMemory Of(SiteSnapshot snapshot, Instant now, DateTimeOffset wall) => new(snapshot.Site.Name, wall,
    [
        .. snapshot.Site.Stations.Where(station => IsWorthKnowing(snapshot, station, now)).Select(station =>
        {
            var state = snapshot.Stations[station.Index];
            return new StationMemory(station.Id.Value, state.HoldsFallback ? station.Fallback.Value : null, state.Plan,
            [
                .. station.Evses.Select(evse => new EvseMemory(
                    snapshot.Site.Evses[evse].Id.Number,
                    snapshot.Cap(evse, now).Value,
                    wall + LeasesEnd(snapshot.Evses[evse].Leases, now))),
            ]);
        }),
    ])
    {
        History = SiteHistory.Of(snapshot, now),
    };

    /// <summary>
    /// The snapshot of a new life, in which each station counts at what it may still hold: the limit of its lease, one increase higher,
    /// until that lease has ended; then its fallback, where the station held the one that the site file names.
    /// </summary>
    /// <param name="initial">A snapshot in which nothing has been heard.</param>
    /// <param name="now">Time of the restart.</param>
    /// <param name="wall">The same moment on the wall clock.</param>
    /// <param name="lease">How long a lease of that station lasts at most.</param>
    /// <param name="ramp">The largest single increase of that station.</param>
    public SiteSnapshot Restore(SiteSnapshot initial, Instant now, DateTimeOffset wall, Func<Station, TimeSpan> lease, Func<Station, Amperes> ramp)
    {
        if (Site != initial.Site.Name)
        {
            return initial;
        }

        // A clock that runs backwards across the restart tells nothing of how much time has passed: then none has.
        var passed = wall > At ? wall - At : TimeSpan.Zero;
        StationState[] stations = [.. initial.Stations];
        EvseState[] evses = [.. initial.Evses];
        foreach (var memory in Stations)
        {
            if (initial.Index.Find(new StationId(memory.Id)) is not (>= 0 and var index))
            {
                continue;
            }

            var station = initial.Site.Stations[index];
            var holds = memory.FallbackAmps == station.Fallback.Value;
            stations[index] = stations[index] with { HoldsFallback = holds, Plan = memory.Plan };
            foreach (var evse in memory.Evses)
            {
                if (initial.Index.Find(new EvseId(station.Id, evse.Number)) is not (>= 0 and var e) || !holds)
                {
                    continue;
                }

                // Who was gone at the writing may have come back and been told something since.
                var limit = Amperes.Min(station.Max, new Amperes(Math.Max(evse.CapAmps, station.Min.Value)) + ramp(station));
                var rest = Longer(evse.EndsAt - At, Oldest + Writing + lease(station) + ClockUncertainty) - passed;
                if (rest > TimeSpan.Zero && limit > station.Fallback)
                {
                    evses[e] = evses[e] with { Leases = LeaseBook.Inherited(limit, now, now + rest) };
                }
            }
        }

        var restored = initial with { Stations = [.. stations], Evses = [.. evses] };
        return History is null ? restored : History.Restore(restored, now, passed);
    }

    private static TimeSpan Longer(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static bool IsWorthKnowing(SiteSnapshot snapshot, Station station, Instant now) =>
        snapshot.Stations[station.Index] is var state && (state.Online || state.HoldsFallback || station.Evses.Any(evse => LeasesEnd(snapshot.Evses[evse].Leases, now) > TimeSpan.Zero));

    private static TimeSpan LeasesEnd(LeaseBook book, Instant now)
    {
        var end = book.Last is { } last && last.EndsAt > now ? last.EndsAt : now;
        foreach (var lease in book.Open)
        {
            end = lease.EndsAt > end ? lease.EndsAt : end;
        }

        return end - now;
    }
}

/// <summary>What is remembered of one station.</summary>
/// <param name="Id">Its OCPP identity.</param>
/// <param name="FallbackAmps">The fallback that it had accepted, per phase; null where it held none.</param>
/// <param name="Plan">How its leases go.</param>
/// <param name="Evses">Its EVSEs.</param>
public sealed record StationMemory(string Id, double? FallbackAmps, ProfilePlan Plan, ImmutableArray<EvseMemory> Evses);

/// <summary>What is remembered of one EVSE.</summary>
/// <param name="Number">Its number at the station.</param>
/// <param name="CapAmps">The highest limit that may have been in force, amperes per phase.</param>
/// <param name="EndsAt">Wall-clock time at which its last lease ends.</param>
public sealed record EvseMemory(int Number, double CapAmps, DateTimeOffset EndsAt);
