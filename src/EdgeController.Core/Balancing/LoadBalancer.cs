using System.Collections.Immutable;
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
    private readonly SiteIndex _index;
    private readonly GuardOptions _options;
    private readonly CapacityRows _rows;
    private readonly RowUse _use;
    private readonly FairShare _share = new();
    private readonly EvseView[] _views;
    private readonly int[] _order;
    private readonly double[] _left;
    private readonly double[] _free;
    private readonly double[] _toldLeft;

    public LoadBalancer(SiteIndex index, GuardOptions options)
    {
        _index = index;
        _options = options;
        _rows = new CapacityRows(index);
        _use = new RowUse(index);
        _views = new EvseView[index.Site.Evses.Length];
        _order = new int[_views.Length];
        _left = new double[_rows.Capacity.Length];
        _free = new double[_rows.Capacity.Length];
        _toldLeft = new double[_rows.Capacity.Length];
    }

    public Decision Decide(SiteSnapshot snapshot, Instant now)
    {
        _rows.Fill(snapshot, _options, now);
        _rows.Capacity.CopyTo(_free, 0);
        _rows.Capacity.CopyTo(_left, 0);
        for (var evse = 0; evse < _views.Length; evse++)
        {
            _views[evse] = Accounts.View(snapshot, evse, _options, now);
            if (!_views[evse].Shares)
            {
                _use.TakeAccount(evse, _views[evse], _free);
                _use.TakeEvident(evse, _views[evse], _left);
            }
        }

        Admission.Admit(_views, _order, snapshot, _use, _left, _options, now);
        ShareOut();
        Order(snapshot, now);
        return Describe(snapshot, now);
    }

    private void ShareOut()
    {
        _share.Reset(_free);
        for (var evse = 0; evse < _views.Length; evse++)
        {
            if (_views[evse] is { Shares: true, Admitted: true })
            {
                _share.Add(_views[evse].Weight, _views[evse].Minimum, _views[evse].Maximum);
                _use.Describe(evse, _views[evse], _share, _free);
            }
        }

        _share.Solve();
        var participant = 0;
        for (var evse = 0; evse < _views.Length; evse++)
        {
            if (_views[evse] is { Shares: true, Admitted: true })
            {
                _views[evse].Share = _share.Share(participant);
                _views[evse].Binding = _share.Binding(participant++);
            }
        }
    }

    private void Order(SiteSnapshot snapshot, Instant now)
    {
        var ordering = new Ordering(snapshot, _views, _use, _rows, _options, now);
        _free.CopyTo(_toldLeft, 0);
        _free.CopyTo(_left, 0);
        for (var evse = 0; evse < _views.Length; evse++)
        {
            if (_views[evse].Shares)
            {
                _use.Take(evse, _views[evse], _toldLeft, _views[evse].Told);
                _use.TakeAccount(evse, _views[evse], _left);
            }
        }

        ordering.Decrease(_toldLeft, _order);
        ordering.Increase(_left, _toldLeft, _order);
        ordering.RenewAndRepeat();
    }

    private Decision Describe(SiteSnapshot snapshot, Instant now)
    {
        var setpoints = ImmutableArray.CreateBuilder<Setpoint>(_views.Length);
        for (var evse = 0; evse < _views.Length; evse++)
        {
            ref readonly var view = ref _views[evse];
            var limit = double.IsNaN(view.Next) ? view.Told : view.Next;
            setpoints.Add(new Setpoint(_index.Site.Evses[evse].Id, new Amperes(limit), LeaseFor(snapshot, evse, limit, now), view.Change, Explain(evse, view, limit), 0));
        }

        var circuits = ImmutableArray.CreateBuilder<CircuitDecision>(_rows.Mode.Length);
        for (var c = 0; c < _rows.Mode.Length; c++)
        {
            var row = c * CapacityRows.PerCircuit;
            circuits.Add(new CircuitDecision(
                _rows.Mode[c],
                new PerPhase<Amperes>(new(_rows.Uncontrolled[row]), new(_rows.Uncontrolled[row + 1]), new(_rows.Uncontrolled[row + 2])),
                new Watts(_rows.Uncontrolled[row + CapacityRows.Power])));
        }

        return new Decision(now, setpoints.MoveToImmutable(), circuits.MoveToImmutable());
    }

    /// <summary>Without fresh measurements a decrease must not prolong what it lowers: it ends when the lease before it would have ended.</summary>
    private TimeSpan LeaseFor(SiteSnapshot snapshot, int evse, double limit, Instant now)
    {
        var station = _index.StationOf(evse);
        if (_rows.Mode[station.Circuit] == ControlMode.Normal || limit <= snapshot.Beneath(evse).Value || snapshot.Evses[evse].Leases.Last is not { } last)
        {
            return _options.Lease;
        }

        var rest = last.EndsAt - now - snapshot.Stations[station.Index].ClockUncertainty;
        return rest > _options.Lease ? _options.Lease : rest < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : rest;
    }

    private Reason Explain(int evse, in EvseView view, double limit)
    {
        if (view.Why is { } why)
        {
            return why;
        }

        var circuit = _index.StationOf(evse).Circuit;
        if (_rows.Mode[circuit] != ControlMode.Normal)
        {
            return _rows.Blamed[circuit] < 0
                ? new Reason(ReasonCode.ShuttingDown)
                : new Reason(_rows.Mode[circuit] == ControlMode.Blind ? ReasonCode.MeterBlind : ReasonCode.MeterStale, _index.Site.Meters[_rows.Blamed[circuit]].Id.Value);
        }

        if (!view.Admitted)
        {
            return _rows.Explain(view.Binding) with { Code = ReasonCode.AwaitingTurn };
        }

        if (limit < view.Share - _options.Deadband.Value)
        {
            return new Reason(view.Change == SetpointChange.Increase ? ReasonCode.Ramping : ReasonCode.AwaitingRoom);
        }

        return view.Binding != FairShare.OwnMaximum ? _rows.Explain(view.Binding)
            : view.Maximum < _index.StationOf(evse).Max.Value ? new Reason(ReasonCode.VehicleTakes, null, null, view.Maximum)
            : new Reason(ReasonCode.StationMaximum);
    }
}
