using EdgeController.Core.Planning;
using EdgeController.Core.Units;
using EdgeController.Optimizer.Modelling;

namespace EdgeController.Optimizer.Planning;

/// <summary>
/// What a plan costs, brings and breaks, added up from its powers without the linear program: whoever made the plan, this is what is told
/// of it, and what decides whether it may be used.
/// </summary>
internal sealed class Reckoning
{
    public Reckoning(PlanModel model, PlanPowers powers)
    {
        var problem = model.Problem;
        Net = new double[model.Slots];
        var (import, export, wear, co2, soft) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for (var t = 0; t < model.Slots; t++)
        {
            var hours = model.Hours[t];
            var net = Net[t] = NetOf(model, powers, t);
            import += Math.Max(0, net) * hours * GridRows.At(problem.Prices.ImportPerKwh, t);
            export += Math.Max(0, -net) * hours * GridRows.At(problem.Prices.ExportPerKwh, t);
            co2 += Math.Max(0, net) * hours * GridRows.At(problem.Prices.Co2GramsPerKwh, t) / 1000;
            for (var p = 0; p < model.Pv.Length; p++)
            {
                soft -= model.Pv[p].Power[t] >= 0 ? powers.Pv[p][t] * hours * PvLayout.Preference : 0;
            }

            for (var b = 0; b < model.Stores.Length; b++)
            {
                wear += powers.BatteryDischarge[b][t] * hours * model.Stores[b].Battery.CycleCostPerKwh / model.Stores[b].Battery.DischargeEfficiency;
            }
        }

        var demand = Demand(model);
        Shortage = new double[model.Vehicles.Length];
        var worst = 0.0;
        for (var i = 0; i < Shortage.Length; i++)
        {
            var vehicle = model.Vehicles[i];
            soft += VehicleGoals(model, vehicle, powers.Charge[i]);
            wear += VehicleWear(model, vehicle, powers.Discharge[i]);
            var missing = vehicle.Need - Gained(model, vehicle, powers.Charge[i], powers.Discharge[i]);
            Shortage[i] = vehicle.Shortage >= 0 && missing > 1e-7 ? missing : 0;
            soft += Shortage[i] * problem.Goals.ShortagePerKwh * vehicle.Vehicle.Priority;
            soft += vehicle.Surplus >= 0 && missing < 0 ? -missing * VehicleRows.SurplusPrice(problem) : 0;
            worst = vehicle.Need > 0 ? Math.Max(worst, vehicle.Vehicle.Priority * (Shortage[i] - vehicle.Unavoidable) / vehicle.Need) : worst;
        }

        soft += worst * (model.Worst >= 0 ? problem.Goals.FairnessPerVehicle * problem.Vehicles.Count(vehicle => vehicle.Priority > 0) : 0);
        foreach (var store in model.Stores.Index())
        {
            soft += store.Item.FinalValue * (store.Item.Initial - Final(model, store.Item, powers.BatteryCharge[store.Index], powers.BatteryDischarge[store.Index]));
        }

        var limits = new LimitCheck(model, powers);
        Excess = limits.Excess;
        Cost = new PlanCost(import, export, demand, wear) { Co2Kg = co2 };
        Objective = Cost.Total + (co2 * problem.Prices.Co2PerKg) + soft + limits.OverloadGoal + FallbackGoal.Of(model, powers);
    }

    public PlanCost Cost { get; }

    /// <summary>The goal.</summary>
    public double Objective { get; }

    /// <summary>By how much the plan itself breaks a limit at worst, in A or kW; 0 for a good plan.</summary>
    public double Excess { get; }

    /// <summary>Missing kWh per vehicle.</summary>
    public double[] Shortage { get; }

    /// <summary>Kilowatts from the grid per slot.</summary>
    public double[] Net { get; }

    private static double NetOf(PlanModel model, PlanPowers powers, int slot)
    {
        var net = model.Site.Expected(slot);
        for (var i = 0; i < model.Vehicles.Length; i++)
        {
            net += powers.Charge[i][slot] - powers.Discharge[i][slot];
        }

        for (var b = 0; b < model.Stores.Length; b++)
        {
            net += powers.BatteryCharge[b][slot] - powers.BatteryDischarge[b][slot];
        }

        for (var p = 0; p < model.Pv.Length; p++)
        {
            net -= model.Pv[p].Power[slot] >= 0 ? powers.Pv[p][slot] : 0;
        }

        return net;
    }

    private double Demand(PlanModel model)
    {
        if (model.Problem.Demand is not { PerKw: > 0 } demand)
        {
            return 0;
        }

        var above = 0.0;
        var soFar = demand.QuarterSoFar.Value / 1000;
        foreach (var (_, parts) in GridRows.Of(model.Problem, model.From))
        {
            var energy = soFar + parts.Sum(part => Math.Max(0, Net[part.Slot]) * part.Hours);
            above = Math.Max(above, (energy / 0.25) - (demand.PeakSoFar.Value / 1000));
            soFar = 0;
        }

        return above * demand.PerKw;
    }

    private static double VehicleGoals(PlanModel model, VehicleLayout vehicle, double[] charge)
    {
        var goals = model.Problem.Goals;
        var sum = 0.0;
        for (var t = 0; t < charge.Length; t++)
        {
            sum += charge[t] * goals.LatenessPerKwhHour * model.Hours[t] * (model.From[t] + (model.Hours[t] / 2));
            if (vehicle.Need > 0 && model.From[t] < goals.Near.TotalHours && vehicle.Charge[t] >= 0)
            {
                var before = t > 0 ? (vehicle.Charge[t - 1] >= 0 ? charge[t - 1] : null) : vehicle.Vehicle.Now is { } now ? Math.Max(0, now.Value / 1000) : (double?)null;
                sum += before is { } power ? Math.Abs(charge[t] - power) * goals.SwitchPerKw : 0;
            }
        }

        return sum;
    }

    private static double VehicleWear(PlanModel model, VehicleLayout vehicle, double[] discharge)
    {
        var cost = vehicle.Vehicle.Discharge is { } back ? back.CostPerKwh / back.Efficiency : 0;
        return cost * discharge.Select((power, t) => power * model.Hours[t]).Sum();
    }

    private static double Gained(PlanModel model, VehicleLayout vehicle, double[] charge, double[] discharge)
    {
        var back = vehicle.Vehicle.Discharge?.Efficiency ?? 1;
        var sum = 0.0;
        for (var t = 0; t < charge.Length; t++)
        {
            sum += model.Hours[t] * ((charge[t] * vehicle.Vehicle.Efficiency) - (discharge[t] / back));
        }

        return sum;
    }

    private static double Final(PlanModel model, BatteryLayout store, double[] charge, double[] discharge)
    {
        var stored = store.Initial;
        for (var t = 0; t < charge.Length; t++)
        {
            stored += model.Hours[t] * ((charge[t] * store.Battery.ChargeEfficiency) - (discharge[t] / store.Battery.DischargeEfficiency));
        }

        return stored;
    }
}
