using System.Collections.Immutable;
using EdgeController.Core.Planning;
using EdgeController.Core.Units;

namespace EdgeController.Optimizer.Planning;

/// <summary>
/// Makes any problem one that can be planned: what contradicts itself is bounded or left out, on the safe side and with a warning. No limit
/// rises by it: a number that is none is no room, and what hangs nowhere gets nothing.
/// </summary>
internal sealed class ProblemCare
{
    private const int MostSlots = 2000;

    private readonly List<PlanWarning> _warnings = [];

    public IReadOnlyList<PlanWarning> Warnings => _warnings;

    public PlanningProblem Tidy(PlanningProblem problem)
    {
        var usable = problem.Slots.IsDefault ? [] : problem.Slots.Where(slot => slot >= TimeSpan.FromMinutes(1) && slot <= TimeSpan.FromHours(1)).Take(MostSlots).ToImmutableArray();
        if (usable.Length == 0 || usable.Length != problem.Slots.Length)
        {
            Warn(string.Empty, "Slots must be 1 to 60 minutes long and at most 2000; the others are left out.");
        }

        var slots = usable.Length;
        var goals = problem.Goals;
        var tidy = problem with
        {
            Slots = usable,
            Nominal = new Volts(Within(problem.Nominal.Value, 50, 1000, 230, string.Empty, "the nominal voltage")),
            Prices = problem.Prices with
            {
                ImportPerKwh = Series(problem.Prices.ImportPerKwh, slots, "import prices"),
                ExportPerKwh = Series(problem.Prices.ExportPerKwh, slots, "export prices"),
                Co2GramsPerKwh = Series(problem.Prices.Co2GramsPerKwh, slots, "CO2 per kWh"),
                Co2PerKg = Within(problem.Prices.Co2PerKg, 0, 1e4, 0, string.Empty, "the price of CO2"),
            },
            Demand = problem.Demand is { } demand ? demand with
            {
                PerKw = Within(demand.PerKw, 0, 1e5, 0, string.Empty, "the demand charge"),
                PeakSoFar = new Watts(Within(demand.PeakSoFar.Value, 0, 1e9, 0, string.Empty, "the month's peak")),
                QuarterSoFar = new WattHours(Within(demand.QuarterSoFar.Value, 0, 1e9, 0, string.Empty, "the running quarter's energy")),
            }
            : null,
            Goals = goals with
            {
                ShortagePerKwh = Within(goals.ShortagePerKwh, 0, 1e4, 2, string.Empty, "the price of shortage"),
                FairnessPerVehicle = Within(goals.FairnessPerVehicle, 0, 1e4, 1, string.Empty, "the price of the worst shortage"),
                LatenessPerKwhHour = Within(goals.LatenessPerKwhHour, 0, 1, 1e-4, string.Empty, "the price of lateness"),
                SwitchPerKw = Within(goals.SwitchPerKw, 0, 100, 1e-3, string.Empty, "the price of switching"),
                LaterShare = Within(goals.LaterShare, 0.1, 1, 1, string.Empty, "the share of limits for later"),
                OverloadPerAmpHour = Within(goals.OverloadPerAmpHour, 1, 1e5, 50, string.Empty, "the price of overload"),
            },
            Circuits = problem.Circuits.IsDefault ? [] : problem.Circuits,
            Vehicles = problem.Vehicles.IsDefault ? [] : problem.Vehicles,
            Batteries = problem.Batteries.IsDefault ? [] : problem.Batteries,
            Pv = problem.Pv.IsDefault ? [] : problem.Pv,
        };
        var circuits = tidy.Circuits.Select((circuit, c) => Circuit(circuit, c, slots)).ToImmutableArray();
        tidy = tidy with { Circuits = circuits };
        var resources = new ResourceCare(this, circuits.Length, slots);
        return tidy with
        {
            Vehicles = [.. tidy.Vehicles.Select(resources.Vehicle).OfType<PlanVehicle>().DistinctBy(vehicle => vehicle.Id, StringComparer.Ordinal)],
            Batteries = [.. tidy.Batteries.Select(resources.Battery).OfType<PlanBattery>().DistinctBy(battery => battery.Id, StringComparer.Ordinal)],
            Pv = [.. tidy.Pv.Select(resources.Pv).OfType<PlanPv>().DistinctBy(pv => pv.Id, StringComparer.Ordinal)],
        };
    }

    public void Warn(string subject, string sentence) => _warnings.Add(new PlanWarning(PlanWarningKind.Input, subject, sentence));

