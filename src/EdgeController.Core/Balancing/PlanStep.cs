using EdgeController.Core.State;
using EdgeController.Core.Units;

namespace EdgeController.Core.Balancing;

/// <summary>
/// Mode <c>plan</c>: the plan's current slot caps what the session asks for. It shares like the others where there is no plan to go by, and where the
/// rest of its stay at full current is hardly enough for what it needs: a plan may lower a session, never make it miss its goal by being followed.
/// </summary>
internal static class PlanStep
{
    private static readonly Reason PlanPause = new(ReasonCode.PlanPause);
    private static readonly Reason NoPlan = new(ReasonCode.NoChargingPlan);
    private static readonly Reason TooSlow = new(ReasonCode.PlanTooSlow);

    /// <summary>Full current for this much longer than the need takes is what a session keeps in reserve.</summary>
    private const double NeedStretch = 1.08;

    private static readonly TimeSpan NeedSlack = TimeSpan.FromMinutes(4);

    /// <summary>Drawing this close to what it was given means that it may take more.</summary>
    private static readonly Amperes Near = new(0.5);

    /// <summary>A new vehicle shares like the others until it has shown its phases, for so long at most: a plan that goes by a guess of its phases and its maximum begins too late.</summary>
    private static readonly TimeSpan FirstLook = TimeSpan.FromMinutes(4);

    public static void Apply(ref EvseView view, ChargingSession session, EvseState state, Instant now)
    {
        if (session.Plan?.At(now)?.Value is not { } planned)
        {
            view.Capped = view.Capped ?? NoPlan;
            return;
        }

        if (NeedsAll(view, state, now))
        {
            view.Capped = view.Capped ?? TooSlow;
            return;
        }

        var proven = state.VehicleMaximum is not null || state.Shown.IsProven(new Amperes(view.Maximum));
        if (now - session.StartedAt < FirstLook && !state.Demand.PhasesLearned)
        {
            if (proven)
            {
                ChargingModes.Cap(ref view, Math.Max(planned, view.Minimum), ReasonCode.PlanLimit);
            }

            return;
        }

        if (planned < view.Minimum)
        {
            view.Withheld = PlanPause;
        }
        else if (proven || planned < (state.Shown.Drawn - Near).Value)
        {
            ChargingModes.Cap(ref view, planned, ReasonCode.PlanLimit);
        }
    }

    /// <summary>Reckoned with what is certain: with less than it could take it is only sooner.</summary>
    private static bool NeedsAll(in EvseView view, EvseState state, Instant now) =>
        view.Claim is { Departure: { } departure, Needs: { } needs } && needs > TimeSpan.Zero && now < departure
        && now + (needs * NeedStretch * Math.Max(1, view.Maximum / Math.Max(view.Minimum, state.CertainMaximum?.Value ?? view.Maximum))) + NeedSlack >= departure;
}
