using EdgeController.Core.Planning;
using EdgeController.Core.Units;

namespace EdgeController.Optimizer.Modelling;

/// <summary>
/// The limits of the circuits, each slot and phase. A row that cannot bind, whatever the plan does, is left out; three equal phases are one
/// row with the least room. Where load that nobody controls is over a limit by itself, an overload column takes just that, so that a plan
/// always exists: what the plan adds still keeps the limit.
/// </summary>
internal sealed class CircuitRows(Draft draft, PlanModel model)
{
    // Rows that cannot bind by a small margin stay, so that a slightly different forecast is the same program.
    private const double NearlyFull = 0.9;

    private readonly Members[] _members = Members.Of(draft.Problem, model);
    private readonly List<Flow> _flows = [];

    public void Add()
    {
        var problem = draft.Problem;
        for (var c = 0; c < problem.Circuits.Length; c++)
        {
            for (var t = 0; t < draft.Slots; t++)
            {
                _members[c].Flows(model, t, _flows);
                Currents(c, t);
                Powers(c, t);
                Vehicles(c, t);
                Unbalance(c, t);
            }
        }
    }

    private void Currents(int circuit, int slot)
    {
        var site = model.Site;
        var reserve = draft.Problem.Circuits[circuit].Reserve.Value;
        Span<double> room = stackalloc double[3];
        Span<double> back = stackalloc double[3];
        for (var phase = 0; phase < 3; phase++)
        {
            var limit = site.CurrentLimit(circuit, slot, phase);
            room[phase] = (limit * site.Share(slot)) - reserve - model.Free.Newcomers(circuit, slot, phase) - (site.High(circuit, slot, phase) / draft.KiloVolts);
            back[phase] = limit + (site.Low(circuit, slot, phase) / draft.KiloVolts);
        }

        var areEqual = room[Least(room)] >= 0 && back[Least(back)] >= 0 && _flows.TrueForAll(flow => flow.Phases == Phases.All);
        for (var phase = 0; phase < 3; phase++)
        {
            var (tightest, tightestBack) = areEqual ? (Least(room), Least(back)) : (phase, phase);
            var piece = areEqual ? 3 : phase;
            Limit(Part.Current, BindingKind.Current, circuit, slot, Shown(tightest, room), room[tightest], piece, isExport: false, Amps(tightest));
            Limit(Part.BackCurrent, BindingKind.Export, circuit, slot, Shown(tightestBack, back), back[tightestBack], piece, isExport: true, Amps(tightestBack));
            if (areEqual)
            {
                break;
            }
        }

        Func<Flow, double> Amps(int phase) => flow => flow.Phases.Has((Phase)phase) ? 1 / (draft.KiloVolts * flow.PhaseCount) : 0;

        // Where all three phases have the same room, an ampere on one of them helps nobody.
        Phase? Shown(int phase, ReadOnlySpan<double> of) => areEqual && Math.Max(of[0], Math.Max(of[1], of[2])) - of[phase] < 0.01 ? null : (Phase)phase;
    }

    private void Powers(int circuit, int slot)
    {
        var site = model.Site;
        var (high, low) = (0.0, 0.0);
        for (var phase = 0; phase < 3; phase++)
        {
            high += site.High(circuit, slot, phase) + (draft.KiloVolts * model.Free.Newcomers(circuit, slot, phase));
            low += site.Low(circuit, slot, phase);
        }

        if (site.PowerLimit(circuit, slot) is var power && double.IsFinite(power))
        {
            Limit(Part.Power, BindingKind.Power, circuit, slot, null, (power * site.Share(slot)) - high, 0, isExport: false, static _ => 1);
        }

        if (draft.Problem.Circuits[circuit].ExportPower is { } export)
        {
            Limit(Part.ExportPower, BindingKind.Export, circuit, slot, null, (export.Value / 1000) + low, 0, isExport: true, static _ => 1);
        }

        if (site.ChargingLimit(circuit, slot) is var charging && double.IsFinite(charging))
        {
            Limit(Part.Charging, BindingKind.Charging, circuit, slot, null, charging, 0, isExport: false, static flow => flow.Sign > 0 ? 1 : 0);
        }
    }

