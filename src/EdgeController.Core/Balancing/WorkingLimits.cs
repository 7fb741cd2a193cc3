using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Balancing;

/// <summary>
/// By capacity row, the lowest of the limits that come and go. They are working limits beside the breaker's usable one: the guard takes
/// the smaller, and the reserve, which keeps the breaker closed while nobody controls, does not know them.
/// </summary>
internal sealed class WorkingLimits(SiteIndex index, GuardOptions options)
{
    private readonly double[] _lowest = new double[index.Site.Circuits.Length * CapacityRows.PerCircuit];
    private readonly StandingLimit?[] _by = new StandingLimit?[index.Site.Circuits.Length * CapacityRows.PerCircuit];
    private readonly bool[] _lowers = new bool[index.Site.Circuits.Length * CapacityRows.PerCircuit];
    private bool _signalLost;

    /// <summary>What all charging that the grid operator dims may draw together, in watts; infinity while it does not.</summary>
    public double Charging { get; private set; }

    public void Fill(SiteSnapshot snapshot, Instant now)
    {
        Array.Fill(_lowest, double.PositiveInfinity);
        Array.Clear(_by);
        foreach (var limit in snapshot.Limits.All)
        {
            var protection = limit.Source.Kind == LimitKind.Demand ? Protections.ContractDemand : Protections.TimedLimits;
            if (limit.Holds(now) && !options.Without.HasFlag(protection))
            {
                Lower(limit);
            }
        }

        Charging = index.Site.Dimming is { } rule && !options.Without.HasFlag(Protections.Dimming) && snapshot.Dimming.Limit(rule, now) is { } dimmed
            ? dimmed.Value
            : double.PositiveInfinity;
        _signalLost = index.Site.Dimming is { } same && snapshot.Dimming.IsLost(same, now);
    }

    /// <summary>The usable value of the row, in amperes or watts; never above <paramref name="usable"/>.</summary>
    public double Lower(int row, double usable)
    {
        _lowers[row] = _lowest[row] < usable;
        return _lowers[row] ? _lowest[row] : usable;
    }

    /// <summary>The words for the limit that is below the row's usable value; null where there is none.</summary>
    public Reason? Explain(int row)
    {
        if (!_lowers[row] || _by[row] is not { } by)
        {
            return null;
        }

        var phase = row % CapacityRows.PerCircuit;
        var power = phase == CapacityRows.Power;
        var code = by.Source.Kind == LimitKind.Demand ? ReasonCode.ContractDemand : power ? ReasonCode.TimedPowerLimit : ReasonCode.TimedLimit;
        var amount = power ? by.Power!.Value.Value / 1000 : by.Amps!.Value[(Phase)phase].Value;
        return new Reason(code, index.Site.Circuits[by.Circuit].Id.Value, power ? null : (Phase)phase, Math.Round(amount, 1)) { Source = by.Source.ToString(), Ends = by.Ends };
    }

    /// <summary>The words for dimmed charging.</summary>
    public Reason ExplainCharging()
    {
        var subject = index.Site.Dimming?.Circuit is { } circuit ? index.Site.Circuits[circuit].Id.Value : "site";
        return new Reason(ReasonCode.Dimmed, subject, null, Charging / 1000) { Source = _signalLost ? "the lost signal of the grid operator" : "the grid operator" };
    }

    private void Lower(StandingLimit limit)
    {
        var row = limit.Circuit * CapacityRows.PerCircuit;
        var margin = index.Site.Margin;
        if (limit.Amps is { } amps)
        {
            foreach (var phase in PerPhase.Each)
            {
                Lower(row + (int)phase, margin.Usable(amps[phase]).Value, limit);
            }
        }

        if (limit.Power is { } power)
        {
            // The budget of a contract demand has its margin in it already.
            Lower(row + CapacityRows.Power, limit.Source.Kind == LimitKind.Demand ? power.Value : margin.Usable(power).Value, limit);
        }
    }

    private void Lower(int row, double usable, StandingLimit by)
    {
        if (usable < _lowest[row])
        {
            (_lowest[row], _by[row]) = (usable, by);
        }
    }
}
