using System.Collections.Immutable;
using EdgeController.Core.Planning;
using EdgeController.Core.Units;

namespace EdgeController.Benchmarks.Planner;

/// <summary>
/// A site to plan for: groups of ten vehicles, feeders of ten groups, one grid connection for a good quarter of all ratings, 96 quarter hours,
/// seven in ten vehicles on three phases, one in five able to give back, PV, a battery, day-ahead prices and a demand charge.
/// </summary>
internal static class PlannedSite
{
    private const int Slots = 96;
    private static readonly DateTimeOffset Morning = new(2026, 1, 12, 7, 0, 0, TimeSpan.Zero);

    public static PlanningProblem Of(int vehicles)
    {
        var random = new Random(vehicles);
        var groups = Math.Max(1, vehicles / 10);
        var feeders = Math.Max(1, groups / 10);
        var ratings = new double[groups];
        var list = Enumerable.Range(0, vehicles).Select(i => Vehicle(random, i, 1 + feeders + (i % groups), amps => ratings[i % groups] += amps)).ToImmutableArray();
        var all = ratings.Sum();
        var circuits = ImmutableArray.CreateBuilder<PlanCircuit>();
        circuits.Add(new PlanCircuit
        {
            Id = "site",
            Limit = PerPhase.All(new Amperes(all * (vehicles > 10 ? 0.28 : 0.4))),
            Margin = 0.1,
            Uncontrolled = [.. Enumerable.Range(0, Slots).Select(_ => PerPhase.All(new Watts(all * 7 * (1 + (random.NextDouble() / 2)))))],
        });
        circuits.AddRange(Enumerable.Range(0, feeders).Select(f => Below($"f{f}", 0, ratings.Where((_, g) => g % feeders == f).Sum() * 0.38)));
        circuits.AddRange(Enumerable.Range(0, groups).Select(g => Below($"g{g}", 1 + (g % feeders), Math.Max(32, ratings[g] * 0.55))));
        return new PlanningProblem
        {
            Start = Morning,
            Slots = [.. Enumerable.Repeat(TimeSpan.FromMinutes(15), Slots)],
            Circuits = circuits.ToImmutable(),
            Vehicles = list,
            Batteries = [new PlanBattery { Id = "battery", Circuit = 0, Capacity = new WattHours(all * 200), Initial = 0.5, MaxCharge = new Watts(all * 50), MaxDischarge = new Watts(all * 50), CycleCostPerKwh = 0.03 }],
            Pv = [new PlanPv { Id = "roof", Circuit = 0, Curtailable = true, Margin = 0.1, Forecast = [.. Enumerable.Range(0, Slots).Select(t => new Watts(all * 80 * Math.Max(0, Math.Sin((t - 4) * Math.PI / 40)) * (t < 44 ? 1 : 0)))] }],
            Prices = new PlanPrices
            {
                ImportPerKwh = [.. Enumerable.Range(0, Slots / 4).Select(h => 0.25 + (random.NextDouble() / 10) + (h is >= 10 and <= 13 ? 0.1 : 0)).SelectMany(price => Enumerable.Repeat(price, 4))],
                ExportPerKwh = [.. Enumerable.Repeat(0.07, Slots)],
            },
            Demand = new DemandCharge(0.35, Watts.Zero),
        };
    }

    /// <summary>The same with a forecast of load and PV that is up to so much different.</summary>
    public static PlanningProblem Forecast(PlanningProblem problem, Random random, double by)
    {
        var site = problem.Circuits[0];
        return problem with
        {
            Circuits = problem.Circuits.SetItem(0, site with { Uncontrolled = [.. site.Uncontrolled.Select(load => PerPhase.All(new Watts(load.L1.Value * Factor())))] }),
            Pv = [.. problem.Pv.Select(pv => pv with { Forecast = [.. pv.Forecast.Select(power => new Watts(power.Value * Factor()))] })],
        };

        double Factor() => 1 + (by * ((2 * random.NextDouble()) - 1));
    }

