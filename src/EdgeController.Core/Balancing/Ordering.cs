using EdgeController.Core.State;
using EdgeController.Core.Units;

namespace EdgeController.Core.Balancing;

/// <summary>
/// From fair shares to what is sent now: decreases at once where a circuit would be over, else only beyond the deadband; increases only
/// into headroom that is confirmed free, ramped and spaced; what rounding and deadband leave over goes to single EVSEs.
/// </summary>
internal sealed class Ordering(SiteSnapshot snapshot, EvseView[] views, RowUse rows, CapacityRows capacity, StationCare care, GuardOptions options, Instant now, int[] order, double[] keys, bool isShort)
{
    private const double Tolerance = 0.05;

    /// <summary>Someone has less than its share by more than the deadband: then it is worth freeing less than the deadband for it.</summary>
    private readonly bool _short = isShort;

    public void Decrease(double[] toldLeft)
    {
        var count = 0;
        for (var evse = 0; evse < views.Length; evse++)
        {
            ref readonly var view = ref views[evse];
            var surplus = view.Told - view.Share;

            // What is given back only makes room: who need not be lowered now need not be lowered later in this tick.
            if (view.Steerable && surplus >= Tolerance && (Voluntary(evse, view, surplus) || rows.Room(view, toldLeft) < -Tolerance))
            {
                order[count++] = evse;
                keys[evse] = surplus;
            }
        }

        SteadyOrder.Sort(order, count, new ByFallingKey(keys));
        foreach (var evse in order.AsSpan(0, count))
        {
            ref var view = ref views[evse];
            var surplus = keys[evse];
            var room = rows.Room(view, toldLeft);
            var needed = room < -Tolerance;
            if (view.Clockless)
            {
                Drop(evse, ref view, toldLeft, needed);
            }
            else if (view.Adrift)
            {
                Lower(evse, ref view, needed);
            }
            else if (needed || Voluntary(evse, view, surplus))
            {
                if (needed)
                {
                    // Where it gives more than its share asks, so that others need not be told, the row that is short says why.
                    (view.Waits, view.WaitsFor) = (HeldBy.Room, rows.Tightest(view, toldLeft));
                }

                var target = view.OverCsms ? view.Share : Math.Max(Math.Min(view.Share, view.Minimum), Math.Min(view.Share, view.Told - Math.Min(-room, surplus + options.PooledDecrease.Value)));
                view.Tell(target, SetpointChange.Decrease);
                rows.Take(view, toldLeft, view.Next - view.Told);
                care.Spend(evse);
            }
        }
    }

    /// <summary>Raises into headroom that is confirmed free and that nobody else has been promised.</summary>
    public void Increase(double[] confirmedLeft, double[] toldLeft)
    {
        var count = 0;
        for (var evse = 0; evse < views.Length; evse++)
        {
            ref readonly var view = ref views[evse];

            // What is raised only takes room: who cannot be raised now cannot be raised later in this tick.
            if (view.Share > view.Told + Math.Min(Tolerance, options.Deadband.Value - 1e-5)
                && Raised(evse, view, confirmedLeft, toldLeft, Math.Max(view.Share, WithLeftover(view))) is not null)
            {
                order[count++] = evse;
                keys[evse] = view.Share - view.Told;
            }
        }

        SteadyOrder.Sort(order, count, new ByFallingKey(keys));
        foreach (var evse in order.AsSpan(0, count))
        {
            Raise(evse, confirmedLeft, toldLeft, views[evse].Share);
        }

        foreach (var evse in order.AsSpan(0, count))
        {
            ref readonly var view = ref views[evse];
            if (view.Share > view.Told + Tolerance && view.Account <= view.Told + Tolerance)
            {
                Raise(evse, confirmedLeft, toldLeft, WithLeftover(view));
            }
        }

        for (var evse = 0; evse < views.Length; evse++)
        {
            ref var view = ref views[evse];
            if (double.IsNaN(view.Next) && view.Share > view.Told + options.Deadband.Value)
            {
                (view.Waits, view.WaitsFor) = WhyHeld(evse, view, confirmedLeft, toldLeft);
            }
        }
    }

    /// <summary>Why an EVSE keeps what it was told although its share is higher.</summary>
    private (HeldBy By, int Row) WhyHeld(int evse, in EvseView view, double[] confirmedLeft, double[] toldLeft)
    {
        if (view.Restarts)
        {
            return (HeldBy.Outage, -1);
        }

        if (AwaitsAnswer(evse))
        {
            return (HeldBy.Answer, -1);
        }

        if (!Spaced(evse))
        {
            return (HeldBy.Spacing, -1);
        }

        var confirmed = view.Account + Spare(view, confirmedLeft);
        var promised = view.Told + Spare(view, toldLeft);
        return Math.Min(confirmed, promised) < Math.Max(view.Minimum, view.Told + options.Deadband.Value)
            ? (HeldBy.Room, rows.Tightest(view, confirmed <= promised ? confirmedLeft : toldLeft))
            : (HeldBy.Writes, -1);
    }

    private ControlMode ModeOf(int evse) => capacity.Mode[views[evse].Circuit];

