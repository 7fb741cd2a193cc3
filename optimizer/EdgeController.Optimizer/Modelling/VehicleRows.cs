using EdgeController.Core.Planning;

namespace EdgeController.Optimizer.Modelling;

/// <summary>What a vehicle wants and can: energy or state of charge, tapering, discharge, shortage and its fairness, switching.</summary>
internal static class VehicleRows
{
    public static void Add(Draft draft, PlanModel model)
    {
        var goals = draft.Problem.Goals;
        var count = draft.Problem.Vehicles.Count(vehicle => vehicle.Priority > 0);
        var worst = -1;
        foreach (var vehicle in model.Vehicles)
        {
            if (vehicle.Need <= 0 && vehicle.Vehicle.Discharge is null)
            {
                continue;
            }

            var number = draft.Numbers.Of('v', vehicle.Vehicle.Id);
            Powers(draft, model, vehicle, number);
            if (vehicle.Need <= 0)
            {
                Follow(draft, model, vehicle, number);
                continue;
            }

            var weight = vehicle.Vehicle.Priority;
            vehicle.Shortage = draft.Column(Part.Shortage, number, Draft.Always, vehicle.Unavoidable, vehicle.Need, goals.ShortagePerKwh * weight);
            Wish(draft, model, vehicle, number);
            if (goals.FairnessPerVehicle > 0 && weight > 0)
            {
                worst = worst >= 0 ? worst : model.Worst = draft.Column(Part.WorstShortage, 0, Draft.Always, 0, 1000, goals.FairnessPerVehicle * count);
                var row = draft.Row(Part.Fairness, number, Draft.Always, double.NegativeInfinity, weight * vehicle.Unavoidable / vehicle.Need);
                draft.Linear.Entry(row, vehicle.Shortage, weight / vehicle.Need);
                draft.Linear.Entry(row, worst, -1);
            }

            Switches(draft, vehicle, number);
        }
    }

    /// <summary>Above what energy can bring, so that nothing is charged for its own sake.</summary>
    public static double SurplusPrice(PlanningProblem problem)
    {
        var lowest = 0.0;
        for (var t = 0; t < problem.Slots.Length; t++)
        {
            lowest = Math.Min(lowest, Math.Min(GridRows.ImportPrice(problem.Prices, t), GridRows.At(problem.Prices.ExportPerKwh, t)));
        }

        return 0.01 - (2 * lowest);
    }

    private static void Powers(Draft draft, PlanModel model, VehicleLayout vehicle, int number)
    {
        var goals = draft.Problem.Goals;
        for (var t = 0; t < draft.Slots; t++)
        {
            var share = vehicle.Presence[t];
            if (share <= 0)
            {
                continue;
            }

            var late = goals.LatenessPerKwhHour * draft.Hours[t] * (draft.From[t] + (draft.Hours[t] / 2));
            var charge = vehicle.Charge[t] = draft.Column(Part.Charge, number, t, 0, vehicle.MaxPower * share, late);
            if (draft.From[t] < goals.Near.TotalHours && vehicle.MinPower > 0)
            {
                model.Minimums.Add(new Minimum(charge, vehicle.MinPower * share, vehicle, t));
            }

            if (vehicle.Vehicle.Discharge is { } discharge)
            {
                var wear = discharge.CostPerKwh / discharge.Efficiency * draft.Hours[t];
                vehicle.Discharge[t] = draft.Column(Part.Discharge, number, t, 0, discharge.Max.Value / 1000 * share, wear);
                model.Exclusive.Add(new Exclusive(charge, vehicle.Discharge[t], vehicle.Vehicle.Efficiency * discharge.Efficiency, ModelKey.Of(Part.VehicleStore, number, 0, 0)));
            }
        }
    }

