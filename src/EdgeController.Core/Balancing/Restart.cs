using EdgeController.Core.State;
using EdgeController.Core.Units;

namespace EdgeController.Core.Balancing;

/// <summary>
/// After an outage of a whole feeder its vehicles come back at their fallbacks by themselves; what they are raised beyond that waits for
/// a while that differs by EVSE and outage, so that not all start together (fault F7).
/// </summary>
internal static class Restart
{
    /// <summary>Whether the EVSE is not raised yet.</summary>
    public static bool Waits(SiteSnapshot snapshot, int evse, GuardOptions options, Instant now)
    {
        var outage = snapshot.Outages[snapshot.Index.Path(evse)[^1]];
        return outage.BackAt is { } back && now - back < options.RestartSpread && !options.Without.HasFlag(Protections.RestartSpread)
            && now - back < options.RestartSpread * Chance(evse, back);
    }

    /// <summary>From 0 to 1, the same for the same EVSE and outage (a step of SplitMix64).</summary>
    private static double Chance(int evse, Instant back)
    {
        var mixed = unchecked(((ulong)back.SinceStart.Ticks + ((ulong)evse * 0x9E3779B97F4A7C15UL)) * 0xBF58476D1CE4E5B9UL);
        mixed = unchecked((mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL);
        return (mixed >> 11) / (double)(1UL << 53);
    }
}
