using EdgeController.Core.State;
using EdgeController.Core.Units;

namespace EdgeController.Core.Balancing;

/// <summary>
/// What is said again without a change: leases before they end, and limits that a station has not answered or does not follow, after waits
/// that double, because what it did not hear four times it will not hear the fifth time within 15 seconds.
/// </summary>
internal readonly ref struct Renewals(SiteSnapshot snapshot, EvseView[] views, CapacityRows capacity, StationCare care, GuardOptions options, Instant now)
{
    private const double Tolerance = 0.05;

    public void Send()
    {
        for (var evse = 0; evse < views.Length; evse++)
        {
            ref var view = ref views[evse];
            if (!view.Steerable || !double.IsNaN(view.Next) || view.Last is not { } last || view.EndsAt <= now)
            {
                continue;
            }

            var due = now >= view.RenewAt;
            if (!due && view.Follows && !view.Unanswered)
            {
                continue;
            }

            var unheard = last.AcceptedAt is null && now - last.IssuedAt >= options.AnswerWithin && (due || now - last.IssuedAt >= care.RepeatAfter(evse));
            if ((!view.Clockless && Ignores(evse, last, due)) || (unheard && view.Told < view.Account))
            {
                view.Tell(view.Told, SetpointChange.Decrease);
                care.Spend(evse);
            }
            else if ((unheard || due) && !view.Clockless && IsWorthKeeping(evse, view))
            {
                view.Tell(view.Told, SetpointChange.Renewal);
                care.Spend(evse);
            }
        }
    }

    /// <summary>It draws more than the limit: the next repetition comes after as long again as it has been ignored.</summary>
    private bool Ignores(int evse, OpenLease last, bool due)
    {
        if (snapshot.Evses[evse].NotFollowingSince is not { } since || now - since < options.ResendAfter || now - last.IssuedAt < options.ResendAfter)
        {
            return false;
        }

        return due || now - last.IssuedAt >= last.IssuedAt - since;
    }

    /// <summary>A limit below the fallback is kept up for safety, and so is one phase where the fallback is on three; one above for what it brings, unless the share has come down to the fallback.</summary>
    private bool IsWorthKeeping(int evse, in EvseView view)
    {
        var above = view.Told - snapshot.Beneath(evse).Value;
        return capacity.Mode[view.Circuit] == ControlMode.Normal
            && (above < -Tolerance || (view.Phases == 1 && view.Told > 0) || (above > Tolerance && view.Share - view.Told + above > options.WithRenewal.Value && care.Affords(evse, above, care.Lease(evse))));
    }
}
