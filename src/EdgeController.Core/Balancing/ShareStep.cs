using EdgeController.Core.Balancing.Policies;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Balancing;

/// <summary>Shares what is free among the admitted EVSEs by the site's policies: minimums, then guaranteed currents, then each policy's rule.</summary>
internal sealed class ShareStep(SitePolicy policy)
{
    private readonly SharingRound _round = new();
    private double[] _beyond = [];

    public ISharingPolicy[] Policies { get; } = SharingPolicies.Of(policy);

    public void Solve(EvseView[] views, RowUse rows, double[] free, bool guarantees, Instant now)
    {
        if (guarantees)
        {
            KeepGuarantees(views, rows, free);
        }

        _round.Reset(rows.Routes, free, now);
        for (var evse = 0; evse < views.Length; evse++)
        {
            ref readonly var view = ref views[evse];
            if (view is { Asks: true, Admitted: true })
            {
                _round.Add(view.Claim with { Minimum = view.Floor, Maximum = Math.Max(view.Floor, view.Maximum) });
            }
        }

        _round.Solve(Policies);
        var claim = 0;
        for (var evse = 0; evse < views.Length; evse++)
        {
            ref var view = ref views[evse];
            if (view is { Asks: true, Admitted: true })
            {
                view.Share = _round.Share(claim);
                view.Binding = _round.Binding(claim++);
            }
        }
    }

    /// <summary>
    /// Takes (or gives back, with -1) the minimum of those that are admitted and have not started: others that hold more than their share
    /// make room for it, however little it is.
    /// </summary>
    public static void TakeStarts(EvseView[] views, RowUse rows, double[] left, int sign)
    {
        foreach (ref readonly var view in views.AsSpan())
        {
            if (view is { Asks: true, Admitted: true } && view.Told < view.Minimum)
            {
                rows.Take(view, left, sign * (view.Minimum - view.Told));
            }
        }
    }

    /// <summary>A guaranteed current holds as far as the rows carry it beside everybody's minimum.</summary>
    private void KeepGuarantees(EvseView[] views, RowUse rows, double[] free)
    {
        var any = false;
        foreach (ref readonly var view in views.AsSpan())
        {
            any |= view is { Asks: true, Admitted: true } && view.Floor > view.Minimum;
        }

        if (!any)
        {
            return;
        }

        if (_beyond.Length != free.Length)
        {
            _beyond = new double[free.Length];
        }

        free.CopyTo(_beyond, 0);
        foreach (ref readonly var view in views.AsSpan())
        {
            if (view is { Asks: true, Admitted: true })
            {
                rows.Take(view, _beyond, view.Minimum);
            }
        }

        foreach (ref var view in views.AsSpan())
        {
            if (view is { Asks: true, Admitted: true } && view.Floor > view.Minimum)
            {
                var more = Math.Clamp(rows.Room(view, _beyond), 0, view.Floor - view.Minimum);
                view.Floor = view.Minimum + more;
                rows.Take(view, _beyond, more);
            }
        }
    }
}
