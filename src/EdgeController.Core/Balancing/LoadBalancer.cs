using System.Runtime.InteropServices;
using EdgeController.Core.Balancing.Resources;
using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Balancing;

/// <summary>
/// The guard: from one snapshot, once a second, what each EVSE may draw so that no circuit, phase or contract is exceeded. The steps are
/// the design's: limits, uncontrolled load, accounts, admission, share, order. Deterministic; holds scratch memory, so one instance per site.
/// </summary>
public sealed class LoadBalancer
{
    private const double LeastLoss = 0.5;

    private readonly Explanation _explanation;
    private readonly SiteIndex _index;
    private readonly GuardOptions _options;
    private readonly CapacityRows _rows;
    private readonly RowUse _use;
    private readonly CsmsLimits _csms;
    private readonly ChargingModes _modes;
    private readonly ShareStep _share;
    private readonly Admission _admission;
    private readonly StationCare _care;
    private readonly ResourceGuard _resources;
    private readonly GivingBack _giving;
    private readonly Setpoint?[] _setpoints;
    private readonly CircuitDecision?[] _circuits;
    private readonly EvseView[] _views;
    private readonly int[] _order;
    private readonly double[] _keys;
    private readonly double[] _left;
    private readonly double[] _free;
    private readonly double[] _toldLeft;

    public LoadBalancer(SiteIndex index, GuardOptions options)
    {
        _index = index;
        _options = options;
        var layout = new RowLayout(index);
        _rows = new CapacityRows(index, layout, options);
        _explanation = new Explanation(index, _rows, options);
        _use = new RowUse(index, layout);
        _resources = new ResourceGuard(index, layout, _rows, options);
        _giving = new GivingBack(index, options);
        _views = new EvseView[index.Site.Evses.Length];
        _order = new int[_views.Length];
        _keys = new double[_views.Length];
        _csms = new CsmsLimits(index);
        _modes = new ChargingModes(index);
        _share = new ShareStep(index.Site.Policy);
        _admission = new Admission(_views.Length, _share.Policies);
        _care = new StationCare(index, options);
        _setpoints = new Setpoint?[_views.Length];
        _circuits = new CircuitDecision?[index.Site.Circuits.Length];
        _left = new double[_rows.Capacity.Length];
        _free = new double[_rows.Capacity.Length];
        _toldLeft = new double[_rows.Capacity.Length];
    }

    /// <summary>Decides what each EVSE may draw.</summary>
    /// <param name="snapshot">The site as it stands.</param>
    /// <param name="now">Time of the decision.</param>
    /// <param name="onlyDecreases">Between two ticks: nothing is raised, renewed or repeated.</param>
    public Decision Decide(SiteSnapshot snapshot, Instant now, bool onlyDecreases = false)
    {
        _rows.Fill(snapshot, now);
        _rows.Capacity.CopyTo(_free, 0);
        _rows.Capacity.CopyTo(_left, 0);
        var (wishes, guarantees) = (false, false);
        for (var evse = 0; evse < _views.Length; evse++)
        {
            ref var view = ref _views[evse];
            Look(snapshot, evse, now, ref view);
            view.Restarts = Restart.Waits(snapshot, evse, _options, now);
            wishes |= view.Mode != ChargingMode.Fast;
            guarantees |= view.Floor > view.Minimum;
            if (!view.Shares)
            {
                _use.TakeAccount(evse, view, _free);
                _use.TakeEvident(evse, view, _left);
            }
            else if (!_options.Without.HasFlag(Protections.Overdraw))
            {
                TakeOverdrawn(_rows.Over[view.Circuit], ref view);
            }
        }

        if (!_options.Without.HasFlag(Protections.CsmsLimits))
        {
            _csms.Apply(snapshot, _views);
        }

        if (wishes)
        {
            _modes.Apply(snapshot, _views, _rows, now);
        }

        _admission.Admit(_views, snapshot, _use, _left, _rows, _options, now);
        _share.Solve(_views, _use, _free, guarantees, now);
        if (_admission.AnyIdle)
        {
            IdleStep.Keep(_views, _use, _free, _left);
        }

        Order(snapshot, now, onlyDecreases);
        return Describe(snapshot, now, onlyDecreases);
    }

    private void Look(SiteSnapshot snapshot, int evse, Instant now, ref EvseView view)
    {
        var state = snapshot.Evses[evse];
        var stationState = snapshot.Stations[_index.StationNumberOf(evse)];
        if (SteadyView.Renew(state, stationState, now, ref view))
        {
            return;
        }

        var station = _index.StationOf(evse);
        Accounts.View(snapshot, evse, _use, _options, now, ref view);
        WakeRule.Judge(state, station, _rows.Mode[station.Circuit], _options, now, ref view);
        PhaseSwitching.Judge(state, stationState, station, _use, _options, now, ref view);
        SessionTerms.View(snapshot, evse, ref view);
        SteadyView.Keep(state, stationState, station, _options, now, ref view);
    }

    /// <summary>
    /// A little more than its limit counts as following it, but many such are not little: what is more than metering noise, and where a
    /// circuit is over all of it, is not shared.
    /// </summary>
    private void TakeOverdrawn(bool over, ref EvseView view)
    {
        if (view.Excess > (over ? 0 : LeaseBook.FollowTolerance.Value))
        {
            view.Overdrawn = view.Excess;
            _use.Take(view, _free, view.Overdrawn);
        }
    }

