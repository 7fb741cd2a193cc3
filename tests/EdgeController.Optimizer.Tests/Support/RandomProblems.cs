using System.Collections.Immutable;
using EdgeController.Core.Planning;
using EdgeController.Core.Units;

namespace EdgeController.Optimizer.Tests.Support;

/// <summary>Random sites, vehicles and prices; the same seed gives the same problem.</summary>
internal static class RandomProblems
{
    private static readonly DateTimeOffset Start = new(2026, 3, 28, 17, 45, 0, TimeSpan.FromHours(1));

    /// <summary>A problem without contradictions: up to so many vehicles and slots, any mixture of what the model knows.</summary>
    public static PlanningProblem Good(int seed, int mostVehicles = 5, int mostSlots = 24)
    {
        var random = new Random(seed);
        var slots = Slots(random, mostSlots);
        var hours = slots.Sum(slot => slot.TotalHours);
        var circuits = Circuits(random, slots, hours);
        var beside = new Random(~seed);
        return new PlanningProblem
        {
            Revision = seed,
            Start = Start,
            Slots = slots,
            Circuits = circuits,
            Vehicles = [.. Enumerable.Range(0, random.Next(mostVehicles + 1)).Select(i => Vehicle(random, i, circuits.Length, hours)).Select(vehicle => beside.Next(6) == 0 ? Expected(vehicle) : vehicle)],
            Batteries = [.. Enumerable.Range(0, random.Next(3) / 2).Select(i => Battery(random, i, circuits.Length))],
            Pv = [.. Enumerable.Range(0, random.Next(3) / 2).Select(i => Pv(random, i, circuits.Length, slots.Length))],
            Prices = Prices(random, slots.Length),
            Demand = random.Next(3) > 0 ? null : new DemandCharge(random.NextDouble() * 20, new Watts(random.Next(20_000))) { QuarterSoFar = new WattHours(random.Next(2) * random.Next(3000)) },
            Goals = new PlanGoals { Near = TimeSpan.FromMinutes(random.Next(4) * 30), FairnessPerVehicle = random.Next(2), SwitchPerKw = random.Next(2) * 1e-3, LaterShare = beside.Next(3) == 0 ? 0.8 + (beside.NextDouble() * 0.2) : 1 },
        };
    }

    /// <summary>The same, then a few values replaced by what nobody should send.</summary>
    public static PlanningProblem Wild(int seed)
    {
        var problem = Good(seed);
        var random = new Random(seed ^ 0x5EED);
        for (var k = random.Next(4); k > 0; k--)
        {
            problem = Spoil(problem, random);
        }

        return problem;
    }

    private static PlanningProblem Spoil(PlanningProblem problem, Random random)
    {
        var bad = Bad(random);
        var vehicle = problem.Vehicles.IsDefaultOrEmpty ? null : problem.Vehicles[random.Next(problem.Vehicles.Length)];
        var circuit = problem.Circuits.IsDefaultOrEmpty ? null : problem.Circuits[random.Next(problem.Circuits.Length)];
        return random.Next(16) switch
        {
            0 => problem with { Slots = random.Next(2) == 0 ? [] : problem.Slots.Add(TimeSpan.FromHours(bad is > -1000 and < 1000 ? bad : 7)) },
            1 => problem with { Circuits = [] },
            2 when circuit is not null => problem with { Circuits = problem.Circuits.Replace(circuit, circuit with { Limit = circuit.Limit with { L2 = new Amperes(bad) } }) },
            3 when circuit is not null => problem with { Circuits = problem.Circuits.Replace(circuit, circuit with { Parent = random.Next(-2, 5) }) },
            4 when circuit is not null => problem with { Circuits = problem.Circuits.Replace(circuit, circuit with { Uncontrolled = [PerPhase.All(new Watts(bad))] }) },
            5 when vehicle is not null => problem with { Vehicles = problem.Vehicles.Replace(vehicle, vehicle with { Max = new Amperes(bad) }) },
            5 when vehicle is not null && random.Next(2) == 0 => problem with { Vehicles = problem.Vehicles.Replace(vehicle, vehicle with { Connector = new PlanConnector(new Amperes(bad), (Phases)random.Next(9)) }) },
            6 when vehicle is not null => problem with { Vehicles = problem.Vehicles.Replace(vehicle, vehicle with { Min = new Amperes(bad), Fallback = new Amperes(Bad(random)), Efficiency = bad }) },
            7 when vehicle is not null => problem with { Vehicles = problem.Vehicles.Replace(vehicle, vehicle with { Departure = vehicle.Arrival }) },
            8 when vehicle is not null => problem with { Vehicles = problem.Vehicles.Replace(vehicle, vehicle with { Circuit = random.Next(-3, 9), Phases = (Phases)random.Next(9) }) },
            9 when vehicle is not null => problem with { Vehicles = problem.Vehicles.Replace(vehicle, vehicle with { Store = new VehicleStore(new WattHours(bad), bad, Bad(random)) }) },
            10 when vehicle is not null => problem with { Vehicles = problem.Vehicles.Replace(vehicle, vehicle with { Energy = new WattHours(bad), Priority = Bad(random) }) },
            11 when vehicle is not null => problem with { Vehicles = problem.Vehicles.Add(vehicle) },
            12 => problem with { Prices = problem.Prices with { ImportPerKwh = [bad] } },
            13 => problem with { Prices = problem.Prices with { ExportPerKwh = [.. problem.Prices.ExportPerKwh.Select(_ => Bad(random))] } },
            14 => problem with { Demand = new DemandCharge(bad, new Watts(Bad(random))) },
            _ => problem with { Nominal = new Volts(bad), Goals = problem.Goals with { ShortagePerKwh = bad } },
        };
    }

