using System.Collections.Immutable;
using EdgeController.Core.Planning;
using EdgeController.Core.Units;

namespace EdgeController.Optimizer.Planning;

/// <summary>The part of <see cref="ProblemCare"/> for vehicles, batteries and PV; null for what is left out.</summary>
internal sealed class ResourceCare(ProblemCare care, int circuits, int slots)
{
    public PlanVehicle? Vehicle(PlanVehicle vehicle)
    {
        var id = vehicle.Id;
        if (!Hangs(id, vehicle.Circuit, vehicle.Phases))
        {
            return null;
        }

        if (vehicle.Departure <= vehicle.Arrival)
        {
            care.Warn(id, $"{id}: departs before it arrives; it is left out.");
            return null;
        }

        var most = Within(vehicle.Max.Value, 0, 1e5, 0, "the highest current");
        var store = vehicle.Store is { } own && own.Capacity.Value > 0 && own.Capacity.Value < 1e9 ? Store(id, own) : null;
        if (vehicle.Store is not null && store is null)
        {
            care.Warn(id, $"{id}: its battery has no capacity; its energy alone counts.");
        }

        var discharge = vehicle.Discharge;
        if (discharge is not null && store is null)
        {
            care.Warn(id, $"{id}: cannot give back without a known battery.");
            discharge = null;
        }

        return vehicle with
        {
            Max = new Amperes(most),
            Min = new Amperes(Within(vehicle.Min.Value, 0, most, most, "the lowest current")),
            Fallback = new Amperes(Within(vehicle.Fallback.Value, 0, 1e5, most, "the fallback")),
            Connector = vehicle.Connector is { } connector ? connector with { Fallback = new Amperes(Within(connector.Fallback.Value, 0, 1e5, 0, "its connector's fallback")) } : null,
            Energy = new WattHours(Within(vehicle.Energy.Value, 0, 1e9, 0, "the energy")),
            Efficiency = Within(vehicle.Efficiency, 0.05, 1, 0.9, "the efficiency"),
            Priority = Within(vehicle.Priority, 0, 100, 1, "the priority"),
            Now = vehicle.Now is { } now && Math.Abs(now.Value) < 1e9 ? now : null,
            Store = store,
            Discharge = discharge is null ? null : discharge with
            {
                Max = new Watts(Within(discharge.Max.Value, 0, 1e9, 0, "the highest discharge")),
                Minimum = Within(discharge.Minimum, 0, 1, 1, "the lowest state of charge"),
                CostPerKwh = Within(discharge.CostPerKwh, 0, 1e4, 1e4, "the cost of discharge"),
                Efficiency = Within(discharge.Efficiency, 0.05, 1, 0.9, "the efficiency of discharge"),
            },
        };

        double Within(double value, double least, double highest, double otherwise, string what) => care.Within(value, least, highest, otherwise, id, $"{id}: {what}");
    }

    public PlanBattery? Battery(PlanBattery battery)
    {
        var id = battery.Id;
        if (!Hangs(id, battery.Circuit, battery.Phases))
        {
            return null;
        }

        var least = Within(battery.Minimum, 0, 1, 1, "the lowest state of charge");
        return battery with
        {
            Capacity = new WattHours(Within(battery.Capacity.Value, 0, 1e9, 0, "the capacity")),
            Initial = Within(battery.Initial, 0, 1, 0, "the state of charge"),
            Minimum = least,
            Maximum = Within(battery.Maximum, least, 1, least, "the highest state of charge"),
            MaxCharge = new Watts(Within(battery.MaxCharge.Value, 0, 1e9, 0, "the highest charging power")),
            MaxDischarge = new Watts(Within(battery.MaxDischarge.Value, 0, 1e9, 0, "the highest discharging power")),
            ChargeEfficiency = Within(battery.ChargeEfficiency, 0.05, 1, 0.9, "the efficiency of charging"),
            DischargeEfficiency = Within(battery.DischargeEfficiency, 0.05, 1, 0.9, "the efficiency of discharging"),
            CycleCostPerKwh = Within(battery.CycleCostPerKwh, 0, 1e4, 1e4, "the cycle cost"),
            FinalValuePerKwh = battery.FinalValuePerKwh is { } value ? Within(value, 0, 1e4, 0, "the final value") : null,
        };

        double Within(double value, double lowest, double highest, double otherwise, string what) => care.Within(value, lowest, highest, otherwise, id, $"{id}: {what}");
    }

    public PlanPv? Pv(PlanPv pv)
    {
        if (!Hangs(pv.Id, pv.Circuit, pv.Phases))
        {
            return null;
        }

        var forecast = pv.Forecast.IsDefault ? [] : pv.Forecast;
        if (forecast.Length != slots || forecast.Any(power => !(power.Value is >= 0 and <= 1e9)))
        {
            care.Warn(pv.Id, $"{pv.Id}: the forecast does not fit the {slots} slots; nothing is expected where it is missing.");
            forecast = [.. Enumerable.Range(0, slots).Select(t => t < forecast.Length && forecast[t].Value is >= 0 and <= 1e9 ? forecast[t] : Watts.Zero)];
        }

        return pv with { Forecast = forecast, Margin = care.Within(pv.Margin, 0, 1, 1, pv.Id, $"{pv.Id}: the margin") };
    }

    private VehicleStore Store(string id, VehicleStore store)
    {
        var taper = store.Taper.IsDefaultOrEmpty ? [] : store.Taper;
        if (!Falls(taper))
        {
            care.Warn(id, $"{id}: its taper must fall ever steeper from one state of charge to the next; it is left out.");
            taper = [];
        }

        return store with
        {
            Initial = care.Within(store.Initial, 0, 1, 0, id, $"{id}: the state of charge"),
            Target = care.Within(store.Target, 0, 1, 1, id, $"{id}: the wanted state of charge"),
            Taper = taper,
        };
    }

    private static bool Falls(ImmutableArray<TaperPoint> taper)
    {
        var slope = 0.0;
        for (var k = 0; k < taper.Length; k++)
        {
            if (!(taper[k].StateOfCharge is >= 0 and <= 1 && taper[k].Power.Value is >= 0 and < 1e9))
            {
                return false;
            }

            if (k == 0)
            {
                continue;
            }

            var width = taper[k].StateOfCharge - taper[k - 1].StateOfCharge;
            var next = (taper[k - 1].Power.Value - taper[k].Power.Value) / width;
            if (!(width > 1e-4 && next >= slope - 1e-6))
            {
                return false;
            }

            slope = next;
        }

        // One point says nothing; and behind the last the line must not have crossed zero before the battery is full.
        return taper.Length != 1 && (taper.Length == 0 || taper[^1].Power.Value - (slope * (1 - taper[^1].StateOfCharge)) >= -1e-6);
    }

    private bool Hangs(string id, int circuit, Phases phases)
    {
        if (circuit >= 0 && circuit < circuits && phases != Phases.None && (phases & ~Phases.All) == Phases.None)
        {
            return true;
        }

        care.Warn(id, $"{id}: hangs on no circuit or no phase; it is left out.");
        return false;
    }
}
