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

    /// <summary>A vehicle that has shown nothing yet charges with its minimum for so long, so that the plan learns its phases.</summary>
    private static readonly TimeSpan FirstLook = TimeSpan.FromMinutes(4);

    public static void Apply(ref EvseView view, ChargingSession session, VehicleDemand demand, Instant now)
    {
        if (session.Plan?.At(now)?.Value is not { } planned)
        {
            view.Capped = view.Capped ?? NoPlan;
            return;
        }

        if (NeedsAll(view, now))
        {
            view.Capped = view.Capped ?? TooSlow;
            return;
        }

        if (planned < view.Minimum && (demand.PhasesLearned || now - session.StartedAt >= FirstLook))
        {
            view.Withheld = PlanPause;
        }
        else
        {
            ChargingModes.Cap(ref view, Math.Max(planned, view.Minimum), ReasonCode.PlanLimit);
        }
    }

    private static bool NeedsAll(in EvseView view, Instant now) =>
        view.Claim is { Departure: { } departure, Needs: { } needs } && needs > TimeSpan.Zero && now < departure
        && now + (needs * NeedStretch) + NeedSlack >= departure;
}
