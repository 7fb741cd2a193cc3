using EdgeController.Core.Events;
using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.Bench;

/// <summary>A plan for the session of one EVSE, as a planner would make it from that snapshot: the same current for hours; null: a plan without it.</summary>
internal static class PlanFor
{
    public static PlanReady One(SiteSnapshot snapshot, Instant at, EvseId evse, Amperes? limit)
    {
        var started = snapshot.Evses[snapshot.Index.Find(evse)].Session?.StartedAt ?? at;
        return new PlanReady(at, snapshot.PlanBasis, limit is { } amps ? [new PlannedCharging(evse, started, [new PlannedStep(at, amps)])] : [], at + TimeSpan.FromHours(6));
    }
}
