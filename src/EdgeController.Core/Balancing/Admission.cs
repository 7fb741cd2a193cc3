using EdgeController.Core.State;
using EdgeController.Core.Units;

namespace EdgeController.Core.Balancing;

/// <summary>
/// Who gets at least the minimum (6 A): those that charge already first, then by weight, then by who came first. Between 0 and the
/// minimum nothing is offered, so who does not fit waits at 0.
/// </summary>
internal static class Admission
{
    public static void Admit(EvseView[] views, int[] order, SiteSnapshot snapshot, RowUse rows, double[] left, GuardOptions options, Instant now)
    {
        Order(order, views, snapshot);
        foreach (var evse in order)
        {
            ref var view = ref views[evse];
            if (!view.Shares)
            {
                continue;
            }

            var paused = snapshot.Evses[evse].PausedSince;
            if (paused is { } since && now - since < options.MinimumPause)
            {
                view.Admitted = false;
                view.Binding = rows.Tightest(evse, view, left);
                continue;
            }

            var full = rows.FirstWithout(evse, view, left, view.Minimum);
            view.Admitted = full < 0;
            view.Binding = full;
            if (view.Admitted)
            {
                rows.Take(evse, view, left, view.Minimum);
            }
        }
    }

    private static void Order(int[] order, EvseView[] views, SiteSnapshot snapshot)
    {
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(order, (a, b) =>
        {
            var byCharging = (views[b].Told > 0).CompareTo(views[a].Told > 0);
            if (byCharging != 0)
            {
                return byCharging;
            }

            var byWeight = views[b].Weight.CompareTo(views[a].Weight);
            if (byWeight != 0)
            {
                return byWeight;
            }

            var byArrival = Arrival(snapshot, a).CompareTo(Arrival(snapshot, b));
            return byArrival != 0 ? byArrival : a.CompareTo(b);
        });
    }

    private static Instant Arrival(SiteSnapshot snapshot, int evse) => snapshot.Evses[evse].Session?.StartedAt ?? Instant.Start;
}