    /// <summary>A quarter of an hour later: what the plan had for it is done, one slot more at the end, and other forecasts.</summary>
    public static PlanningProblem Roll(PlanningProblem problem, ChargingPlan plan, Random random)
    {
        var later = Forecast(problem, random, 0.05);
        return later with
        {
            Start = problem.Start.AddMinutes(15),
            Circuits = later.Circuits.SetItem(0, later.Circuits[0] with { Uncontrolled = [.. later.Circuits[0].Uncontrolled.Skip(1), later.Circuits[0].Uncontrolled[0]] }),
            Pv = [.. later.Pv.Select(pv => pv with { Forecast = [.. pv.Forecast.Skip(1), pv.Forecast[0]] })],
            Prices = problem.Prices with { ImportPerKwh = [.. problem.Prices.ImportPerKwh.Skip(1), problem.Prices.ImportPerKwh[0]] },
            Batteries = [.. problem.Batteries.Select((battery, b) => battery with { Initial = plan.Batteries[b].StateOfCharge[0] })],
            Vehicles = [.. problem.Vehicles.Select((vehicle, i) => Charged(vehicle, plan.Vehicles[i])).Where(vehicle => vehicle.Departure > problem.Start.AddMinutes(20))],
        };
    }

    /// <summary>One vehicle more.</summary>
    public static PlanningProblem Arrived(PlanningProblem problem, Random random, int number)
    {
        var vehicle = Vehicle(random, 1_000_000 + number, problem.Circuits.Length - 1, _ => { });
        return problem with { Vehicles = problem.Vehicles.Add(vehicle with { Arrival = problem.Start, Departure = problem.Start.AddHours(6 + (random.NextDouble() * 6)) }) };
    }

    private static PlanVehicle Charged(PlanVehicle vehicle, VehiclePlan plan)
    {
        var gained = ((plan.Charge[0].Value * vehicle.Efficiency) - (plan.Discharge.IsEmpty ? 0 : plan.Discharge[0].Value / vehicle.Discharge!.Efficiency)) / 4;
        return vehicle with
        {
            Now = plan.Charge[0],
            Energy = WattHours.Max(WattHours.Zero, vehicle.Energy - new WattHours(gained)),
            Store = vehicle.Store is { } store ? store with { Initial = Math.Clamp(store.Initial + (gained / store.Capacity.Value), 0, 1) } : null,
        };
    }

    private static PlanVehicle Vehicle(Random random, int number, int circuit, Action<double> rate)
    {
        var isThree = random.NextDouble() < 0.7;
        var amps = isThree && random.Next(2) == 0 ? 16 : 32;
        var kiloWatts = amps * 0.23 * (isThree ? 3 : 1);
        rate(amps * (isThree ? 3 : 1) / 3.0);
        var kind = random.NextDouble();
        var arrival = kind < 0.5 ? 0 : kind < 0.75 ? random.NextDouble() * 6 : 9 + (random.NextDouble() * 5);
        var departure = Math.Min(23.9, arrival + 2 + (random.NextDouble() * 7.9));
        var need = Math.Min(kiloWatts * 0.9 * (departure - arrival) * (0.2 + (0.7 * random.NextDouble())), 5 + (55 * random.NextDouble()));
        var (capacity, soc) = (40 + (40 * random.NextDouble()), 0.2 + (0.4 * random.NextDouble()));
        var gives = random.NextDouble() < 0.2;
        return new PlanVehicle
        {
            Id = $"v{number}",
            Circuit = circuit,
            Phases = isThree ? Phases.All : ((Phase)random.Next(3)).ToSet(),
            Max = new Amperes(amps),
            Arrival = Morning.AddMinutes(Math.Round(arrival * 60)),
            Departure = Morning.AddMinutes(Math.Round(departure * 60)),
            Energy = gives ? WattHours.Zero : new WattHours(need * 1000),
            Store = gives ? new VehicleStore(new WattHours(capacity * 1000), soc, Math.Min(0.95, soc + (need / capacity))) : null,
            Discharge = gives ? new VehicleDischarge(new Watts(Math.Min(kiloWatts, 11) * 1000), 0.2, 0.05) : null,
        };
    }

    private static PlanCircuit Below(string id, int parent, double limit) => new() { Id = id, Parent = parent, Limit = PerPhase.All(new Amperes(limit)) };
}
