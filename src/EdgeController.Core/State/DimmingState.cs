using System.Collections.Immutable;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.State;

/// <summary>What the grid operator signals, and the evidence of how it was obeyed (BK6-22-300: to be shown on request).</summary>
public sealed record DimmingState
{
    /// <summary>So many of the newest records are kept.</summary>
    public const int MostRecords = 256;

    public static readonly DimmingState Unheard = new();

    /// <summary>Since when this life of the controller has listened.</summary>
    public Instant? ListeningSince { get; init; }

    /// <summary>When the signal came last; null before the first.</summary>
    public Instant? SignalAt { get; init; }

    /// <summary>What it said.</summary>
    public bool Active { get; init; }

    /// <summary>The power that it asked for; null for P_min.</summary>
    public Watts? Asked { get; init; }

    /// <summary>Oldest first.</summary>
    public ImmutableArray<DimmingRecord> Evidence { get; init; } = [];

    /// <summary>Numbers the records since the start, those that are no longer kept included.</summary>
    public long Recorded { get; init; }

    /// <summary>The signal was not repeated in time; after a start it is given as long to come.</summary>
    public bool IsLost(DimmingRule rule, Instant now) => now - (SignalAt ?? ListeningSince ?? Instant.Start) >= rule.LostAfter;

    /// <summary>What all charging together may draw; null while nothing is dimmed. Never below P_min, which the grid operator must leave.</summary>
    public Watts? Limit(DimmingRule rule, Instant now) =>
        IsLost(rule, now) ? rule.Minimum
        : Active ? Watts.Max(rule.Minimum, Asked ?? rule.Minimum)
        : null;
}

/// <summary>One change of the signal and what became of it.</summary>
/// <param name="At">When it changed.</param>
/// <param name="Signal">What it said; null where it was lost.</param>
/// <param name="Asked">The power that it asked for; null for P_min.</param>
/// <param name="Limit">What all charging together may draw from then on; null where nothing is dimmed.</param>
/// <param name="Charging">What it drew at the change; what was not measured lately counts as what it may draw.</param>
public sealed record DimmingRecord(Instant At, bool? Signal, Watts? Asked, Watts? Limit, Watts Charging)
{
    /// <summary>When the charging power was first seen at or below the limit; null where it was not, or nothing is dimmed.</summary>
    public Instant? ReachedAt { get; init; }
}
