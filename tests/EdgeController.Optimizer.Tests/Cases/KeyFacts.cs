using System.Text.Json;
using EdgeController.Core.Planning;

namespace EdgeController.Optimizer.Tests.Cases;

/// <summary>What a golden file says of its plan beside the objective; most of it can be worked out by hand.</summary>
internal static class KeyFacts
{
    public static void Hold(ChargingPlan plan, JsonElement expected)
    {
        foreach (var fact in expected.EnumerateObject())
        {
            Check(plan, fact.Name, fact.Value);
        }
    }

    private static void Check(ChargingPlan plan, string name, JsonElement value)
    {
        switch (name)
        {
            case "objective" or "gap" or "rounding":
                break;
            case "cost":
                Close(value.GetDouble(), plan.Cost.Total, name);
                break;
            case "demandCost":
                Close(value.GetDouble(), plan.Cost.Demand, name);
                break;
            case "co2Kg":
                Close(value.GetDouble(), plan.Cost.Co2Kg, name);
                break;
            case "peakKw":
                Close(value.GetDouble(), plan.Grid.Max(power => power.Value) / 1000, name);
                break;
            case "shortageTotal":
                Close(value.GetDouble(), plan.Vehicles.Sum(vehicle => vehicle.Shortage.Value) / 1000, name);
                break;
            case "spread":
                Close(plan.Vehicles.Min(vehicle => vehicle.Shortage.Value), plan.Vehicles.Max(vehicle => vehicle.Shortage.Value), name);
                break;
            case "shortageKwh":
                Each(value, (id, kwh) => Close(kwh.GetDouble(), Vehicle(plan, id).Shortage.Value / 1000, $"{name} of {id}"));
                break;
            case "idleBefore":
                Each(value, (id, slot) => Assert.All(Vehicle(plan, id).Charge.Take(slot.GetInt32()), power => Assert.Equal(0, power.Value, 3)));
                break;
            case "zeroIn":
                Each(value, (id, slots) => Assert.All(
                    Vehicle(plan, id).Charge.Skip(slots[0].GetInt32()).Take(slots[1].GetInt32() - slots[0].GetInt32() + 1), power => Assert.Equal(0, power.Value, 3)));
                break;
            case "gives":
                Each(value, (id, watts) => Close(watts.GetDouble(), Vehicle(plan, id).Discharge.Sum(power => power.Value), $"{name} of {id}"));
                break;
            case "resting":
                Assert.All(value.EnumerateArray(), id => Assert.All(Battery(plan, id.GetString()!).Discharge, power => Assert.Equal(0, power.Value, 3)));
                break;
            case "socAtEnd":
                Each(value, (id, soc) => Close(soc.GetDouble(), Battery(plan, id).StateOfCharge[^1], $"{name} of {id}"));
                break;
            case "binds":
                var binding = plan.Binding.Select(limit => $"{limit.Circuit} {limit.Kind.ToString().ToLowerInvariant()} {limit.Phase}".TrimEnd()).ToArray();
                Assert.All(value.EnumerateArray(), wanted => Assert.Contains(binding, found => found.StartsWith(wanted.GetString()!, StringComparison.Ordinal)));
                break;
            case "warns":
                Assert.All(value.EnumerateArray(), wanted => Assert.Contains(plan.Warnings, warning => warning.Sentence.Contains(wanted.GetString()!, StringComparison.Ordinal)));
                break;
            default:
                Assert.Fail($"Nobody knows the key fact '{name}'.");
                break;
        }
    }

    private static VehiclePlan Vehicle(ChargingPlan plan, string id) => Assert.Single(plan.Vehicles, vehicle => vehicle.Id == id);

    private static BatteryPlan Battery(ChargingPlan plan, string id) => Assert.Single(plan.Batteries, battery => battery.Id == id);

    private static void Each(JsonElement value, Action<string, JsonElement> check)
    {
        foreach (var property in value.EnumerateObject())
        {
            check(property.Name, property.Value);
        }
    }

    private static void Close(double expected, double actual, string name) =>
        Assert.True(Math.Abs(expected - actual) <= 1e-3 + (1e-4 * Math.Abs(expected)), FormattableString.Invariant($"{name}: {actual} is not {expected}."));
}
