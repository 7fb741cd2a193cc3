using EdgeController.Core.State;
using EdgeController.Core.Units;

namespace EdgeController.Core.Balancing;

/// <summary>
/// After an outage of a whole feeder its vehicles come back at their fallbacks by themselves; what they are raised beyond that waits for
/// a while that differs by EVSE and outage, so that not all start together (fault F7).
/// </summary>
internal static class Restart
{
    /// <summary>Before this part of the time no station is ready for an increase.</summary>
    private const double Soonest = 0.2;

    private const double GoldenRatio = 0.618033988749895;

    /// <summary>Whether the EVSE is not raised yet.</summary>
    public static bool Waits(SiteSnapshot snapshot, int evse, GuardOptions options, Instant now)
    {
        if (snapshot.Stations[snapshot.Site.Evses[evse].Station].ReturnedAt is not { } returned || now - returned >= options.RestartSpread || options.Without.HasFlag(Protections.RestartSpread))
        {
            return false;
        }

        return now - returned < options.RestartSpread * (Soonest + ((1 - Soonest) * Chance(evse, snapshot.Outages[snapshot.Index.Path(evse)[^1]].BackAt ?? returned)));
    }

    /// <summary>From 0 to 1, the same for the same EVSE and outage; neighbours lie far apart and all of them evenly (steps of the golden ratio from a start by chance).</summary>
    private static double Chance(int evse, Instant back)
    {
        var place = (back.SinceStart.Ticks % 1_000_003 / 1_000_003.0) + (evse * GoldenRatio);
        return place - Math.Floor(place);
    }
}
