namespace EdgeController.Core.Balancing;

/// <summary>
/// Vehicles that draw nothing though they may (full, or asleep) keep their minimum where nobody else could use it. Else they make room, as what
/// they are told counts in full whether they draw it or not; as all who wait, they get it again for a turn before they have waited too long.
/// </summary>
internal static class IdleStep
{
    /// <summary>After the sharing: what is left over carries the minimums of idle vehicles that still hold them, or they are no longer admitted.</summary>
    public static void Keep(EvseView[] views, RowUse rows, double[] free, double[] left)
    {
        var any = false;
        foreach (ref readonly var view in views.AsSpan())
        {
            any |= view is { Asks: true, Idle: true, Told: > 0 };
        }

        if (!any)
        {
            return;
        }

        free.CopyTo(left, 0);
        foreach (ref readonly var view in views.AsSpan())
        {
            if (view is { Asks: true, Admitted: true })
            {
                rows.Take(view, left, view.Share);
            }
        }

        foreach (ref var view in views.AsSpan())
        {
            if (view is { Asks: true, Idle: true, Told: > 0 })
            {
                view.Binding = rows.FirstWithout(view, left, view.Minimum);
                view.Admitted = view.Binding < 0;
                view.Share = view.Admitted ? view.Minimum : 0;
                rows.Take(view, left, view.Share);
            }
        }
    }
}