    public double Within(double value, double least, double most, double otherwise, string subject, string what)
    {
        if (value >= least && value <= most)
        {
            return value;
        }

        var used = double.IsFinite(value) ? Math.Clamp(value, least, most) : otherwise;
        Warn(subject, FormattableString.Invariant($"{what} of {value} cannot be; {used} is used."));
        return used;
    }

    private PlanCircuit Circuit(PlanCircuit circuit, int index, int slots)
    {
        var id = circuit.Id;
        var limit = circuit.Limit.Select(amps => new Amperes(Within(amps.Value, 0, 1e6, 0, id, $"{id}: a limit")));
        var parent = circuit.Parent;
        if (parent is { } above && (above < 0 || above >= index))
        {
            Warn(id, $"{id}: its parent is no circuit before it; nothing charges there.");
            (parent, limit) = (null, PerPhase.All(Amperes.Zero));
        }

        var load = circuit.Uncontrolled.IsDefaultOrEmpty ? [] : circuit.Uncontrolled;
        if (load.Length > 0 && load.Length != slots)
        {
            Warn(id, $"{id}: the forecast of uncontrolled load has {load.Length} values for {slots} slots; its highest stands for the missing.");
            var highest = new PerPhase<Watts>(Highest(load, Phase.L1), Highest(load, Phase.L2), Highest(load, Phase.L3));
            load = [.. Enumerable.Range(0, slots).Select(t => t < load.Length ? load[t] : highest)];
        }

        // A load that is no number is as high as the limit: nothing is given into it.
        var unknown = limit.Select(amps => new Watts(amps.Value * 1000));
        return circuit with
        {
            Parent = parent,
            Limit = limit,
            LimitPower = circuit.LimitPower is { } power ? new Watts(Within(power.Value, 0, 1e9, 0, id, $"{id}: the power limit")) : null,
            ExportPower = circuit.ExportPower is { } export ? new Watts(Within(export.Value, 0, 1e9, 0, id, $"{id}: the export limit")) : null,
            Unbalance = circuit.Unbalance is { } unbalance ? new Amperes(Within(unbalance.Value, 0, 1e6, 0, id, $"{id}: the unbalance limit")) : null,
            Margin = Within(circuit.Margin, 0, 10, 1, id, $"{id}: the margin"),
            Reserve = new Amperes(Within(circuit.Reserve.Value, 0, 1e6, 1e6, id, $"{id}: the reserve")),
            VehicleCurrent = circuit.VehicleCurrent?.Select(amps => new Amperes(Within(amps.Value, 0, 1e6, 0, id, $"{id}: the vehicles' limit"))),
            VehiclePower = circuit.VehiclePower is { } vehicles ? new Watts(Within(vehicles.Value, 0, 1e9, 0, id, $"{id}: the vehicles' power limit")) : null,
            Connectors = circuit.Connectors.Select(amps => new Amperes(Within(amps.Value, 0, 1e6, 0, id, $"{id}: the connectors' fallback"))),
            Newcomers = new Amperes(Within(circuit.Newcomers.Value, 0, 1e6, 1e6, id, $"{id}: the room for newcomers")),
            Uncontrolled = [.. load.Select(each => new PerPhase<Watts>(Load(each, Phase.L1), Load(each, Phase.L2), Load(each, Phase.L3)))],
            Timed = circuit.Timed.IsDefaultOrEmpty ? [] : [.. circuit.Timed.Select(timed => timed with
            {
                Current = timed.Current is { } amps ? new Amperes(Within(amps.Value, 0, 1e6, 0, id, $"{id}: a timed limit")) : null,
                Power = timed.Power is { } watts ? new Watts(Within(watts.Value, 0, 1e9, 0, id, $"{id}: a timed limit")) : null,
                Charging = timed.Charging is { } charging ? new Watts(Within(charging.Value, 0, 1e9, 0, id, $"{id}: a timed limit")) : null,
            })],
        };

        Watts Load(PerPhase<Watts> each, Phase phase) => Math.Abs(each[phase].Value) <= 1e9 ? each[phase] : unknown[phase];
    }

    private static Watts Highest(ImmutableArray<PerPhase<Watts>> of, Phase phase) => new(of.Max(each => each[phase].Value));

    private ImmutableArray<double> Series(ImmutableArray<double> values, int slots, string what)
    {
        if (values.IsDefaultOrEmpty)
        {
            return [];
        }

        if (values.Length != slots || values.Any(value => !(Math.Abs(value) <= 1e5)))
        {
            Warn(string.Empty, $"The {what} do not fit the {slots} slots; the last good value stands for what is missing.");
        }

        var last = 0.0;
        return [.. Enumerable.Range(0, slots).Select(t => last = t < values.Length && Math.Abs(values[t]) <= 1e5 ? values[t] : last)];
    }
}
