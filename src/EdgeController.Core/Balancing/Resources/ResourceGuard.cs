using System.Collections.Immutable;
using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Balancing.Resources;

/// <summary>
/// The guard's part for PV and batteries: once a tick, from the same snapshot and rows as the vehicles' setpoints, what each is told. Without
/// fresh measurements nothing is said, so that devices return to what they do by themselves.
/// </summary>
internal sealed class ResourceGuard
{
    private static readonly Reason ByItself = new(ReasonCode.RunsByItself);

    /// <summary>A device that has not reported for so long is not there.</summary>
    private static readonly TimeSpan Silent = TimeSpan.FromSeconds(10);

    /// <summary>A vehicle whose EVSE has not measured for so long is told to give nothing more.</summary>
    private static readonly TimeSpan Unmeasured = TimeSpan.FromSeconds(30);

    private readonly SiteIndex _index;
    private readonly CapacityRows _rows;
    private readonly Grid _grid;
    private readonly BatterySteps _batteries;
    private readonly PvSteps _pv;
    private readonly double[] _powers;
    private readonly bool _isNeeded;

    public ResourceGuard(SiteIndex index, RowLayout layout, CapacityRows rows, GuardOptions options)
    {
        (_index, _rows) = (index, rows);
        _grid = new Grid(index, rows, layout);
        _batteries = new BatterySteps(index, _grid, options);
        _pv = new PvSteps(index, _grid, options);
        _powers = new double[index.Site.Resources.Length];
        _isNeeded = index.Site.Resources.Any(resource => resource.Control is not null || resource.Kind == ResourceKind.Vehicle);
    }

    /// <summary>What each resource is told; the vehicles' shares of this tick must be known.</summary>
    public ImmutableArray<ResourceSetpoint> Decide(SiteSnapshot snapshot, EvseView[] views, RowUse use, Instant now)
    {
        if (!_isNeeded)
        {
            return [];
        }

        _grid.Gather(views, use);
        for (var r = 0; r < _powers.Length; r++)
        {
            _powers[r] = Power(snapshot, _index.Site.Resources[r], now);
        }

        _pv.Share(snapshot, _powers);
        var setpoints = ImmutableArray.CreateBuilder<ResourceSetpoint>(_powers.Length);
        foreach (var resource in _index.Site.Resources)
        {
            setpoints.Add(Decide(snapshot, resource, now));
        }

        return setpoints.MoveToImmutable();
    }

    private ResourceSetpoint Decide(SiteSnapshot snapshot, EnergyResource resource, Instant now)
    {
        if (resource.Kind == ResourceKind.Vehicle)
        {
            return WhyNotGive(snapshot, resource) is { } not
                ? new ResourceSetpoint(resource.Index, null, not)
                : _batteries.Decide(snapshot, resource, _powers[resource.Index], pvHeldBack: false, now);
        }

        if (resource.Control is null || (resource.Kind == ResourceKind.Battery && resource.Mode == ResourceMode.Off))
        {
            return new ResourceSetpoint(resource.Index, null, ByItself);
        }

        if (WhyNot(snapshot, resource, now) is { } why)
        {
            return new ResourceSetpoint(resource.Index, null, why);
        }

        if (Unseen(resource) is { } blind)
        {
            return new ResourceSetpoint(resource.Index, resource.Kind == ResourceKind.Pv ? _pv.WithoutSight(resource) : null, blind);
        }

        var setpoint = resource.Kind == ResourceKind.Pv
            ? _pv.Decide(resource)
            : _batteries.Decide(snapshot, resource, _powers[resource.Index], HoldsBackPv(resource), now);
        var state = snapshot.Resources[resource.Index];
        return state.Steering is SteeringState.Ready or SteeringState.Unknown ? setpoint
            : setpoint with { Reason = new Reason(state.Steering == SteeringState.Proving ? ReasonCode.ProvingReversion : ReasonCode.NotSteerable, resource.Id) { Source = state.Problem } };
    }

    private Reason? WhyNotGive(SiteSnapshot snapshot, EnergyResource vehicle)
    {
        var state = snapshot.Resources[vehicle.Index];
        return _rows.Mode[vehicle.Circuit] != ControlMode.Normal ? _rows.ExplainMode(vehicle.Circuit)
            : state.Steering != SteeringState.Ready ? new Reason(ReasonCode.NotSteerable, vehicle.Id) { Source = state.Problem ?? "no vehicle there has said that it can give back" }
            : double.IsNaN(_powers[vehicle.Index]) ? new Reason(ReasonCode.MeterStale, vehicle.Id)
            : null;
    }

    /// <summary>Why it cannot be commanded at all.</summary>
    private static Reason? WhyNot(SiteSnapshot snapshot, EnergyResource resource, Instant now)
    {
        var state = snapshot.Resources[resource.Index];
        if (state.Steering == SteeringState.NoReversion)
        {
            return new Reason(ReasonCode.NotSteerable, resource.Id) { Source = state.Problem };
        }

        if (state.ReportedAt is not { } reported || now - reported >= Silent || state.Steering == SteeringState.Unreachable)
        {
            return new Reason(ReasonCode.NotSteerable, resource.Id) { Source = state.Problem ?? "it does not answer" };
        }

        return null;
    }

    /// <summary>Which meter is missing: one above it, or its own.</summary>
    private Reason? Unseen(EnergyResource resource) =>
        _rows.Mode[resource.Circuit] != ControlMode.Normal ? _rows.ExplainMode(resource.Circuit)
        : double.IsNaN(_powers[resource.Index]) ? new Reason(ReasonCode.MeterStale, resource.Meter is { } meter ? _index.Site.Meters[meter].Id.Value : resource.Id)
        : null;

    /// <summary>Its power by its own fresh meter; NaN without one: what is not measured is no help.</summary>
    private static double Power(SiteSnapshot snapshot, EnergyResource resource, Instant now)
    {
        var (state, site) = (snapshot.Resources[resource.Index], snapshot.Site);
        if (resource.Kind == ResourceKind.Vehicle)
        {
            return state.MeasuredAt is { } at && now - at < Unmeasured ? state.Power?.Value ?? double.NaN : double.NaN;
        }

        if (resource.Meter is not { } meter || MeterQuality.Judge(site.Meters[meter], snapshot.Meters[meter], site.Staleness, now) != ControlMode.Normal)
        {
            return double.NaN;
        }

        return (state.BatteryPower ?? state.Power)?.Value ?? (state.Current is { } current ? (current.L1 + current.L2 + current.L3).Value * site.NominalVoltage.Value : double.NaN);
    }

    private bool HoldsBackPv(EnergyResource battery)
    {
        var root = _index.Site.Circuits[battery.Circuit].PathToRoot[^1];
        foreach (var r in _index.ResourcesUnder[root])
        {
            if (PvSteps.IsSteered(_index.Site.Resources[r]) && !double.IsNaN(_powers[r]) && _pv.HoldsBack(r, _powers[r]))
            {
                return true;
            }
        }

        return false;
    }
}
