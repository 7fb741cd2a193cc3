using EdgeController.Core.Planning;
using EdgeController.Core.Units;

namespace EdgeController.Optimizer.Tests.Support;

/// <summary>
/// Reads a problem and a plan and says whether the plan breaks anything, with nothing of the optimizer's own arithmetic: currents and powers
/// of every circuit, minimums, stores, directions. Load that is over a limit by itself excuses no more than itself.
/// </summary>
internal static class LimitOracle
{
    private const double Slack = 2e-3;

    public static void Holds(PlanningProblem problem, ChargingPlan plan)
    {
        if (Breach(problem, plan) is { } breach)
        {
            Assert.Fail(breach);
        }
    }

    /// <summary>What is broken, in one sentence; null for a good plan.</summary>
    public static string? Breach(PlanningProblem problem, ChargingPlan plan)
    {
        // Who is only expected is in no plan.
        problem = problem with { Vehicles = [.. problem.Vehicles.Where(vehicle => !vehicle.IsExpected)] };
        var start = problem.Start;
        for (var t = 0; t < problem.Slots.Length; t++)
        {
            var end = start + problem.Slots[t];
            for (var c = 0; c < problem.Circuits.Length; c++)
            {
                if (Circuit(problem, plan, c, t, start, end) is { } over)
                {
                    return $"slot {t}, circuit {problem.Circuits[c].Id}: {over}";
                }
            }

            start = end;
        }

        return problem.Vehicles.Select(vehicle => Vehicle(problem, plan, vehicle)).FirstOrDefault(found => found is not null)
            ?? plan.Batteries.Select(Battery).FirstOrDefault(found => found is not null);
    }

