using EdgeController.Core.Balancing.Policies;
using EdgeController.Core.State;
using EdgeController.Core.Units;

namespace EdgeController.Core.Balancing;

/// <summary>
/// Who gets at least the minimum (6 A). Between 0 and the minimum nothing is offered, so who does not fit waits at 0. Where not all fit they
/// take turns: see <see cref="Standing"/>. Who has to end is only lowered; who is next starts when the room is confirmed free.
/// </summary>
internal sealed class Admission
{
    /// <summary>Pauses after turns that were cut short grow up to this many times the minimum.</summary>
    private const int LongestPause = 4;

    private readonly ISharingPolicy[] _policies;
    private readonly int[] _order;
    private readonly Standing[] _standing;

    public Admission(int evses, ISharingPolicy[] policies)
    {
        _policies = policies;
        _order = new int[evses];
        _standing = new Standing[evses];
        for (var i = 0; i < evses; i++)
        {
            _order[i] = i;
        }
    }

    public void Admit(EvseView[] views, SiteSnapshot snapshot, RowUse rows, double[] left, CapacityRows capacity, GuardOptions options, Instant now)
    {
        for (var evse = 0; evse < views.Length; evse++)
        {
            ref readonly var view = ref views[evse];
            var canStart = capacity.Mode[snapshot.Index.StationOf(evse).Circuit] == ControlMode.Normal;
            _standing[evse] = view.Asks ? Standing.Of(evse, view, snapshot.Evses[evse], RankOf(view, now), canStart, options, now) : default;
        }

        SteadyOrder.Sort(_order, _order.Length, new Precedence(_standing));
        foreach (var evse in _order)
        {
            ref var view = ref views[evse];
            PhaseSwitching.Wish(snapshot.Index.StationOf(evse), snapshot.Evses[evse], rows, left, options, ref view);
            if (!view.Asks)
            {
                continue;
            }

            // Direct current would end the session at 0.
            view.Idle = _standing[evse].Idle && snapshot.Index.StationOf(evse) is { Dc: null } station && station.Fallback.Value < view.Minimum;
            if (view.Idle)
            {
                view.Admitted = false;
                view.Binding = rows.Tightest(view, left);
                continue;
            }

            if (!view.Switched && snapshot.Evses[evse].PausedSince is { } since && now - since < PauseOf(snapshot.Evses[evse].Turn, options))
            {
                view.Admitted = false;
                view.Binding = rows.Tightest(view, left);
                view.Resting = true;
                continue;
            }

            var full = rows.FirstWithout(view, left, view.Minimum);
            view.Admitted = full < 0;
            view.Binding = full;
            if (view.Admitted)
            {
                rows.Take(view, left, Math.Clamp(rows.Room(view, left), view.Minimum, view.Floor));
            }
        }
    }

    /// <summary>A vehicle that was stopped again and again shortly after its start waits longer each time.</summary>
    private static TimeSpan PauseOf(TurnBook turn, GuardOptions options) =>
        options.MinimumPause * Math.Min(1 << Math.Clamp(turn.ShortInARow - 1, 0, 8), LongestPause);

    /// <summary>By the site's policy where it has an order; ranks of different groups do not compare.</summary>
    private double RankOf(in EvseView view, Instant now) => _policies.Length == 1 && !_policies[0].RisesTogether ? _policies[0].Rank(view.Claim, now) : 0;

    private readonly struct Precedence(Standing[] standing) : IComparer<int>
    {
        public int Compare(int x, int y)
        {
            var order = Standing.Compare(standing[x], standing[y]);
            return order != 0 ? order : x - y;
        }
    }
}
