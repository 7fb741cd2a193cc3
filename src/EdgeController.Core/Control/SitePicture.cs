using System.Collections.Immutable;
using EdgeController.Core.Balancing;
using EdgeController.Core.State;

namespace EdgeController.Core.Control;

/// <summary>What the loop publishes after each tick: the state, the decision made from it, and how late the tick was.</summary>
public sealed record SitePicture(SiteSnapshot Snapshot, Decision Decision, TimeSpan Lag)
{
    /// <summary>How far the wall clock stepped since the tick before; zero on an ordinary tick.</summary>
    public TimeSpan ClockStep { get; init; }

    /// <summary>What held charging back, by day, the newest first; a few seconds old.</summary>
    public ImmutableArray<DayLosses> Losses { get; init; } = [];
}
