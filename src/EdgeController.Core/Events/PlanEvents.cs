using System.Collections.Immutable;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Events;

/// <summary>
/// A charging plan was made: what it gives each session over the coming slots. It takes the place of the plan before; a session that it does not
/// name has none. One that was made from an older snapshot than the plan in force changes nothing. It is a wish: it can only lower.
/// </summary>
/// <param name="At">When it arrived.</param>
/// <param name="Basis">Revision of the snapshot that it was made from.</param>
/// <param name="Sessions">By session.</param>
/// <param name="Until">When it is too old to go by.</param>
public sealed record PlanReady(Instant At, long Basis, ImmutableArray<PlannedCharging> Sessions, Instant Until) : SiteEvent(At);

/// <summary>What a plan gives the session that began on the EVSE at that instant.</summary>
public sealed record PlannedCharging(EvseId Evse, Instant Session, ImmutableArray<PlannedStep> Steps);

/// <summary>A current per phase that holds until the next step.</summary>
public readonly record struct PlannedStep(Instant From, Amperes Limit);