    private static string? Circuit(PlanningProblem problem, ChargingPlan plan, int circuit, int slot, DateTimeOffset start, DateTimeOffset end)
    {
        var own = problem.Circuits[circuit];
        var (import, export, charging, single) = (new double[3], new double[3], 0.0, new double[3]);
        var (baseImport, baseExport) = (new double[3], new double[3]);
        foreach (var below in Below(problem, circuit))
        {
            for (var phase = 0; phase < 3 && !below.Uncontrolled.IsEmpty; phase++)
            {
                var load = below.Uncontrolled[slot][(Phase)phase].Value;
                baseImport[phase] += load + (below.Margin * Math.Abs(load));
                baseExport[phase] -= load - (below.Margin * Math.Abs(load));
            }
        }

        void Flow(int where, Phases phases, double power, double help, double back)
        {
            for (var phase = 0; phase < 3 && IsUnder(problem, where, circuit); phase++)
            {
                if (phases.Has((Phase)phase))
                {
                    import[phase] += (power > 0 ? power : power * help) / phases.Count();
                    export[phase] -= (power > 0 ? power : power * back) / phases.Count();
                }
            }
        }

        foreach (var (vehicle, i) in problem.Vehicles.Select((vehicle, i) => (vehicle, i)))
        {
            var there = Math.Clamp((Earlier(vehicle.Departure, end) - Later(vehicle.Arrival, start)) / (end - start), 0, 1);
            var vehiclePlan = plan.Vehicles[i];
            var net = vehiclePlan.Charge[slot].Value - (vehiclePlan.Discharge.IsEmpty ? 0 : vehiclePlan.Discharge[slot].Value);
            if (net == 0)
            {
                continue;
            }

            if (there <= 0)
            {
                return $"{vehicle.Id} charges although it is not there";
            }

            Flow(vehicle.Circuit, vehicle.Phases, net / there, 1, 1);
            charging += IsUnder(problem, vehicle.Circuit, circuit) ? Math.Max(0, net / there) : 0;
            for (var phase = 0; phase < 3 && vehicle.Phases.Count() < 3 && IsUnder(problem, vehicle.Circuit, circuit); phase++)
            {
                single[phase] += vehicle.Phases.Has((Phase)phase) ? net / there / vehicle.Phases.Count() : 0;
            }
        }

        foreach (var (battery, i) in problem.Batteries.Select((battery, i) => (battery, i)))
        {
            var net = plan.Batteries[i].Charge[slot].Value - plan.Batteries[i].Discharge[slot].Value;
            Flow(battery.Circuit, battery.Phases, net, 1, 1);
            charging += IsUnder(problem, battery.Circuit, circuit) ? Math.Max(0, net) : 0;
        }

        foreach (var (pv, i) in problem.Pv.Select((pv, i) => (pv, i)))
        {
            var power = pv.Curtailable ? plan.Pv[i].Power[slot].Value : pv.Forecast[slot].Value;
            if (pv.Curtailable)
            {
                Flow(pv.Circuit, pv.Phases, -power, 1 - pv.Margin, 1 + pv.Margin);
            }
            else
            {
                for (var phase = 0; phase < 3 && IsUnder(problem, pv.Circuit, circuit); phase++)
                {
                    baseImport[phase] -= pv.Phases.Has((Phase)phase) ? power * (1 - pv.Margin) / pv.Phases.Count() : 0;
                    baseExport[phase] += pv.Phases.Has((Phase)phase) ? power * (1 + pv.Margin) / pv.Phases.Count() : 0;
                }
            }
        }

        if (Vehicles(problem, plan, circuit, slot, start, end) is { } vehicles)
        {
            return vehicles;
        }

        var timed = own.Timed.Where(limit => limit.From < end && limit.To > start).ToArray();
        var volts = problem.Nominal.Value;
        for (var phase = 0; phase < 3; phase++)
        {
            var limit = timed.Select(each => each.Current?.Value).OfType<double>().Append(own.Limit[(Phase)phase].Value).Min() * volts;
            var room = limit - (own.Reserve.Value * volts);
            if (import[phase] + baseImport[phase] > Math.Max(room, baseImport[phase]) + (Slack * volts))
            {
                return $"{(import[phase] + baseImport[phase]) / volts:0.###} A on {(Phase)phase}, {room / volts:0.###} A allowed";
            }

            if (export[phase] + baseExport[phase] > Math.Max(limit, baseExport[phase]) + (Slack * volts))
            {
                return $"{(export[phase] + baseExport[phase]) / volts:0.###} A flow back on {(Phase)phase}";
            }

            if (own.Unbalance is { } allowed && Math.Abs(single[phase] - single[(phase + 1) % 3]) / volts > allowed.Value + Slack)
            {
                return "the phases are too uneven";
            }
        }

        var most = timed.Select(each => each.Power?.Value).Append(own.LimitPower?.Value).OfType<double>().Append(double.PositiveInfinity).Min();
        var mostCharging = timed.Select(each => each.Charging?.Value).OfType<double>().Append(double.PositiveInfinity).Min();
        return import.Sum() + baseImport.Sum() > Math.Max(most, baseImport.Sum()) + 1 ? $"{(import.Sum() + baseImport.Sum()) / 1000:0.###} kW imported"
            : charging > mostCharging + 1 ? $"{charging / 1000:0.###} kW of charging"
            : export.Sum() + baseExport.Sum() > Math.Max(own.ExportPower?.Value ?? double.PositiveInfinity, baseExport.Sum()) + 1 ? $"{(export.Sum() + baseExport.Sum()) / 1000:0.###} kW exported"
            : null;
    }

