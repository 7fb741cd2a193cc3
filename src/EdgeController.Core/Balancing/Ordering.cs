using EdgeController.Core.State;
using EdgeController.Core.Units;

namespace EdgeController.Core.Balancing;

/// <summary>
/// From fair shares to what is sent now: decreases at once where a circuit would be over, else only beyond the deadband; increases only
/// into headroom that is confirmed free, ramped and spaced; what rounding and deadband leave over goes to single EVSEs; leases renewed.
/// </summary>
internal sealed class Ordering(SiteSnapshot snapshot, EvseView[] views, RowUse rows, CapacityRows capacity, GuardOptions options, Instant now, int[] order, double[] keys)
{
    private const double Tolerance = 0.05;

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
            var needed = rows.Room(view, toldLeft) < -Tolerance;
            if (view.Adrift)
            {
                Lower(evse, ref view, needed);
            }
            else if (needed || Voluntary(evse, view, surplus))
            {
                rows.Take(view, toldLeft, -surplus);
                Change(ref view, view.Share, SetpointChange.Decrease);
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
    }

    public void RenewAndRepeat()
    {
        for (var evse = 0; evse < views.Length; evse++)
        {
            ref var view = ref views[evse];
            var last = snapshot.Evses[evse].Leases.Last;
            if (!view.Steerable || !double.IsNaN(view.Next) || last is null || last.EndsAt <= now)
            {
                continue;
            }

            var age = now - last.IssuedAt;
            var ignored = snapshot.Evses[evse].NotFollowingSince is { } since && now - since >= options.ResendAfter
                && age >= (now - since < options.RenewAfter ? options.ResendAfter : options.RenewAfter);
            var lost = last.AcceptedAt is null && age >= options.AnswerWithin;
            if (ignored || (lost && view.Told < view.Account))
            {
                Change(ref view, view.Told, SetpointChange.Decrease);
            }
            else if (ModeOf(evse) == ControlMode.Normal && (lost || age >= options.RenewAfter) && (Math.Abs(view.Told - snapshot.Beneath(evse).Value) > Tolerance || view.Phases == 1))
            {
                Change(ref view, view.Told, SetpointChange.Renewal);
            }
        }
    }

    public ControlMode ModeOf(int evse) => capacity.Mode[snapshot.Index.StationOf(evse).Circuit];

    /// <summary>What does not follow or answer is told its minimum where a circuit is over: it may still obey, but frees nothing by it.</summary>
    private void Lower(int evse, ref EvseView view, bool needed)
    {
        if (needed && view.Told > view.Minimum && Spaced(evse))
        {
            Change(ref view, view.Minimum, SetpointChange.Decrease);
        }
    }

    private bool Voluntary(int evse, in EvseView view, double surplus) => !view.Adrift && surplus >= options.Deadband.Value && Spaced(evse);

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
    }

    /// <summary>The limit to which the EVSE can be raised towards the target now; null where it cannot, or it is not worth a profile.</summary>
    private double? Raised(int evse, in EvseView view, double[] confirmedLeft, double[] toldLeft, double target)
    {
        if (!view.Shares || !double.IsNaN(view.Next) || ModeOf(evse) != ControlMode.Normal || !Spaced(evse) || AwaitsAnswer(evse))
        {
            return null;
        }

        var room = rows.Room(view, confirmedLeft);
        if (room < -Tolerance)
        {
            return null;
        }

        var promised = rows.Room(view, toldLeft);
        var head = view.Told < view.Minimum ? 0 : options.Headroom.Value;
        var next = Math.Min(
            Math.Min(target, Math.Max(view.Told, view.Minimum) + view.Ramp),
            Math.Min(view.Account + Math.Max(0, room - head), view.Told + Math.Max(0, promised - head)));
        next = RoundDown(next);
        var step = next - view.Told;
        return next < view.Minimum || (step < options.Deadband.Value - 1e-6 && !(step >= 0.3 && next >= view.Maximum - 0.1)) ? null : next;
    }

    private bool Spaced(int evse)
    {
        var leases = snapshot.Evses[evse].Leases;
        return (leases.Last is not { } last || now - last.IssuedAt >= options.Spacing)
            && (leases.Refusals == 0 || now - leases.RefusedAt >= options.Spacing * leases.Refusals);
    }

    private bool AwaitsAnswer(int evse) =>
        snapshot.Evses[evse].Leases.Last is { AcceptedAt: null } last && now - last.IssuedAt < options.AnswerWithin;

    private static void Change(ref EvseView view, double limit, SetpointChange change)
    {
        view.Next = limit > 0 ? Math.Max(RoundDown(limit), Math.Min(limit, view.Minimum)) : 0;
        view.Change = change;
    }

    /// <summary>The one place where limits are rounded: down to 0.1 A.</summary>
    private static double RoundDown(double amps) => Math.Floor((amps * 10) + 1e-6) / 10;
}
