using EdgeController.Core.Events;
using EdgeController.Core.Planning;
using EdgeController.Core.State;
using EdgeController.Core.Units;

namespace EdgeController.Core.Control;

/// <summary>
/// Tells the guard what the newest charging plan gives each session now: a wish, which can only lower. Where no plan covers the present, or
/// the newest is too old, the sessions have no planned limit.
/// </summary>
public sealed class PlanFollower
{
    /// <summary>Older than this a plan says nothing any more: whoever makes plans has stopped.</summary>
    public static readonly TimeSpan MostAge = TimeSpan.FromHours(1);

    private readonly Dictionary<string, VehiclePlan> _vehicles = new(StringComparer.Ordinal);

    /// <summary>The newest plan; null before the first.</summary>
    public ChargingPlan? Newest { get; private set; }

    /// <summary>The name under which a session is planned: the same vehicle at the same place in the next problem, and another after it.</summary>
    public static string NameOf(SiteSnapshot snapshot, int evse) =>
        FormattableString.Invariant($"{snapshot.Site.Evses[evse].Id}@{snapshot.Evses[evse].Session?.StartedAt.SinceStart.TotalSeconds:0}");

    /// <summary>A plan has come. One from an older snapshot than the newest is dropped.</summary>
    public void Take(ChargingPlan plan)
    {
        if (Newest is { } newest && plan.Revision < newest.Revision)
        {
            return;
        }

        Newest = plan;
        _vehicles.Clear();
        foreach (var vehicle in plan.Vehicles)
        {
            _vehicles[vehicle.Id] = vehicle;
        }
    }

    /// <summary>Tells what has changed.</summary>
    public void Step(SiteSnapshot snapshot, Instant now, DateTimeOffset wall, Action<SiteEvent> tell)
    {
        var slot = Newest is { } plan && wall - plan.Start < MostAge ? plan.SlotAt(wall) : null;
        foreach (var evse in snapshot.Site.Evses)
        {
            if (snapshot.Evses[evse.Index].Session is not { } session)
            {
                continue;
            }

            Amperes? limit = slot is { } current && _vehicles.TryGetValue(NameOf(snapshot, evse.Index), out var vehicle)
                ? new Amperes(Math.Round(vehicle.Current[current].Value, 3))
                : null;
            if (limit != session.PlannedLimit)
            {
                tell(new LimitPlanned(now, evse.Id, limit));
            }
        }
    }
}
