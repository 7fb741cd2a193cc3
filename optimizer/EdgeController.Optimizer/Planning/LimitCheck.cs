using EdgeController.Core.Planning;
using EdgeController.Core.Units;
using EdgeController.Optimizer.Modelling;

namespace EdgeController.Optimizer.Planning;

/// <summary>Adds up what flows through each circuit under a plan and compares it with the limits.</summary>
internal sealed class LimitCheck
{
    private readonly PlanModel _model;
    private readonly PlanPowers _powers;
    private readonly double _kiloVolts;

    // [circuit][slot][phase] in kW while present: what the plan draws, what it feeds in, and PV that can be held back.
    private readonly double[,,] _draw;
    private readonly double[,,] _feed;
    private readonly double[,,] _help;
    private readonly double[,,] _back;
    private readonly double[,,] _uneven;
    private readonly double[,,] _vehicles;

    // What is drawn by vehicles that are only expected: no help against export.
    private readonly double[,,] _expected;

    public LimitCheck(PlanModel model, PlanPowers powers)
    {
        (_model, _powers, _kiloVolts) = (model, powers, model.Problem.Nominal.Value / 1000);
        var circuits = model.Problem.Circuits.Length;
        (_draw, _feed) = (new double[circuits, model.Slots, 3], new double[circuits, model.Slots, 3]);
        (_help, _back) = (new double[circuits, model.Slots, 3], new double[circuits, model.Slots, 3]);
        (_uneven, _vehicles) = (new double[circuits, model.Slots, 3], new double[circuits, model.Slots, 3]);
        _expected = new double[circuits, model.Slots, 3];
        Spread();
        for (var c = 0; c < circuits; c++)
        {
            for (var t = 0; t < model.Slots; t++)
            {
                Check(c, t);
            }
        }
    }

    /// <summary>The plan's own worst excess over a limit, in A or kW.</summary>
    public double Excess { get; private set; }

    /// <summary>What the goal counts for load that nobody controls being over a limit.</summary>
    public double OverloadGoal { get; private set; }

    private void Check(int circuit, int slot)
    {
        var site = _model.Site;
        var reserve = _model.Problem.Circuits[circuit].Reserve.Value;
        var (import, export, charging, high, low) = (0.0, 0.0, 0.0, 0.0, 0.0);
        var over = 0.0;
        for (var phase = 0; phase < 3; phase++)
        {
            var draw = _draw[circuit, slot, phase];
            var feed = _feed[circuit, slot, phase];
            var back = feed + _back[circuit, slot, phase] - draw + _expected[circuit, slot, phase];
            var limit = site.CurrentLimit(circuit, slot, phase);
            over += Hold(draw - feed - _help[circuit, slot, phase], (limit * site.Share(slot)) - reserve - _model.Free.Newcomers(circuit, slot, phase) - (site.High(circuit, slot, phase) / _kiloVolts), _kiloVolts);
            over += Hold(back, limit + (site.Low(circuit, slot, phase) / _kiloVolts), _kiloVolts);
            import += draw - feed - _help[circuit, slot, phase];
            export += back;
            charging += draw;
            high += site.High(circuit, slot, phase) + (_kiloVolts * _model.Free.Newcomers(circuit, slot, phase));
            low += site.Low(circuit, slot, phase);
            Unbalance(circuit, slot, phase);
        }

        var hours = _model.Hours[slot] * _model.Problem.Goals.OverloadPerAmpHour;
        OverloadGoal += over * hours;
        OverloadGoal += Hold(import, (site.PowerLimit(circuit, slot) * site.Share(slot)) - high, 1) * hours / _kiloVolts;
        OverloadGoal += Hold(export, ((_model.Problem.Circuits[circuit].ExportPower?.Value ?? double.PositiveInfinity) / 1000) + low, 1) * hours / _kiloVolts;
        Vehicles(circuit, slot);
        OverloadGoal += Hold(charging, site.ChargingLimit(circuit, slot), 1) * hours / _kiloVolts;
    }