    /// <summary>What vehicles may draw whatever else flows: nothing helps, and nothing else takes of it.</summary>
    private void Vehicles(int circuit, int slot)
    {
        if (model.Free.VehiclePower(circuit, slot) is var power && double.IsFinite(power))
        {
            Limit(Part.VehiclePower, BindingKind.Charging, circuit, slot, null, power, 0, isExport: false, static flow => flow is { IsVehicle: true, Sign: > 0 } ? 1 : 0);
        }

        if (draft.Problem.Circuits[circuit].VehicleCurrent is null)
        {
            return;
        }

        Span<double> current = [model.Free.VehicleCurrent(circuit, slot, 0), model.Free.VehicleCurrent(circuit, slot, 1), model.Free.VehicleCurrent(circuit, slot, 2)];
        var areEqual = current[0] == current[1] && current[1] == current[2] && _flows.TrueForAll(flow => !flow.IsVehicle || flow.Phases == Phases.All);
        for (var phase = 0; phase < (areEqual ? 1 : 3); phase++)
        {
            var at = (Phase)phase;
            Limit(Part.VehicleCurrent, BindingKind.Current, circuit, slot, areEqual ? null : at, current[phase], areEqual ? 3 : phase, isExport: false, flow => flow is { IsVehicle: true, Sign: > 0 } && flow.Phases.Has(at) ? 1 / (draft.KiloVolts * flow.PhaseCount) : 0);
        }
    }

    /// <summary>The sum of all flows in one direction, at most <paramref name="room"/>; not below what is over by itself.</summary>
    private void Limit(Part part, BindingKind kind, int circuit, int slot, Phase? phase, double room, int piece, bool isExport, Func<Flow, double> weigh)
    {
        var most = 0.0;
        foreach (var flow in _flows)
        {
            var weight = weigh(flow);
            most += weight > 0 && flow.Sign > 0 != isExport ? weight * flow.Most * (isExport ? flow.AsExport : 1) : 0;
        }

        if (room >= 0 && most <= room * NearlyFull)
        {
            return;
        }

        var price = draft.Problem.Goals.OverloadPerAmpHour * draft.Hours[slot] / (part is Part.Current or Part.BackCurrent ? 1 : draft.KiloVolts);
        if (_flows.TrueForAll(flow => isExport && flow.IsExpected))
        {
            model.ConstantCost += -room * price;
            return;
        }

        var number = draft.Numbers.Of('c', draft.Problem.Circuits[circuit].Id);
        var row = draft.Row(part, number, slot, double.NegativeInfinity, room, piece);
        foreach (var flow in _flows)
        {
            var margin = flow.Sign > 0 ? 1 : isExport ? flow.AsExport : flow.AsHelp;
            if (weigh(flow) == 0 || (isExport && flow.IsExpected))
            {
                continue;
            }

            draft.Linear.Entry(row, flow.Column, weigh(flow) * (isExport ? -flow.Sign : flow.Sign) * flow.PerPresence * margin);
        }

        var overload = -1;
        if (room < 0)
        {
            overload = draft.Column(Part.Overload, number, slot, 0, -room, price, ((int)part & 7) * 2 % 16);
            draft.Linear.Entry(row, overload, -1);
        }

        model.Limits.Add(new LimitRow(row, circuit, kind, phase, slot) { Overload = overload });
    }

    private void Unbalance(int circuit, int slot)
    {
        if (draft.Problem.Circuits[circuit].Unbalance is not { } allowed)
        {
            return;
        }

        for (var phase = 0; phase < 3; phase++)
        {
            var (one, other) = ((Phase)phase, (Phase)((phase + 1) % 3));
            var (most, least) = (0.0, 0.0);
            foreach (var flow in _flows)
            {
                var reach = Difference(flow, one, other) * flow.Most;
                (most, least) = (most + Math.Max(0, reach), least + Math.Min(0, reach));
            }

            if (most <= allowed.Value && least >= -allowed.Value)
            {
                continue;
            }

            var row = draft.Row(Part.Unbalance, draft.Numbers.Of('c', draft.Problem.Circuits[circuit].Id), slot, -allowed.Value, allowed.Value, phase);
            foreach (var flow in _flows)
            {
                draft.Linear.Entry(row, flow.Column, Difference(flow, one, other) * flow.PerPresence);
            }

            model.Limits.Add(new LimitRow(row, circuit, BindingKind.Unbalance, one, slot));
        }
    }

    /// <summary>What a vehicle's kilowatt adds to the difference between two phases; three-phase flows and resources do not count.</summary>
    private double Difference(Flow flow, Phase one, Phase other)
    {
        var count = flow is { IsVehicle: true, IsExpected: false, PhaseCount: < 3 } ? (flow.Phases.Has(one) ? 1 : 0) - (flow.Phases.Has(other) ? 1 : 0) : 0;
        return count * flow.Sign / (draft.KiloVolts * flow.PhaseCount);
    }

    private static int Least(ReadOnlySpan<double> of)
    {
        var least = 0;
        for (var k = 1; k < of.Length; k++)
        {
            least = of[k] < of[least] ? k : least;
        }

        return least;
    }
}