    private static void Wish(Draft draft, PlanModel model, VehicleLayout vehicle, int number)
    {
        if (vehicle.HasStore)
        {
            Follow(draft, model, vehicle, number);
            vehicle.WishRow = draft.Row(Part.Target, number, Draft.Always, vehicle.Initial + vehicle.Need, double.PositiveInfinity);
            draft.Linear.Entry(vehicle.WishRow, vehicle.Last < 0 ? model.Constant : vehicle.Store[vehicle.Last], vehicle.Last < 0 ? vehicle.Initial : 1);
        }
        else
        {
            vehicle.WishRow = draft.Row(Part.Energy, number, Draft.Always, vehicle.Need, vehicle.Need);
            for (var t = 0; t < draft.Slots; t++)
            {
                if (vehicle.Charge[t] >= 0)
                {
                    draft.Linear.Entry(vehicle.WishRow, vehicle.Charge[t], vehicle.Vehicle.Efficiency * draft.Hours[t]);
                }
            }

            // A slot at the minimum current may bring more than is missing: the vehicle then ends by itself.
            vehicle.Surplus = draft.Column(Part.Surplus, number, Draft.Always, 0, vehicle.MinPower * vehicle.Vehicle.Efficiency, SurplusPrice(draft.Problem));
            draft.Linear.Entry(vehicle.WishRow, vehicle.Surplus, -1);
        }

        draft.Linear.Entry(vehicle.WishRow, vehicle.Shortage, 1);
    }

    /// <summary>The energy in its battery at the end of each slot, and the power that it takes at that energy.</summary>
    private static void Follow(Draft draft, PlanModel model, VehicleLayout vehicle, int number)
    {
        if (vehicle.Vehicle.Store is not { } store || !vehicle.HasStore)
        {
            return;
        }

        var capacity = store.Capacity.Value / 1000;
        var lowest = Math.Min(vehicle.Initial, (vehicle.Vehicle.Discharge?.Minimum ?? 0) * capacity);
        var lines = TaperLine.Of(store);
        var before = -1;
        for (var t = 0; t < draft.Slots; t++)
        {
            var charge = vehicle.Charge[t];
            if (charge < 0)
            {
                continue;
            }

            var now = vehicle.Store[t] = draft.Column(Part.VehicleStore, number, t, lowest, Math.Max(capacity, vehicle.Initial), 0);
            var step = draft.Row(Part.StoreStep, number, t, before < 0 ? vehicle.Initial : 0, before < 0 ? vehicle.Initial : 0);
            draft.Linear.Entry(step, now, 1);
            draft.Linear.Entry(step, charge, -vehicle.Vehicle.Efficiency * draft.Hours[t]);
            if (before >= 0)
            {
                draft.Linear.Entry(step, before, -1);
            }

            if (vehicle.Discharge[t] >= 0)
            {
                draft.Linear.Entry(step, vehicle.Discharge[t], draft.Hours[t] / vehicle.Vehicle.Discharge!.Efficiency);
            }

            for (var k = 0; k < lines.Length; k++)
            {
                var line = lines[k];
                var limit = line.AtEmpty - (before < 0 ? line.Slope * vehicle.Initial / 2 : 0);
                var row = draft.Row(Part.Taper, number, t, double.NegativeInfinity, limit, k);
                draft.Linear.Entry(row, charge, 1 / vehicle.Presence[t]);
                draft.Linear.Entry(row, now, line.Slope / 2);
                if (before >= 0)
                {
                    draft.Linear.Entry(row, before, line.Slope / 2);
                }
            }

            before = now;
        }

        model.HasStores = true;
    }

    private static void Switches(Draft draft, VehicleLayout vehicle, int number)
    {
        var goals = draft.Problem.Goals;
        for (var t = 0; t < draft.Slots && draft.From[t] < goals.Near.TotalHours && goals.SwitchPerKw > 0; t++)
        {
            var charge = vehicle.Charge[t];
            var before = t > 0 ? vehicle.Charge[t - 1] : -1;
            if (charge < 0 || (before < 0 && (t > 0 || vehicle.Vehicle.Now is null)))
            {
                continue;
            }

            var now = before < 0 ? Math.Max(0, vehicle.Vehicle.Now!.Value.Value / 1000) : 0;
            var most = Math.Max(now, vehicle.MaxPower);
            var row = draft.Row(Part.Switch, number, t, now, now);
            draft.Linear.Entry(row, charge, 1);
            if (before >= 0)
            {
                draft.Linear.Entry(row, before, -1);
            }

            draft.Linear.Entry(row, draft.Column(Part.SwitchUp, number, t, 0, most, goals.SwitchPerKw), -1);
            draft.Linear.Entry(row, draft.Column(Part.SwitchDown, number, t, 0, most, goals.SwitchPerKw), 1);
        }
    }
}
