using EdgeController.Core.Events;
using EdgeController.Core.Units;

namespace EdgeController.Core.State;

/// <summary>Folds charging plans: the newest basis rules, and what is no number is no plan.</summary>
internal static class PlanReducer
{
    public static SiteSnapshot Apply(SiteSnapshot snapshot, PlanReady ready)
    {
        if (ready.Basis < snapshot.PlanBasis)
        {
            return snapshot;
        }

        var evses = snapshot.Evses;
        for (var evse = 0; evse < snapshot.Site.Evses.Length; evse++)
        {
            if (evses[evse] is { Session: { Plan: not null } session } state)
            {
                evses = evses.SetItem(evse, state with { Session = session with { Plan = null } });
            }
        }

        foreach (var planned in ready.Sessions)
        {
            var index = snapshot.Index.Find(planned.Evse);
            if (index >= 0 && evses[index] is { Session: { } session } state && session.StartedAt == planned.Session && PlanOf(planned, ready.Until) is { } plan)
            {
                evses = evses.SetItem(index, state with { Session = session with { Plan = plan } });
            }
        }

        return snapshot with { Evses = evses, PlanBasis = ready.Basis };
    }

    private static SessionPlan? PlanOf(PlannedCharging planned, Instant until)
    {
        for (var i = 0; i < planned.Steps.Length; i++)
        {
            if (!double.IsFinite(planned.Steps[i].Limit.Value) || planned.Steps[i].Limit < Amperes.Zero || (i > 0 && planned.Steps[i].From < planned.Steps[i - 1].From))
            {
                return null;
            }
        }

        return planned.Steps.IsDefaultOrEmpty ? null : new SessionPlan(planned.Steps, until);
    }
}
