using System.Collections.Immutable;
using EdgeController.Core.Planning;
using EdgeController.Core.Units;
using EdgeController.Optimizer.Modelling;

namespace EdgeController.Optimizer.Planning;

/// <summary>Words powers as the plan's records.</summary>
internal static class PlanWriter
{
    public static ChargingPlan Write(PlanModel model, PlanPowers powers, Reckoning reckoning, double[] missing, PlanStatus status, string solver) => new()
    {
        Revision = model.Problem.Revision,
        Start = model.Problem.Start,
        Slots = model.Problem.Slots,
        Status = status,
        Solver = solver,
        Objective = reckoning.Objective,
        Cost = reckoning.Cost,
        Vehicles = [.. from one in model.Vehicles.Index()
                       where !one.Item.Vehicle.IsExpected
                       select Vehicle(one.Item, powers.Charge[one.Index], powers.Discharge[one.Index], missing[one.Index])],
        Batteries = [.. model.Stores.Select((store, b) => Battery(model, store, powers.BatteryCharge[b], powers.BatteryDischarge[b]))],
        Pv = [.. model.Pv.Select((pv, p) => new PvPlan(pv.Pv.Id, Power(powers.Pv[p])))],
        Grid = Power(reckoning.Net),
    };

    private static VehiclePlan Vehicle(VehicleLayout vehicle, double[] charge, double[] discharge, double shortage) => new(
        vehicle.Vehicle.Id,
        Power(charge),
        vehicle.Vehicle.Discharge is null ? [] : Power(discharge),
        [.. charge.Select((power, t) => new Amperes(vehicle.Presence[t] > 0 ? Math.Min(vehicle.Vehicle.Max.Value, power / vehicle.Presence[t] / vehicle.KiloWattsPerAmp) : 0))])
    {
        Shortage = new WattHours(shortage * 1000),
    };

    private static BatteryPlan Battery(PlanModel model, BatteryLayout store, double[] charge, double[] discharge)
    {
        var stored = store.Initial;
        var states = ImmutableArray.CreateBuilder<double>(charge.Length);
        for (var t = 0; t < charge.Length; t++)
        {
            stored += model.Hours[t] * ((charge[t] * store.Battery.ChargeEfficiency) - (discharge[t] / store.Battery.DischargeEfficiency));
            states.Add(store.Capacity > 0 ? Math.Clamp(stored / store.Capacity, 0, 1) : 0);
        }

        return new BatteryPlan(store.Battery.Id, Power(charge), Power(discharge), states.MoveToImmutable());
    }

    private static ImmutableArray<Watts> Power(double[] kiloWatts) => [.. kiloWatts.Select(power => new Watts(Math.Round(power * 1000, 6)))];
}