    private static double Bad(Random random) => random.Next(7) switch
    {
        0 => double.NaN,
        1 => double.PositiveInfinity,
        2 => double.NegativeInfinity,
        3 => -1,
        4 => 0,
        5 => 1e12,
        _ => 1e-9,
    };

    private static ImmutableArray<TimeSpan> Slots(Random random, int most)
    {
        var count = random.Next(1, most + 1);
        return random.Next(3) switch
        {
            0 => [.. Enumerable.Repeat(TimeSpan.FromMinutes(15), count)],
            1 => [.. Enumerable.Range(0, count).Select(t => TimeSpan.FromMinutes(t < 3 ? 5 : t < 8 ? 15 : 60))],
            _ => [.. Enumerable.Repeat(TimeSpan.FromMinutes(60), count)],
        };
    }

    private static ImmutableArray<PlanCircuit> Circuits(Random random, ImmutableArray<TimeSpan> slots, double hours)
    {
        var circuits = ImmutableArray.CreateBuilder<PlanCircuit>();
        var count = random.Next(1, 4);
        for (var c = 0; c < count; c++)
        {
            var limit = random.Next(5, 80);
            var load = random.Next(3) > 0 ? 0 : limit * 230 * (0.2 + random.NextDouble());
            var from = Start.AddHours(random.NextDouble() * hours);
            circuits.Add(new PlanCircuit
            {
                Id = $"c{c}",
                Parent = c == 0 || random.Next(6) == 0 ? null : random.Next(c),
                Limit = PerPhase.All(new Amperes(limit)) with { L3 = new Amperes(limit + random.Next(3)) },
                LimitPower = random.Next(4) == 0 ? new Watts(random.Next(1, 40) * 1000) : null,
                ExportPower = random.Next(4) == 0 ? new Watts(random.Next(10) * 1000) : null,
                VehicleCurrent = random.Next(4) == 0 ? PerPhase.All(new Amperes(random.Next(limit))) : null,
                VehiclePower = random.Next(6) == 0 ? new Watts(random.Next(40) * 1000) : null,
                Unbalance = random.Next(4) == 0 ? new Amperes(random.Next(5, 25)) : null,
                Uncontrolled = load == 0 ? [] : [.. slots.Select(_ => new PerPhase<Watts>(new Watts(load * random.NextDouble()), new Watts(load * random.NextDouble()), new Watts(load * random.NextDouble())))],
                Connectors = random.Next(3) == 0 ? PerPhase.All(new Amperes(random.Next(30))) : default,
                Newcomers = new Amperes(random.Next(3) == 0 ? random.Next(20) : 0),
                Margin = random.Next(2) * 0.1,
                Reserve = new Amperes(random.Next(3)),
                Timed = random.Next(3) > 0 ? [] : [new TimedLimit(from, from.AddHours(random.NextDouble() * 2)) { Current = random.Next(2) == 0 ? new Amperes(random.Next(30)) : null, Charging = new Watts(random.Next(12_000)) }],
            });
        }

        return circuits.ToImmutable();
    }

