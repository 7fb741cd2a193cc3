using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeController.Core.Planning;
using EdgeController.Core.Units;

namespace EdgeController.Optimizer.Cases;

/// <summary>Writes a plan as JSON; optimizer/cases/README.md documents the form.</summary>
public static class PlanJson
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true };

    public static string Write(ChargingPlan plan) => new JsonObject
    {
        ["status"] = plan.Status switch { PlanStatus.Optimal => "optimal", PlanStatus.Kept => "kept", _ => "filled" },
        ["solver"] = plan.Solver,
        ["revision"] = plan.Revision,
        ["start"] = plan.Start.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture),
        ["objective"] = Round(plan.Objective),
        ["bound"] = plan.Bound is { } bound ? Round(bound) : null,
        ["gap"] = plan.Gap is { } gap ? Math.Round(gap, 9) : null,
        ["seconds"] = Math.Round(plan.Took.TotalSeconds, 4),
        ["iterations"] = plan.Iterations,
        ["cost"] = new JsonObject
        {
            ["total"] = Round(plan.Cost.Total),
            ["import"] = Round(plan.Cost.Import),
            ["export"] = Round(plan.Cost.Export),
            ["demand"] = Round(plan.Cost.Demand),
            ["wear"] = Round(plan.Cost.Wear),
            ["co2Kg"] = Round(plan.Cost.Co2Kg),
        },
        ["shortageKwh"] = new JsonObject(plan.Vehicles.Select(vehicle => KeyValuePair.Create<string, JsonNode?>(vehicle.Id, Math.Round(vehicle.Shortage.Value / 1000, 4)))),
        ["binding"] = new JsonArray([.. plan.Binding.Select(limit => Binding(plan, limit))]),
        ["warnings"] = new JsonArray([.. plan.Warnings.Select(Warning)]),
        ["slotMinutes"] = Numbers(plan.Slots.Select(slot => slot.TotalMinutes)),
        ["gridKw"] = KiloWatts(plan.Grid),
        ["vehicles"] = new JsonArray([.. plan.Vehicles.Select(Vehicle)]),
        ["batteries"] = new JsonArray([.. plan.Batteries.Select(battery => new JsonObject
        {
            ["id"] = battery.Id, ["chargeKw"] = KiloWatts(battery.Charge), ["dischargeKw"] = KiloWatts(battery.Discharge), ["soc"] = Numbers(battery.StateOfCharge),
        })]),
        ["pv"] = new JsonArray([.. plan.Pv.Select(pv => new JsonObject { ["id"] = pv.Id, ["kw"] = KiloWatts(pv.Power) })]),
    }.ToJsonString(Format) + "\n";

    private static JsonObject Vehicle(VehiclePlan vehicle)
    {
        var json = new JsonObject
        {
            ["id"] = vehicle.Id,
            ["marginalPerKwh"] = vehicle.MarginalPerKwh is { } marginal ? Round(marginal) : null,
            ["amps"] = Numbers(vehicle.Current.Select(current => current.Value)),
            ["kw"] = KiloWatts(vehicle.Charge),
        };
        if (!vehicle.Discharge.IsEmpty)
        {
            json["dischargeKw"] = KiloWatts(vehicle.Discharge);
        }

        return json;
    }

    private static JsonObject Binding(ChargingPlan plan, BindingLimit limit)
    {
        var from = plan.Start + new TimeSpan(plan.Slots.Take(limit.FirstSlot).Sum(slot => slot.Ticks));
        return new JsonObject
        {
            ["circuit"] = limit.Circuit,
            ["kind"] = limit.Kind switch { BindingKind.Current => "current", BindingKind.Power => "power", BindingKind.Charging => "charging", BindingKind.Unbalance => "unbalance", _ => "export" },
            ["phase"] = limit.Phase?.ToString(),
            ["from"] = from.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture),
            ["firstSlot"] = limit.FirstSlot,
            ["unit"] = limit.Unit,
            ["worth"] = Round(limit.Worth),
            ["shadowPrices"] = Numbers(limit.ShadowPrices),
        };
    }

    private static JsonObject Warning(PlanWarning warning)
    {
        var json = new JsonObject
        {
            ["kind"] = warning.Kind switch { PlanWarningKind.Shortage => "shortage", PlanWarningKind.Overload => "overload", PlanWarningKind.Input => "input", _ => "solver" },
            ["subject"] = warning.Subject,
            ["sentence"] = warning.Sentence,
        };
        if (warning.Help.Length > 0)
        {
            json["help"] = warning.Help;
        }

        return json;
    }

    private static JsonArray KiloWatts(IEnumerable<Watts> power) => Numbers(power.Select(watts => watts.Value / 1000));

    private static JsonArray Numbers(IEnumerable<double> values) => new([.. values.Select(value => (JsonNode)Math.Round(value, 4))]);

    private static double Round(double value) => Math.Round(value, 6);
}
