using EdgeController.Core.Planning;
using EdgeController.Optimizer.Modelling;

namespace EdgeController.Optimizer.Planning;

/// <summary>The charging powers of an older plan at the slots of the present problem.</summary>
internal sealed class KeptPowers(PlanModel model, ChargingPlan last)
{
    private readonly Dictionary<string, VehiclePlan> _vehicles = last.Vehicles.DistinctBy(vehicle => vehicle.Id, StringComparer.Ordinal).ToDictionary(vehicle => vehicle.Id, StringComparer.Ordinal);

    /// <summary>Kilowatts that the older plan has for the vehicle at the middle of the slot; 0 where it has none.</summary>
    public double Of(VehicleLayout vehicle, int slot)
    {
        var middle = model.Problem.Start.AddHours(model.From[slot] + (model.Hours[slot] / 2));
        return _vehicles.TryGetValue(vehicle.Vehicle.Id, out var plan) && last.SlotAt(middle) is { } then ? plan.Charge[then].Value / 1000 : 0;
    }
}
