using System.Collections.Immutable;
using EdgeController.Core.Balancing;
using EdgeController.Core.Planning;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Optimizer;

namespace EdgeController.Scenarios.Worth;

/// <summary>
/// The offline optimum: knows every visit, load, sun and price, acts without delay, and has the guard's working limits and the vehicles' least currents. Solved in quarters of
/// an hour over two days at a time, of which the first counts, so that it stays solvable.
/// </summary>
internal sealed class WorthOptimum(WorthSite worth, WorthTruth truth)
{
    private const int PerDay = 96;
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    private readonly Site _site = worth.Site;
    private readonly PerPhase<Amperes>[] _assumed = new SiteIndex(worth.Site).AssumedBelow;
    private readonly WorthVehicles _vehicles = new(worth);

    /// <summary>Widest distance between a day's schedule and its proven bound, as a part of the bound.</summary>
    public double WorstGap { get; private set; }

    public WorthOutcome Solve()
    {
        using var planner = SolverChoice.Planner("clp");
        var sessions = worth.Scenario.Sessions!;
        var charged = new double[sessions.Count];
        var stored = _site.Resources.ToDictionary(one => one.Id, _ => 0.5);
        var bill = new WorthBill(worth);
        var total = (int)(worth.Scenario.Duration / Quarter);
        for (var first = 0; first < total; first += PerDay)
        {
            var slots = Math.Min(2 * PerDay, total - first);
            var (from, to) = (Quarter * first, Quarter * (first + slots));
            var here = Enumerable.Range(0, sessions.Count).Where(s => sessions[s].Departure > from && sessions[s].Arrival < to)
                .Select(s => (Session: s, Vehicle: _vehicles.Of(sessions[s], $"v{s}", charged[s], tapers: true))).Where(one => one.Vehicle is { Energy.Value: > 1 }).ToArray();
            var problem = Problem(from, slots, [.. here.Select(one => one.Vehicle!)], stored);
            var plan = planner.Plan(problem, new PlanBounds(10_000_000, null));
            Assert.True(plan.Status == PlanStatus.Optimal, $"{worth.Name}, from {from}: {string.Join(' ', plan.Warnings.Select(warning => warning.Sentence))}");
            WorstGap = Math.Max(WorstGap, plan.Gap ?? 0);
            var done = Math.Min(PerDay, slots);
            for (var t = 0; t < done; t++)
            {
                bill.Add(from + (Quarter * t), Quarter, plan.Grid[t].Value, plan.Pv.Sum(pv => pv.Power[t].Value));
            }

            foreach (var (vehicle, i) in here.Select((one, i) => (one, i)))
            {
                charged[vehicle.Session] += plan.Vehicles[i].Charge.Take(done).Sum(power => power.Value) / 4000 * vehicle.Vehicle!.Efficiency;
            }

            foreach (var battery in plan.Batteries)
            {
                stored[battery.Id] = battery.StateOfCharge[done - 1];
            }
        }

        var more = _site.Resources.Where(one => one.Kind == ResourceKind.Battery).Sum(one => (stored[one.Id] - 0.5) * WorthSite.BatteryKwh(one));
        var requested = sessions.Sum(session => session.Vehicle.RequestedWattHours) / 1000;
        var missed = sessions.Select((session, s) => Math.Max(0, (session.Vehicle.RequestedWattHours / 1000) - charged[s])).Sum();
        return bill.Outcome("optimum", requested, missed, more);
    }

