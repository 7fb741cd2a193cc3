using EdgeController.Core.Units;

namespace EdgeController.Core.State;

/// <summary>
/// Fault F8: whether a branch is without power, because its breaker is open. Only a meter that answers and shows no voltage proves that: stations
/// that are gone, and a meter that is gone with them, may as well be a switch of the network that failed while vehicles charge on.
/// </summary>
public static class BranchPower
{
    /// <summary>Whether the circuit, or one above it, has had no power for so long.</summary>
    /// <param name="snapshot">The site.</param>
    /// <param name="circuit">Index of the circuit.</param>
    /// <param name="after">For how long at least.</param>
    /// <param name="now">Time of the question.</param>
    public static bool IsDead(SiteSnapshot snapshot, int circuit, TimeSpan after, Instant now)
    {
        foreach (var on in snapshot.Site.Circuits[circuit].PathToRoot)
        {
            // Where the other of two meters is good there is power: a dead meter has lost its own fuse.
            if (CircuitMeters.Best(snapshot, snapshot.Site.Circuits[on], now) is var (meter, mode) && (mode != ControlMode.Normal || snapshot.Site.Circuits[on].SecondMeter is null)
                && snapshot.Meters[meter] is { DeadSince: { } since, HeardAt: { } heard }
                && now - since >= after && MeterQuality.IsFresh(snapshot.Site.Meters[meter], snapshot.Site.Staleness, now - heard))
            {
                return true;
            }
        }

        return false;
    }
}
