using EdgeController.Core.Planning;
using EdgeController.Core.Units;

namespace EdgeController.Optimizer.Modelling;

/// <summary>
/// What the guard keeps for vehicles that are held below their fallback: each counts with the larger of what it gets and its fallback against what
/// vehicles may draw together. So a pause frees nothing that another could take. Soft, dearer than what would be missing: a plan always exists.
/// </summary>
internal sealed class FallbackRows(Draft draft, FreeConnectors free)
{
    /// <summary>What the guard would cut brings nobody his energy: no vehicle's shortage may be worth it.</summary>
    private const double Dearer = 1.5;

    private readonly Dictionary<int, int> _below = [];

    public static void Add(Draft draft, PlanModel model)
    {
        if (model.Vehicles.All(vehicle => vehicle.Vehicle.Fallback.Value <= 0))
        {
            return;
        }

        var rows = new FallbackRows(draft, model.Free);
        var under = draft.Problem.Circuits.Select(_ => new List<VehicleLayout>()).ToArray();
        foreach (var vehicle in model.Vehicles.Where(vehicle => vehicle.First >= 0))
        {
            Members.Up(draft.Problem, vehicle.Vehicle.Circuit, circuit => under[circuit].Add(vehicle));
        }

        for (var c = 0; c < under.Length; c++)
        {
            for (var t = 0; t < draft.Slots; t++)
            {
                rows.Circuit(c, t, [.. under[c].Where(vehicle => vehicle.Charge[t] >= 0)]);
            }
        }
    }

    private void Circuit(int circuit, int slot, VehicleLayout[] there)
    {
        if (free.VehiclePower(circuit, slot) is var power && double.IsFinite(power))
        {
            Row(Part.HeldPower, circuit, slot, power, 0, there, static _ => 1);
        }

        for (var phase = 0; phase < 3 && draft.Problem.Circuits[circuit].VehicleCurrent is not null; phase++)
        {
            var at = (Phase)phase;
            Row(Part.HeldCurrent, circuit, slot, free.VehicleCurrent(circuit, slot, phase), phase, [.. there.Where(vehicle => vehicle.Vehicle.Phases.Has(at))], static vehicle => 1 / vehicle.KiloWattsPerAmp);
        }
    }

    private void Row(Part part, int circuit, int slot, double room, int piece, VehicleLayout[] there, Func<VehicleLayout, double> weigh)
    {
        var held = there.Sum(vehicle => weigh(vehicle) * Fallback(vehicle));
        if (held <= 0 || there.Sum(vehicle => weigh(vehicle) * Math.Max(Fallback(vehicle), vehicle.MaxPower)) <= room)
        {
            return;
        }

        var number = draft.Numbers.Of('c', draft.Problem.Circuits[circuit].Id);
        var row = draft.Row(part, number, slot, double.NegativeInfinity, Math.Max(room, held), piece);
        foreach (var vehicle in there)
        {
            draft.Linear.Entry(row, vehicle.Charge[slot], weigh(vehicle) / vehicle.Presence[slot]);
            if (Fallback(vehicle) > 0)
            {
                draft.Linear.Entry(row, Below(vehicle, slot), weigh(vehicle));
            }
        }

        var most = there.Sum(vehicle => weigh(vehicle) * (vehicle.MaxPower + Fallback(vehicle)));
        var price = Price(draft.Problem, there, part == Part.HeldPower ? 1 : draft.KiloVolts) * draft.Hours[slot];
        draft.Linear.Entry(row, draft.Column(Part.OverReserve, number, slot, 0, most, price, part == Part.HeldPower ? 3 : piece), -1);
    }

    /// <summary>Money for a kilowatt (or an ampere, as kilovolts say) above what the guard leaves those who are there, per hour.</summary>
    public static double Price(PlanningProblem problem, IEnumerable<VehicleLayout> there, double perUnit) =>
        Dearer * there.Max(vehicle => vehicle.Vehicle.Priority) * problem.Goals.ShortagePerKwh * perUnit;

    /// <summary>Kilowatts that it counts with at least.</summary>
    public static double Fallback(VehicleLayout vehicle) => vehicle.Vehicle.Fallback.Value * vehicle.KiloWattsPerAmp;

    /// <summary>By how much it gets less than its fallback, at least.</summary>
    private int Below(VehicleLayout vehicle, int slot)
    {
        var charge = vehicle.Charge[slot];
        if (_below.TryGetValue(charge, out var known))
        {
            return known;
        }

        var (number, fallback) = (draft.Numbers.Of('v', vehicle.Vehicle.Id), Fallback(vehicle));
        var column = _below[charge] = draft.Column(Part.BelowFallback, number, slot, 0, fallback, 0);
        var row = draft.Row(Part.AtLeastFallback, number, slot, fallback, double.PositiveInfinity);
        draft.Linear.Entry(row, column, 1);
        draft.Linear.Entry(row, charge, 1 / vehicle.Presence[slot]);
        return column;
    }
}
