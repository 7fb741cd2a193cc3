using EdgeController.Core.State;
using EdgeController.Core.Units;

namespace EdgeController.Core.Balancing;

/// <summary>
/// Who gets at least the minimum (6 A): those that charge already first, then by weight, then by who came first. Between 0 and the
/// minimum nothing is offered, so who does not fit waits at 0.
/// </summary>
internal sealed class Admission
{
    private readonly int[] _order;
    private readonly Standing[] _standing;

    public Admission(int evses)
    {
        _order = new int[evses];
        _standing = new Standing[evses];
        for (var i = 0; i < evses; i++)
        {
            _order[i] = i;
        }
    }

    public void Admit(EvseView[] views, SiteSnapshot snapshot, RowUse rows, double[] left, GuardOptions options, Instant now)
    {
        for (var evse = 0; evse < views.Length; evse++)
        {
            ref readonly var view = ref views[evse];
            _standing[evse] = new Standing(view.Told > 0, view.Weight, (snapshot.Evses[evse].Session?.StartedAt ?? Instant.Start).SinceStart.Ticks);
        }

        SteadyOrder.Sort(_order, _order.Length, new Precedence(_standing));
        foreach (var evse in _order)
        {
            ref var view = ref views[evse];
            if (!view.Shares)
            {
                continue;
            }

            PhaseSwitching.Wish(snapshot.Index.StationOf(evse), snapshot.Evses[evse], rows, left, options, ref view);
            if (view.Held)
            {
                view.Binding = FairShare.OwnMaximum;
                continue;
            }

            var paused = view.Switched ? null : snapshot.Evses[evse].PausedSince;
            if (paused is { } since && now - since < options.MinimumPause)
            {
                view.Admitted = false;
                view.Binding = rows.Tightest(view, left);
                continue;
            }

            var full = rows.FirstWithout(view, left, view.Minimum);
            view.Admitted = full < 0;
            view.Binding = full;
            if (view.Admitted)
            {
                rows.Take(view, left, view.Minimum);
            }
        }
    }

    private readonly record struct Standing(bool Charges, double Weight, long Arrived);

    private readonly struct Precedence(Standing[] standing) : IComparer<int>
    {
        public int Compare(int x, int y)
        {
            ref readonly var a = ref standing[x];
            ref readonly var b = ref standing[y];
            return a.Charges != b.Charges ? (a.Charges ? -1 : 1)
                : a.Weight != b.Weight ? (a.Weight > b.Weight ? -1 : 1)
                : a.Arrived != b.Arrived ? (a.Arrived < b.Arrived ? -1 : 1)
                : x - y;
        }
    }
}