    private void Order(SiteSnapshot snapshot, Instant now, bool onlyDecreases)
    {
        _care.Begin(snapshot, now);
        _free.CopyTo(_toldLeft, 0);
        _free.CopyTo(_left, 0);
        var (isShort, starts) = (false, false);
        for (var evse = 0; evse < _views.Length; evse++)
        {
            ref readonly var view = ref _views[evse];
            if (view.Shares)
            {
                isShort |= view.Share - view.Told >= _options.Deadband.Value;
                starts |= view.Admitted && view.Told < view.Minimum;
                _use.Take(view, _toldLeft, view.Told);
                _use.TakeAccount(evse, view, _left);
                if (view.Overdrawn != 0)
                {
                    // It is in the account already.
                    _use.Take(view, _left, -view.Overdrawn);
                }
            }
        }

        var ordering = new Ordering(snapshot, _views, _use, _rows, _care, _options, now, _order, _keys, isShort);
        if (starts)
        {
            ShareStep.TakeStarts(_views, _use, _toldLeft, 1);
        }

        ordering.Decrease(_toldLeft);
        if (starts)
        {
            ShareStep.TakeStarts(_views, _use, _toldLeft, -1);
        }

        if (!onlyDecreases)
        {
            _rows.Lower(_views, _left, _toldLeft);
            ordering.Increase(_left, _toldLeft);
            new Renewals(snapshot, _views, _rows, _care, _options, now).Send();
        }
    }

    private Decision Describe(SiteSnapshot snapshot, Instant now, bool onlyDecreases)
    {
        var setpoints = new Setpoint[_views.Length];
        for (var evse = 0; evse < _views.Length; evse++)
        {
            setpoints[evse] = _setpoints[evse] = Describe(snapshot, evse, _setpoints[evse], now);
        }

        var circuits = new CircuitDecision[_circuits.Length];
        for (var c = 0; c < circuits.Length; c++)
        {
            var row = c * CapacityRows.PerCircuit;
            var uncontrolled = new PerPhase<Amperes>(new(_rows.Uncontrolled[row]), new(_rows.Uncontrolled[row + 1]), new(_rows.Uncontrolled[row + 2]));
            var power = new Watts(_rows.Uncontrolled[row + CapacityRows.Power]);
            circuits[c] = _circuits[c] is { } same && same.Mode == _rows.Mode[c] && same.Uncontrolled == uncontrolled && same.UncontrolledPower == power
                ? same
                : _circuits[c] = new CircuitDecision(_rows.Mode[c], uncontrolled, power);
        }

        var resources = _resources.Decide(snapshot, _views, _use, now);
        _giving.Join(snapshot, _views, setpoints, resources, now, onlyDecreases);
        return new Decision(now, ImmutableCollectionsMarshal.AsImmutableArray(setpoints), ImmutableCollectionsMarshal.AsImmutableArray(circuits))
        {
            Resources = resources,
        };
    }

    /// <summary>The setpoint of an EVSE; the object of the last tick where nothing has changed.</summary>
    private Setpoint Describe(SiteSnapshot snapshot, int evse, Setpoint? before, Instant now)
    {
        ref readonly var view = ref _views[evse];
        var limit = double.IsNaN(view.Next) ? view.Told : view.Next;
        var lease = LeaseFor(snapshot, evse, view, limit, now);
        var reason = _explanation.Of(evse, view, limit, before?.Reason);
        var lost = reason.HoldsBack ? Lost(view.Appetite, limit) : Amperes.Zero;
        return before is not null && before.Limit.Value == limit && before.Lease == lease && before.Change == view.Change && ReferenceEquals(before.Reason, reason)
            && (before.Phases ?? 0) == view.Phases && (before.PhasesWished ?? 0) == view.PhasesWished && before.Lost == lost
            ? before
            : new Setpoint(_index.Site.Evses[evse].Id, new Amperes(limit), lease, view.Change, reason, 0)
            {
                Phases = view.Phases == 0 ? null : view.Phases,
                PhasesWished = view.PhasesWished == 0 ? null : view.PhasesWished,
                Lost = lost,
            };
    }

    /// <summary>What the vehicle would take beyond the limit. Half an ampere is what vehicles stay below their offer anyway.</summary>
    private static Amperes Lost(double appetite, double limit)
    {
        var lost = EvseView.RoundDown(appetite - limit);
        return lost >= LeastLoss ? new Amperes(lost) : Amperes.Zero;
    }

    /// <summary>Without fresh measurements a decrease must not prolong what it lowers: it ends when the lease before it would have ended.</summary>
    private TimeSpan LeaseFor(SiteSnapshot snapshot, int evse, in EvseView view, double limit, Instant now)
    {
        if (_rows.Mode[view.Circuit] == ControlMode.Normal || limit <= snapshot.Beneath(evse).Value || view.Last is not { } last)
        {
            return _care.Lease(evse);
        }

        var rest = last.EndsAt - now - snapshot.Stations[_index.StationNumberOf(evse)].ClockUncertainty;
        return rest > _care.Lease(evse) ? _care.Lease(evse) : rest < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : rest;
    }
}