    /// <summary>What does not follow or answer is told its minimum where a circuit is over: it may still obey, but frees nothing by it.</summary>
    private void Lower(int evse, ref EvseView view, bool needed)
    {
        if (needed && view.Told > view.Minimum && Spaced(evse))
        {
            view.Tell(view.Minimum, SetpointChange.Decrease);
            care.Spend(evse);
        }
    }

    /// <summary>
    /// Without its station's clock the lease can only be cleared, which leaves the fallback: where less is needed, and where it should end, for a clock that was
    /// set back keeps it longer.
    /// </summary>
    private void Drop(int evse, ref EvseView view, double[] toldLeft, bool needed)
    {
        var beneath = snapshot.Beneath(evse).Value;
        if (view.Told > beneath && (needed || view.OverCsms || now >= view.RenewAt) && (!view.Refused || RestedSince(view.State!.Leases)))
        {
            (view.Next, view.Change) = (beneath, SetpointChange.Decrease);
            rows.Take(view, toldLeft, beneath - view.Told);
            care.Spend(evse);
        }
    }

    /// <summary>
    /// Its back end asks for it; or no circuit does, but others could use what it does not. Where the lease is about to be renewed, the renewal says the new limit, and
    /// where that is the fallback, none is sent.
    /// </summary>
    private bool Voluntary(int evse, in EvseView view, double surplus)
    {
        if (view.OverCsms || view.Clockless)
        {
            return !view.Adrift;
        }

        if (view.Adrift || surplus < options.WithRenewal.Value || !Spaced(evse))
        {
            return false;
        }

        if (view.Held)
        {
            return true;
        }

        var renews = RenewsAbove(evse, view, out var beneath);
        if (surplus < options.Deadband.Value && !(renews && _short))
        {
            return false;
        }

        return renews
            ? Math.Abs(view.Share - beneath) > options.WithRenewal.Value && care.Affords(evse, Math.Abs(view.Share - beneath), care.Lease(evse))
            : care.Affords(evse, surplus, Age(evse));
    }

    /// <summary>It holds a lease above its fallback that would be renewed now.</summary>
    private bool RenewsAbove(int evse, in EvseView view, out double beneath)
    {
        beneath = snapshot.Beneath(evse).Value;
        return ModeOf(evse) == ControlMode.Normal && view.Told > beneath + Tolerance && view.Last is not null && view.EndsAt > now && now >= view.RenewAt;
    }

    private TimeSpan Age(int evse) => views[evse].Last is not null ? now - views[evse].IssuedAt : TimeSpan.FromDays(1);

    /// <summary>What rounding and deadband leave over may go to single EVSEs, on top of their share.</summary>
    private double WithLeftover(in EvseView view) => Math.Min(view.Maximum, view.Share + options.Deadband.Value - Tolerance);

    private void Raise(int evse, double[] confirmedLeft, double[] toldLeft, double target)
    {
        ref var view = ref views[evse];
        if (Raised(evse, view, confirmedLeft, toldLeft, target) is not { } next)
        {
            return;
        }

        rows.Take(view, confirmedLeft, Math.Max(0, next - view.Account));
        rows.Take(view, toldLeft, next - view.Told);
        view.Account = Math.Max(view.Account, next);
        view.Next = next;
        view.Change = SetpointChange.Increase;
        care.Spend(evse);
    }

    /// <summary>The limit to which the EVSE can be raised towards the target now; null where it cannot, or it is not worth a profile.</summary>
    private double? Raised(int evse, in EvseView view, double[] confirmedLeft, double[] toldLeft, double target)
    {
        if (!view.Shares || view.Restarts || !double.IsNaN(view.Next) || ModeOf(evse) != ControlMode.Normal || !Spaced(evse) || AwaitsAnswer(evse))
        {
            return null;
        }

        var room = rows.Room(view, confirmedLeft);
        if (room < -Tolerance)
        {
            return null;
        }

        var next = Math.Min(
            Math.Min(target, Math.Max(view.Told, view.Minimum) + care.Step(evse)),
            Math.Min(view.Account + Math.Max(0, Spare(view, confirmedLeft)), view.Told + Math.Max(0, Spare(view, toldLeft))));
        next = EvseView.RoundDown(next);
        var step = next - view.Told;
        var renews = RenewsAbove(evse, view, out var beneath);
        var worthwhile = step >= options.Deadband.Value - 1e-6 || (step >= options.WithRenewal.Value && (renews || next >= view.Maximum - 0.1));
        return next >= view.Minimum && worthwhile && (renews ? care.Affords(evse, next - beneath, care.Lease(evse)) : step * Age(evse).TotalSeconds >= options.MissedBeforeIncrease && care.Affords(evse, step, Age(evse))) ? next : null;
    }

    /// <summary>What the rows give to an increase; a start may use the headroom too.</summary>
    private double Spare(in EvseView view, double[] left) => view.Told < view.Minimum ? rows.Room(view, left) : rows.Room(view, left, capacity.Headroom);

    private bool Spaced(int evse)
    {
        ref readonly var view = ref views[evse];
        return (view.Last is null || now - view.IssuedAt >= options.Spacing) && (!view.Refused || RestedSince(view.State!.Leases));
    }

    private bool RestedSince(LeaseBook leases) => now - leases.RefusedAt >= options.Spacing * leases.Refusals;

    private bool AwaitsAnswer(int evse) =>
        views[evse].Unanswered && now - views[evse].IssuedAt < options.AnswerWithin;
}