    private static PlanVehicle Vehicle(Random random, int index, int circuits, double hours)
    {
        var arrival = random.Next(2) == 0 ? -1 : random.NextDouble() * hours;
        var soc = random.NextDouble();
        var kind = random.Next(4);
        var max = random.Next(2) == 0 ? 16 : 32;
        var phases = random.Next(3) == 0 ? (Phases)random.Next(1, 7) : Phases.All;
        var power = max * 230 * phases.Count();
        return new PlanVehicle
        {
            Id = $"v{index}",
            Circuit = random.Next(circuits),
            Phases = phases,
            Max = new Amperes(max),
            Arrival = Start.AddHours(arrival),
            Departure = Start.AddHours(arrival + 0.1 + (random.NextDouble() * hours)),
            Energy = new WattHours(random.Next(10) == 0 ? 0 : random.Next(50_000)),
            Fallback = new Amperes(random.Next(3) == 0 ? random.Next(12) : 0),
            Connector = random.Next(3) == 0 ? new PlanConnector(new Amperes(random.Next(12)), phases) : null,
            Priority = random.Next(4) == 0 ? random.Next(4) : 1,
            Now = random.Next(3) == 0 ? new Watts(random.Next(8000)) : null,
            Store = kind == 0 ? new VehicleStore(new WattHours(random.Next(20_000, 80_000)), soc, random.NextDouble())
                : kind == 1 ? new VehicleStore(new WattHours(random.Next(20_000, 80_000)), soc, random.NextDouble()) { Taper = [new TaperPoint(0.7, new Watts(power)), new TaperPoint(0.9, new Watts(power * 0.6)), new TaperPoint(1, new Watts(power * 0.1))] }
                : null,
            Discharge = kind == 0 ? new VehicleDischarge(new Watts(random.Next(11_000)), random.NextDouble() * 0.6, random.NextDouble() * 0.1) : null,
        };
    }

    private static PlanVehicle Expected(PlanVehicle vehicle) => vehicle with { IsExpected = true, Min = Amperes.Zero, Fallback = Amperes.Zero, Connector = null, Store = null, Discharge = null, Now = null };

    private static PlanBattery Battery(Random random, int index, int circuits) => new()
    {
        Id = $"b{index}",
        Circuit = random.Next(circuits),
        Phases = random.Next(3) == 0 ? Phases.L2 : Phases.All,
        Capacity = new WattHours(random.Next(30_000)),
        Initial = random.NextDouble(),
        Minimum = random.NextDouble() * 0.3,
        MaxCharge = new Watts(random.Next(12_000)),
        MaxDischarge = new Watts(random.Next(12_000)),
        CycleCostPerKwh = random.NextDouble() * 0.1,
    };

    private static PlanPv Pv(Random random, int index, int circuits, int slots) => new()
    {
        Id = $"p{index}",
        Circuit = random.Next(circuits),
        Forecast = [.. Enumerable.Range(0, slots).Select(_ => new Watts(random.Next(15_000)))],
        Margin = random.Next(2) * 0.2,
        Curtailable = random.Next(2) == 0,
    };

    private static PlanPrices Prices(Random random, int slots)
    {
        var flat = random.Next(3) == 0;
        return new PlanPrices
        {
            ImportPerKwh = [.. Enumerable.Range(0, slots).Select(_ => flat ? 0.3 : Math.Round((random.NextDouble() * 0.6) - 0.1, 4))],
            ExportPerKwh = [.. Enumerable.Range(0, slots).Select(_ => random.Next(8) == 0 ? -0.02 : 0.08)],
            Co2GramsPerKwh = random.Next(3) == 0 ? [.. Enumerable.Range(0, slots).Select(_ => (double)random.Next(600))] : [],
            Co2PerKg = random.NextDouble() * 0.2,
        };
    }
}
