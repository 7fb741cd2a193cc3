using EdgeController.Core.Units;

namespace EdgeController.Core.State;

/// <summary>Brings an EVSE's measurement, the meter above it and its neighbours' stillness together for its <see cref="WiringWatch"/>.</summary>
internal static class WiringReducer
{
    /// <summary>A meter's sample older than this was not taken at the same moment.</summary>
    private static readonly TimeSpan SameMoment = TimeSpan.FromSeconds(2.5);

    public static WiringWatch Observe(SiteSnapshot snapshot, EvseState evse, int index, PerPhase<Amperes> current, Instant now)
    {
        var rotation = snapshot.Index.StationOf(index).Rotation;
        var next = evse.Wiring.Observe(current, MeterNear(snapshot, index, now), now);
        return next.IsDue && !snapshot.BelievesWiring && NeighboursStillSince(snapshot, index, now) is { } since ? next.Judge(rotation, since) : next.Settle();
    }

    /// <summary>A meter shows less than its stations measured: those of them whose current has landed elsewhere once are the likelier cause.</summary>
    public static SiteSnapshot Corroborate(SiteSnapshot snapshot, int circuit)
    {
        foreach (var evse in snapshot.BelievesWiring ? [] : snapshot.Index.EvsesUnder[circuit])
        {
            if (snapshot.Evses[evse].Wiring.IsSuspect)
            {
                snapshot = snapshot with { Evses = snapshot.Evses.SetItem(evse, snapshot.Evses[evse] with { Wiring = snapshot.Evses[evse].Wiring.Corroborate() }) };
            }
        }

        return snapshot;
    }

    /// <summary>What the nearest meter above the EVSE shows at this moment; null where there is none or it does not count.</summary>
    public static PerPhase<Amperes>? MeterNear(SiteSnapshot snapshot, int evse, Instant now) =>
        NearestMeter(snapshot, evse) is var (_, meter) && snapshot.Meters[meter] is { Doubt: MeterDoubt.None or MeterDoubt.BelowStations } state
            && state.Plausibility.Last is { } last && now - last.At <= SameMoment
            ? last.Current
            : null;

    /// <summary>Since when no other EVSE under the same meter has changed its current; null where that cannot be told of one of them.</summary>
    private static Instant? NeighboursStillSince(SiteSnapshot snapshot, int evse, Instant now)
    {
        if (NearestMeter(snapshot, evse) is not var (circuit, _))
        {
            return null;
        }

        var since = Instant.Start;
        foreach (var other in snapshot.Index.EvsesUnder[circuit])
        {
            if (other == evse)
            {
                continue;
            }

            var state = snapshot.Evses[other];
            var mayDraw = state.MayHaveVehicle && (state.Session?.Transaction is not null || !snapshot.Stations[snapshot.Site.Evses[other].Station].Online);
            if (mayDraw && (state.Sample is not { } sample || now - sample.At > MeterEvidence.SampleProves))
            {
                return null;
            }

            since = state.Wiring.StillSince > since ? state.Wiring.StillSince : since;
        }

        return since;
    }

    private static (int Circuit, int Meter)? NearestMeter(SiteSnapshot snapshot, int evse)
    {
        foreach (var circuit in snapshot.Index.Path(evse))
        {
            if (snapshot.Site.Circuits[circuit].Meter is { } meter)
            {
                return (circuit, meter);
            }
        }

        return null;
    }
}
