using EdgeController.Core.Planning;
using EdgeController.Optimizer.Modelling;

namespace EdgeController.Optimizer.Planning;

/// <summary>
/// A plan without a solver: vehicles in order of priority and departure take their cheapest slots as far as every limit has room. Batteries
/// rest and vehicles give nothing back. Given powers of an older plan come first, each as far as it fits.
/// </summary>
internal sealed class PlanFill
{
    private readonly PlanModel _model;
    private readonly double[] _flow;
    private readonly Dictionary<int, LimitRow> _limits;
    private readonly PlanPowers _powers;
    private readonly double[] _gained;
    private readonly double[] _spare;
    private readonly Dictionary<int, Minimum> _minimums;

    private PlanFill(PlanModel model)
    {
        _model = model;
        _flow = new double[model.Linear.Rows];
        _limits = model.Limits.ToDictionary(limit => limit.Row);
        _powers = PlanPowers.None(model);
        _gained = new double[model.Vehicles.Length];
        _spare = [.. Enumerable.Range(0, model.Slots).Select(t => -model.Site.Expected(t) + model.Pv.Sum(pv => pv.Power[t] >= 0 ? pv.Pv.Forecast[t].Value / 1000 : 0))];
        _minimums = model.Minimums.ToDictionary(minimum => minimum.Column);
    }

    /// <summary>Fills; <paramref name="before"/> gives an older plan's charging power of a vehicle in a slot, 0 for none.</summary>
    public static PlanPowers Of(PlanModel model, Func<VehicleLayout, int, double>? before = null)
    {
        var fill = new PlanFill(model);
        if (before is not null)
        {
            fill.Again(before);
        }

        var order = Enumerable.Range(0, model.Vehicles.Length)
            .OrderByDescending(i => model.Vehicles[i].Vehicle.Priority)
            .ThenBy(i => model.Vehicles[i].Vehicle.Departure)
            .ThenBy(i => i);
        foreach (var i in order)
        {
            fill.Serve(i);
        }

        fill.ReleasePv();
        return fill._powers;
    }

    private void Again(Func<VehicleLayout, int, double> before)
    {
        for (var i = 0; i < _model.Vehicles.Length; i++)
        {
            for (var t = 0; t < _model.Slots; t++)
            {
                Take(i, t, before(_model.Vehicles[i], t));
            }
        }
    }

    private void Serve(int index)
    {
        var vehicle = _model.Vehicles[index];
        var slots = Enumerable.Range(0, _model.Slots).Where(t => vehicle.Charge[t] >= 0);
        if (vehicle.Vehicle.Store is null || !vehicle.HasStore)
        {
            // What does not taper may take any order: the cheapest slots first, and of equal ones the earlier.
            slots = slots.OrderBy(t => Price(t, vehicle.MaxPower)).ThenBy(t => t);
        }

        foreach (var t in slots.ToArray())
        {
            Take(index, t, vehicle.MaxPower);
        }
    }

    private double Price(int slot, double power)
    {
        var prices = _model.Problem.Prices;
        var own = Math.Clamp(_spare[slot] / power, 0, 1);
        return (own * GridRows.At(prices.ExportPerKwh, slot)) + ((1 - own) * GridRows.ImportPrice(prices, slot))
            + (_model.Problem.Goals.LatenessPerKwhHour * _model.From[slot]);
    }

    /// <summary>Gives the vehicle up to this power in the slot, on top of nothing: a slot is given once.</summary>
    private void Take(int index, int slot, double wanted)
    {
        var vehicle = _model.Vehicles[index];
        var column = vehicle.Charge[slot];
        var gain = vehicle.Vehicle.Efficiency * _model.Hours[slot];
        var missing = vehicle.Need - _gained[index];
        if (column < 0 || wanted <= 0 || missing <= 1e-9 || _powers.Charge[index][slot] > 0)
        {
            return;
        }

        var power = Math.Min(Math.Min(wanted, _model.Linear.Upper[column]), Math.Min(missing / gain, Tapered(vehicle, index, slot, gain)));
        power = Math.Min(power, Room(column));
        if (_minimums.TryGetValue(column, out var minimum) && power < minimum.Least)
        {
            // The last bit of energy may be less than a slot at the minimum brings; the vehicle then ends by itself.
            power = !vehicle.HasStore && missing / gain < minimum.Least && Room(column) >= minimum.Least ? minimum.Least : 0;
        }

        if (power > 1e-6)
        {
            _powers.Charge[index][slot] = power;
            _gained[index] += gain * power;
            _spare[slot] -= power;
            Flow(column, power);
        }
    }

    private double Tapered(VehicleLayout vehicle, int index, int slot, double gain)
    {
        var power = double.PositiveInfinity;
        if (vehicle.HasStore)
        {
            // Later slots may hold energy of an older plan: the limit is taken at all that it will have.
            var store = vehicle.Vehicle.Store!;
            power = Math.Max(0, ((store.Capacity.Value / 1000) - vehicle.Initial - _gained[index]) / gain);
            foreach (var line in TaperLine.Of(store))
            {
                power = Math.Min(power, Math.Max(0, line.AtEmpty - (line.Slope * (vehicle.Initial + _gained[index]))) / (1 + (line.Slope * gain)) * vehicle.Presence[slot]);
            }
        }

        return power;
    }

    private double Room(int column)
    {
        var linear = _model.Linear;
        var room = double.PositiveInfinity;
        for (var k = linear.Starts[column]; k < linear.Starts[column + 1]; k++)
        {
            var row = linear.Indices[k];
            if (!_limits.ContainsKey(row))
            {
                continue;
            }

            // Not one ampere onto what is over by itself.
            var most = Math.Max(0, linear.RowUpper[row]);
            if (linear.Values[k] > 0)
            {
                room = Math.Min(room, (most - _flow[row]) / linear.Values[k]);
            }
            else if (double.IsFinite(linear.RowLower[row]))
            {
                room = Math.Min(room, (linear.RowLower[row] - _flow[row]) / linear.Values[k]);
            }
        }

        return room - 1e-9;
    }

    private void Flow(int column, double power)
    {
        var linear = _model.Linear;
        for (var k = linear.Starts[column]; k < linear.Starts[column + 1]; k++)
        {
            _flow[linear.Indices[k]] += linear.Values[k] * power;
        }
    }

    /// <summary>PV gives nothing at first, so that no limit counts on it, and at last all that may flow back, where it is worth anything.</summary>
    private void ReleasePv()
    {
        for (var p = 0; p < _model.Pv.Length; p++)
        {
            for (var t = 0; t < _model.Slots; t++)
            {
                var column = _model.Pv[p].Power[t];
                if (column < 0)
                {
                    continue;
                }

                var most = GridRows.At(_model.Problem.Prices.ExportPerKwh, t) >= 0 ? double.PositiveInfinity : Math.Max(0, Load(t));
                var power = Math.Max(0, Math.Min(Math.Min(_model.Linear.Upper[column], most), Room(column)));
                _powers.Pv[p][t] = power;
                Flow(column, power);
            }
        }
    }

    private double Load(int slot) =>
        _model.Site.Expected(slot) + _powers.Charge.Sum(charge => charge[slot]) - _powers.Pv.Where((_, p) => _model.Pv[p].Power[slot] >= 0).Sum(pv => pv[slot]);
}
