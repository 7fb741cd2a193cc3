using System.Collections.Immutable;
using EdgeController.Core.Events;
using EdgeController.Core.Planning;
using EdgeController.Core.Units;

namespace EdgeController.Host.Planning;

/// <summary>A problem with what is needed to turn its plan back into events.</summary>
/// <param name="Problem">For the planner.</param>
/// <param name="Taken">When the snapshot was taken, at which the problem's first slot begins.</param>
/// <param name="Planned">By vehicle of the problem: the session.</param>
/// <param name="Served">Sessions that have what they wished: the plan gives them nothing more.</param>
/// <param name="Unplanned">Sessions in mode plan that cannot be planned, and why.</param>
internal sealed record PlanRequest(
    PlanningProblem Problem, Instant Taken, ImmutableArray<PlannedCharging> Planned, ImmutableArray<PlannedCharging> Served, ImmutableArray<UnplannedSession> Unplanned)
{
    /// <summary>How long a plan is gone by.</summary>
    public static readonly TimeSpan Holds = TimeSpan.FromMinutes(15);

    /// <summary>The events that bring the plan to the site's state: what sessions get, and what each battery does now, as long as no newer plan says otherwise.</summary>
    public ImmutableArray<SiteEvent> Ready(ChargingPlan plan, Instant now)
    {
        var slot = plan.SlotAt(plan.Start + (now - Taken));
        return
        [
            SessionsOf(plan, now),
            .. from vehicle in plan.Vehicles
               where !vehicle.Discharge.IsDefaultOrEmpty
               select new ResourceWished(now, vehicle.Id, V2xProblem.Wish(vehicle, slot), Taken + Holds),
            .. from battery in plan.Batteries
               select new ResourceWished(now, battery.Id, slot is { } t ? battery.Charge[t] - battery.Discharge[t] : null, Taken + Holds),
        ];
    }

    private PlanReady SessionsOf(ChargingPlan plan, Instant now)
    {
        var sessions = ImmutableArray.CreateBuilder<PlannedCharging>();
        for (var i = 0; i < Planned.Length; i++)
        {
            if (plan.Vehicles.FirstOrDefault(vehicle => vehicle.Id == Problem.Vehicles[i].Id) is { } vehicle)
            {
                sessions.Add(Planned[i] with { Steps = StepsOf(plan, vehicle) });
            }
        }

        sessions.AddRange(Served);
        return new PlanReady(now, Problem.Revision, sessions.ToImmutable(), Taken + Holds);
    }

    /// <summary>As far as the plan can be gone by; a slot that it reaches into included.</summary>
    private ImmutableArray<PlannedStep> StepsOf(ChargingPlan plan, VehiclePlan vehicle)
    {
        var steps = ImmutableArray.CreateBuilder<PlannedStep>();
        var from = TimeSpan.Zero;
        for (var t = 0; t < plan.Slots.Length && from < Holds; t++)
        {
            steps.Add(new PlannedStep(Taken + from, vehicle.Current[t]));
            from += plan.Slots[t];
        }

        return steps.ToImmutable();
    }
}

/// <summary>A session in mode plan that the plan leaves out.</summary>
/// <param name="Evse">Index of its EVSE.</param>
/// <param name="Why">In words.</param>
internal sealed record UnplannedSession(int Evse, string Why);