    private PlanningProblem Problem(TimeSpan from, int slots, ImmutableArray<PlanVehicle> vehicles, Dictionary<string, double> stored)
    {
        var times = Enumerable.Range(0, slots).Select(t => from + (Quarter * t)).ToArray();
        return new PlanningProblem
        {
            Start = worth.Start + from,
            Slots = [.. times.Select(_ => Quarter)],
            Nominal = _site.NominalVoltage,
            Circuits = [.. _site.Circuits.Select(circuit => CircuitOf(circuit, times))],
            Vehicles = vehicles,
            Batteries = [.. _site.Resources.Where(one => one is { Kind: ResourceKind.Battery, Control: not null }).Select(one => new PlanBattery
            {
                Id = one.Id,
                Circuit = one.Circuit,
                Capacity = new WattHours(WorthSite.BatteryKwh(one) * 1000),
                Initial = stored[one.Id],
                Minimum = one.SocMin,
                Maximum = one.SocMax,
                MaxCharge = one.Max,
                MaxDischarge = one.Max,
                ChargeEfficiency = 1,
                DischargeEfficiency = 1,
                CycleCostPerKwh = 0.02,
            })],
            Pv = [.. _site.Resources.Where(one => one.Kind == ResourceKind.Pv).Select(one => new PlanPv
            {
                Id = one.Id,
                Circuit = one.Circuit,
                Forecast = [.. times.Select(at => truth.Sun(one.Index, at, at + Quarter))],
                Curtailable = one.Control is not null,
            })],
            Prices = new PlanPrices
            {
                ImportPerKwh = [.. times.Select(at => worth.Prices.Import(worth.Start + at))],
                ExportPerKwh = [.. times.Select(_ => WorthPrices.Export)],
            },
            Goals = new PlanGoals { FairnessPerVehicle = 0, SwitchPerKw = 0, Near = TimeSpan.FromDays(1) },
        };
    }

    /// <summary>What the guard lets flow: usable values, and 1.13 x the breaker where all that is assumed comes; where no meter looks, what is assumed counts.</summary>
    private PlanCircuit CircuitOf(Circuit circuit, TimeSpan[] times)
    {
        var guard = GuardOptions.Default;
        var (volts, usable) = (_site.NominalVoltage.Value, _site.Margin.Usable(circuit.LimitAmps.L1).Value);
        var load = times.Select(at => truth.Load(circuit.Index, at, at + Quarter)).ToArray();
        var timed = ImmutableArray.CreateBuilder<TimedLimit>(times.Length);
        for (var t = 0; t < times.Length; t++)
        {
            var below = _site.Circuits.Where(one => one.PathToRoot.Contains(circuit.Index)).Sum(one => truth.Load(one.Index, times[t], times[t] + Quarter).Value) / volts;
            var unseen = circuit.Meter is null ? Math.Max(0, _assumed[circuit.Index].L1.Value - below) : 0;
            timed.Add(new TimedLimit(worth.Start + times[t], worth.Start + times[t] + Quarter) { Current = new Amperes(usable - unseen) });
        }

        return new PlanCircuit
        {
            Id = circuit.Id.Value,
            Parent = circuit.Parent,
            Limit = circuit.LimitAmps.Select(amps => _site.Margin.Usable(amps)),
            LimitPower = circuit.LimitPower is { } power ? _site.Margin.Usable(power) : null,
            ExportPower = circuit.ExportLimit,
            VehicleCurrent = circuit.LimitAmps.Select(amps => new Amperes(Math.Max(0, (guard.ReserveRatio * amps.Value) - _assumed[circuit.Index].L1.Value))),
            VehiclePower = circuit.LimitPower is { } agreed ? new Watts(Math.Max(0, (guard.ReserveRatio * agreed.Value) - (3 * volts * _assumed[circuit.Index].L1.Value))) : null,
            Unbalance = circuit.Unbalance,
            Uncontrolled = [.. load.Select(watts => PerPhase.All(watts))],
            Reserve = guard.Headroom,
            Connectors = PerPhase.Each.Aggregate(default(PerPhase<Amperes>), (all, phase) => all.With(phase, new Amperes(Fallbacks(circuit, phase).Sum()))),
            Newcomers = new Amperes(PerPhase.Each.Max(phase => Fallbacks(circuit, phase).OrderDescending().Take(guard.NewcomerRoom).Sum())),
            Timed = timed.ToImmutable(),
        };
    }

    /// <summary>What the connectors below give on a phase if nobody controls them.</summary>
    private IEnumerable<double> Fallbacks(Circuit circuit, Phase phase) =>
        from evse in _site.Evses
        let station = _site.Stations[evse.Station]
        where _site.Circuits[station.Circuit].PathToRoot.Contains(circuit.Index) && station.Rotation.Wired.Has(phase)
        select station.Fallback.Value;
}