    private static string? Vehicle(PlanningProblem problem, ChargingPlan plan, PlanVehicle vehicle)
    {
        var own = plan.Vehicles.Single(each => each.Id == vehicle.Id);
        var volts = problem.Nominal.Value * vehicle.Phases.Count();
        var (stored, start) = (vehicle.Store is { } store ? store.Initial * store.Capacity.Value : 0, problem.Start);
        for (var t = 0; t < problem.Slots.Length; t++)
        {
            var hours = problem.Slots[t].TotalHours;
            var end = start + problem.Slots[t];
            var there = Math.Clamp((Earlier(vehicle.Departure, end) - Later(vehicle.Arrival, start)) / (end - start), 0, 1);
            var (charge, give) = (own.Charge[t].Value, own.Discharge.IsEmpty ? 0 : own.Discharge[t].Value);
            if (charge > 0.01 && give > 0.01)
            {
                return $"slot {t}: {vehicle.Id} takes and gives at once";
            }

            if (charge > (vehicle.Max.Value * volts * there) + 1 || give > ((vehicle.Discharge?.Max.Value ?? 0) * there) + 1 || own.Current[t].Value > vehicle.Max.Value + Slack)
            {
                return $"slot {t}: {vehicle.Id} has {charge:0} W in and {give:0} W out";
            }

            var isNear = (start - problem.Start) < problem.Goals.Near;
            if (isNear && charge > 0.01 && charge < (vehicle.Min.Value * volts * there) - 1)
            {
                return $"slot {t}: {vehicle.Id} has {charge:0} W, below its minimum";
            }

            stored += hours * ((charge * vehicle.Efficiency) - (give / (vehicle.Discharge?.Efficiency ?? 1)));
            if (vehicle.Discharge is { } discharge && vehicle.Store is { } battery
                && (stored > battery.Capacity.Value + 2 || stored < (Math.Min(discharge.Minimum, battery.Initial) * battery.Capacity.Value) - 2))
            {
                return $"slot {t}: {vehicle.Id} would hold {stored:0} Wh";
            }

            start = end;
        }

        return null;
    }

    private static string? Battery(BatteryPlan battery) =>
        battery.Charge.Zip(battery.Discharge).Any(pair => pair.First.Value > 0.01 && pair.Second.Value > 0.01) ? $"{battery.Id} takes and gives at once" : null;

    private static IEnumerable<PlanCircuit> Below(PlanningProblem problem, int circuit) => problem.Circuits.Where((_, c) => IsUnder(problem, c, circuit));

    private static bool IsUnder(PlanningProblem problem, int circuit, int of)
    {
        for (int? at = circuit; at is { } here; at = problem.Circuits[here].Parent)
        {
            if (here == of)
            {
                return true;
            }
        }

        return false;
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static string? Vehicles(PlanningProblem problem, ChargingPlan plan, int circuit, int slot, DateTimeOffset start, DateTimeOffset end)
    {
        var (own, watts) = (problem.Circuits[circuit], new double[3]);
        for (var i = 0; i < problem.Vehicles.Length; i++)
        {
            var vehicle = problem.Vehicles[i];
            var there = Math.Clamp((Earlier(vehicle.Departure, end) - Later(vehicle.Arrival, start)) / (end - start), 0, 1);
            for (var phase = 0; phase < 3 && there > 0 && IsUnder(problem, vehicle.Circuit, circuit); phase++)
            {
                watts[phase] += vehicle.Phases.Has((Phase)phase) ? plan.Vehicles[i].Charge[slot].Value / there / vehicle.Phases.Count() : 0;
            }
        }

        var kept = Free(problem, circuit, start, end);
        for (var phase = 0; phase < 3; phase++)
        {
            var amps = watts[phase] / problem.Nominal.Value;
            if (own.VehicleCurrent is { } current && amps > Math.Max(0, current[(Phase)phase].Value - kept[phase]) + Slack)
            {
                return $"vehicles draw {amps:0.###} A on {(Phase)phase}, {current[(Phase)phase].Value} A allowed, {kept[phase]} A of it kept for free connectors";
            }
        }

        return own.VehiclePower is { } power && watts.Sum() > Math.Max(0, power.Value - (kept.Sum() * problem.Nominal.Value)) + (Slack * problem.Nominal.Value) ? $"vehicles draw {watts.Sum():0} W, {power.Value} W allowed" : null;
    }

    /// <summary>By phase, what connectors give that no vehicle is at during the slot.</summary>
    private static double[] Free(PlanningProblem problem, int circuit, DateTimeOffset start, DateTimeOffset end)
    {
        var there = problem.Vehicles.Where(vehicle => IsUnder(problem, vehicle.Circuit, circuit) && (Earlier(vehicle.Departure, end) - Later(vehicle.Arrival, start)) / (end - start) >= 0.01).ToArray();
        return [.. PerPhase.Each.Select(phase => Math.Max(0, problem.Circuits[circuit].Connectors[phase].Value
            - there.Sum(vehicle => vehicle.Connector is { } connector && connector.Phases.Has(phase) ? connector.Fallback.Value : 0)))];
    }
}