    private void Vehicles(int circuit, int slot)
    {
        var power = 0.0;
        for (var phase = 0; phase < 3; phase++)
        {
            power += _vehicles[circuit, slot, phase];
            Excess = Math.Max(Excess, (_vehicles[circuit, slot, phase] / _kiloVolts) - _model.Free.VehicleCurrent(circuit, slot, phase));
        }

        Excess = Math.Max(Excess, power - _model.Free.VehiclePower(circuit, slot));
    }

    private void Unbalance(int circuit, int slot, int phase)
    {
        if (_model.Problem.Circuits[circuit].Unbalance is { } allowed)
        {
            var between = Math.Abs(_uneven[circuit, slot, phase] - _uneven[circuit, slot, (phase + 1) % 3]) / _kiloVolts;
            Excess = Math.Max(Excess, between - allowed.Value);
        }
    }

    /// <summary>What is over although the plan does not add to it; what the plan adds goes to <see cref="Excess"/>.</summary>
    private double Hold(double flow, double room, double per)
    {
        if (double.IsPositiveInfinity(room))
        {
            return 0;
        }

        var over = (flow / per) - room;
        var byItself = Math.Max(0, -room);
        Excess = Math.Max(Excess, over - byItself);
        return Math.Clamp(over, 0, byItself);
    }

    private void Spread()
    {
        var problem = _model.Problem;
        for (var i = 0; i < _model.Vehicles.Length; i++)
        {
            var vehicle = _model.Vehicles[i];
            for (var t = 0; t < _model.Slots; t++)
            {
                if (vehicle.Presence[t] > 0)
                {
                    Add(_draw, vehicle.Vehicle.Circuit, t, vehicle.Vehicle.Phases, _powers.Charge[i][t] / vehicle.Presence[t]);
                    Add(_vehicles, vehicle.Vehicle.Circuit, t, vehicle.Vehicle.Phases, _powers.Charge[i][t] / vehicle.Presence[t]);
                    Add(_feed, vehicle.Vehicle.Circuit, t, vehicle.Vehicle.Phases, _powers.Discharge[i][t] / vehicle.Presence[t]);
                    Add(_expected, vehicle.Vehicle.Circuit, t, vehicle.Vehicle.Phases, vehicle.Vehicle.IsExpected ? _powers.Charge[i][t] / vehicle.Presence[t] : 0);
                    var net = vehicle is { PhaseCount: < 3, Vehicle.IsExpected: false } ? _powers.Charge[i][t] - _powers.Discharge[i][t] : 0;
                    Add(_uneven, vehicle.Vehicle.Circuit, t, vehicle.Vehicle.Phases, net / vehicle.Presence[t]);
                }
            }
        }

        for (var b = 0; b < _model.Stores.Length; b++)
        {
            var battery = _model.Stores[b].Battery;
            for (var t = 0; t < _model.Slots; t++)
            {
                Add(_draw, battery.Circuit, t, battery.Phases, _powers.BatteryCharge[b][t]);
                Add(_feed, battery.Circuit, t, battery.Phases, _powers.BatteryDischarge[b][t]);
            }
        }

        for (var p = 0; p < _model.Pv.Length; p++)
        {
            var pv = problem.Pv[p];
            for (var t = 0; t < _model.Slots && pv.Curtailable; t++)
            {
                Add(_help, pv.Circuit, t, pv.Phases, _powers.Pv[p][t] * (1 - pv.Margin));
                Add(_back, pv.Circuit, t, pv.Phases, _powers.Pv[p][t] * (1 + pv.Margin));
            }
        }
    }

    private void Add(double[,,] to, int circuit, int slot, Phases phases, double power)
    {
        if (power == 0)
        {
            return;
        }

        var each = power / phases.Count();
        for (int? at = circuit; at is { } here; at = _model.Problem.Circuits[here].Parent)
        {
            for (var phase = 0; phase < 3; phase++)
            {
                to[here, slot, phase] += phases.Has((Phase)phase) ? each : 0;
            }
        }
    }
}
