using EdgeController.Core.Planning;
using EdgeController.Core.Units;

namespace EdgeController.Optimizer.Modelling;

/// <summary>
/// What flows through each circuit whatever the plan does: uncontrolled load and PV that cannot be held back, its own and its children's,
/// as expected and at the far ends of their margins. And the limits of each slot.
/// </summary>
internal sealed class SiteFlows
{
    private readonly PlanningProblem _problem;

    // [circuit][slot * 3 + phase] in kW, import positive: at its highest and at its lowest.
    private readonly double[][] _high;
    private readonly double[][] _low;
    private readonly double[] _expected;
    private readonly (double From, double To, TimedLimit Limit)[][] _timed;
    private readonly double[] _from;

    public SiteFlows(PlanningProblem problem)
    {
        _problem = problem;
        (_, _from) = problem.Grid();
        var slots = problem.Slots.Length;
        _high = [.. problem.Circuits.Select(_ => new double[slots * 3])];
        _low = [.. problem.Circuits.Select(_ => new double[slots * 3])];
        _expected = new double[slots];
        _timed = [.. problem.Circuits.Select(circuit => circuit.Timed.Select(limit => ((limit.From - problem.Start).TotalHours, (limit.To - problem.Start).TotalHours, limit)).ToArray())];
        for (var c = problem.Circuits.Length - 1; c >= 0; c--)
        {
            Own(c, problem.Circuits[c]);
        }

        foreach (var pv in problem.Pv.Where(pv => !pv.Curtailable))
        {
            Fixed(pv);
        }

        for (var c = problem.Circuits.Length - 1; c >= 0; c--)
        {
            if (problem.Circuits[c].Parent is { } parent)
            {
                for (var k = 0; k < slots * 3; k++)
                {
                    _high[parent][k] += _high[c][k];
                    _low[parent][k] += _low[c][k];
                }
            }
        }
    }

    /// <summary>Expected net load of the whole site that the plan does not change, kW.</summary>
    public double Expected(int slot) => _expected[slot];

    public double High(int circuit, int slot, int phase) => _high[circuit][(slot * 3) + phase];

    public double Low(int circuit, int slot, int phase) => _low[circuit][(slot * 3) + phase];

    /// <summary>Part of what import limits leave that is planned with in the slot.</summary>
    public double Share(int slot) => _from[slot] < _problem.Goals.Near.TotalHours ? 1 : _problem.Goals.LaterShare;

    /// <summary>Amperes per phase that may flow in the slot.</summary>
    public double CurrentLimit(int circuit, int slot, int phase)
    {
        var limit = _problem.Circuits[circuit].Limit[(Phase)phase].Value;
        return Math.Max(0, Lowest(circuit, slot, limit, timed => timed.Current?.Value));
    }

    /// <summary>Kilowatts that may be imported in the slot; infinite for any.</summary>
    public double PowerLimit(int circuit, int slot) =>
        Math.Max(0, Lowest(circuit, slot, _problem.Circuits[circuit].LimitPower?.Value ?? double.PositiveInfinity, timed => timed.Power?.Value) / 1000);

    /// <summary>Kilowatts that all charging together may draw in the slot; infinite for any.</summary>
    public double ChargingLimit(int circuit, int slot) =>
        Math.Max(0, Lowest(circuit, slot, double.PositiveInfinity, timed => timed.Charging?.Value) / 1000);

    private double Lowest(int circuit, int slot, double limit, Func<TimedLimit, double?> part)
    {
        foreach (var (from, to, timed) in _timed[circuit])
        {
            // A limit that holds in a part of the slot holds for all of it.
            if (from < _from[slot + 1] - 1e-9 && to > _from[slot] + 1e-9 && part(timed) is { } value)
            {
                limit = Math.Min(limit, value);
            }
        }

        return limit;
    }

    private void Own(int index, PlanCircuit circuit)
    {
        for (var t = 0; t < circuit.Uncontrolled.Length; t++)
        {
            for (var phase = 0; phase < 3; phase++)
            {
                var load = circuit.Uncontrolled[t][(Phase)phase].Value / 1000;
                _high[index][(t * 3) + phase] += load + (circuit.Margin * Math.Abs(load));
                _low[index][(t * 3) + phase] += load - (circuit.Margin * Math.Abs(load));
                _expected[t] += load;
            }
        }
    }

    private void Fixed(PlanPv pv)
    {
        for (var t = 0; t < pv.Forecast.Length; t++)
        {
            var power = pv.Forecast[t].Value / 1000;
            _expected[t] -= power;
            for (var phase = 0; phase < 3; phase++)
            {
                if (pv.Phases.Has((Phase)phase))
                {
                    _high[pv.Circuit][(t * 3) + phase] -= power * (1 - pv.Margin) / pv.Phases.Count();
                    _low[pv.Circuit][(t * 3) + phase] -= power * (1 + pv.Margin) / pv.Phases.Count();
                }
            }
        }
    }
}
