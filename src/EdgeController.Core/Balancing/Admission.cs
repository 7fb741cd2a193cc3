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

    /// <summary>Amperes, watts or volt-amperes: what sums in another order differ by is far less.</summary>
    private const double MoreThanRounding = 1e-3;

    private readonly ISharingPolicy[] _policies;
    private readonly int[] _order;
    private readonly Standing[] _standing;
    private double[] _ofRoute = [];
    private double[] _trial = [];

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

    /// <summary>Somebody's vehicle is asleep and makes room.</summary>
    public bool AnyIdle { get; private set; }

    /// <summary>Admits in order; where all fit in any order, without one.</summary>
    public void Admit(EvseView[] views, SiteSnapshot snapshot, RowUse rows, double[] left, CapacityRows capacity, GuardOptions options, Instant now)
    {
        AnyIdle = false;
        if (!AdmitAll(views, snapshot, rows, left, capacity, options, now))
        {
            AdmitInOrder(views, snapshot, rows, left, capacity, options, now);
        }
    }

    /// <summary>
    /// Where the rows carry all that ask, each at what it keeps, and some more than rounding, each is admitted whoever comes first, and
    /// what is left is asked by nobody. False where the order matters: then nothing is admitted yet.
    /// </summary>
    private bool AdmitAll(EvseView[] views, SiteSnapshot snapshot, RowUse rows, double[] left, CapacityRows capacity, GuardOptions options, Instant now)
    {
        if (_ofRoute.Length < rows.Routes.Count)
        {
            _ofRoute = new double[rows.Routes.Count * 2];
        }

        if (_trial.Length != left.Length)
        {
            _trial = new double[left.Length];
        }

        Array.Clear(_ofRoute);
        for (var evse = 0; evse < views.Length; evse++)
        {
            ref var view = ref views[evse];
            if (view.Phases != 0)
            {
                return false;
            }

            if (!view.Asks)
            {
                continue;
            }

            if (view.Minimum <= 0 || view.Floor < view.Minimum || (view.Paused && Rests(evse, view, snapshot, options, now)))
            {
                return false;
            }

            view.Idle = Standing.MayBeIdle(view) && IsIdle(evse, view, StandingOf(evse, view, snapshot, capacity, options, now), snapshot);
            view.Admitted = !view.Idle;
            AnyIdle |= view.Idle;
            _ofRoute[view.Route] += view.Idle ? 0 : view.Floor;
        }

        left.CopyTo(_trial, 0);
        for (var route = 0; route < rows.Routes.Count; route++)
        {
            if (_ofRoute[route] > 0)
            {
                rows.Take(route, _trial, _ofRoute[route]);
            }
        }

        for (var row = 0; row < left.Length; row++)
        {
            if (_trial[row] < left[row] && _trial[row] < MoreThanRounding)
            {
                return false;
            }
        }

        return true;
    }

    private Standing StandingOf(int evse, in EvseView view, SiteSnapshot snapshot, CapacityRows capacity, GuardOptions options, Instant now) =>
        Standing.Of(evse, view, snapshot.Evses[evse], RankOf(view, now), capacity.Mode[view.Circuit] == ControlMode.Normal, options, now);

    /// <summary>Direct current would end the session at 0.</summary>
    private static bool IsIdle(int evse, in EvseView view, in Standing standing, SiteSnapshot snapshot) =>
        standing.Idle && snapshot.Index.StationOf(evse) is { Dc: null } station && station.Fallback.Value < view.Minimum;

    /// <summary>
    /// Its turn ended for lack of room, and its pause is not over. One that was paused before its first turn, because neighbours were not
    /// heard of yet, starts as soon as there is room.
    /// </summary>
    private static bool Rests(int evse, in EvseView view, SiteSnapshot snapshot, GuardOptions options, Instant now) =>
        !view.Switched && snapshot.Evses[evse].Turn.Had && snapshot.Evses[evse].PausedSince is { } since && now - since < PauseOf(snapshot.Evses[evse].Turn, options);

    private void AdmitInOrder(EvseView[] views, SiteSnapshot snapshot, RowUse rows, double[] left, CapacityRows capacity, GuardOptions options, Instant now)
    {
        for (var evse = 0; evse < views.Length; evse++)
        {
            ref readonly var view = ref views[evse];
            _standing[evse] = view.Asks ? StandingOf(evse, view, snapshot, capacity, options, now) : default;
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

            view.Idle = IsIdle(evse, view, _standing[evse], snapshot);
            if (view.Idle)
            {
                AnyIdle = true;
                view.Admitted = false;
                view.Binding = rows.Tightest(view, left);
                continue;
            }

            if (Rests(evse, view, snapshot, options, now))
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
    private (double Rank, double Hold) RankOf(in EvseView view, Instant now) =>
        _policies.Length == 1 && !_policies[0].RisesTogether ? (_policies[0].Rank(view.Claim, now), _policies[0].Hold) : (0, 0);

    private readonly struct Precedence(Standing[] standing) : IComparer<int>
    {
        public int Compare(int x, int y)
        {
            var order = Standing.Compare(standing[x], standing[y]);
            return order != 0 ? order : x - y;
        }
    }
}
