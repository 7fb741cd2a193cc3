using EdgeController.Core.Planning;
using EdgeController.Core.Units;
using EdgeController.Optimizer.Tests.Support;

namespace EdgeController.Optimizer.Tests.Planning;

/// <summary>Minimum currents cost at most half a percent above what no plan can be below. 6 sites, 60 with EDGE_LONG=1.</summary>
public sealed class RoundingTests
{
    private static readonly int Sites = LongRun.Is ? 60 : 6;
    private static readonly DateTimeOffset Start = new(2026, 1, 12, 17, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Scarce_sites_in_the_evening_lose_at_most_half_a_percent_to_minimum_currents()
    {
        for (var seed = 0; seed < Sites; seed++)
        {
            using var planner = SolverChoice.Planner("clp");
            var problem = Scarce(new Random(seed), 10 + (seed * 7 % 40));
            var plan = planner.Plan(problem, new PlanBounds(200_000, null));
            Assert.True(plan.Status == PlanStatus.Optimal && plan.Gap <= 0.005, $"seed {seed}: {plan.Status}, gap {plan.Gap}");
            LimitOracle.Holds(problem, plan);
        }
    }

    /// <summary>Groups of ten behind 55 percent of their ratings, the site behind 28; for an hour the grid operator leaves 10.</summary>
    private static PlanningProblem Scarce(Random random, int vehicles)
    {
        var groups = (vehicles + 9) / 10;
        var site = new PlanCircuit { Id = "site", Limit = PerPhase.All(new Amperes(vehicles * 24 * 0.28)), Timed = [new TimedLimit(Start, Start.AddHours(1)) { Current = new Amperes(vehicles * 24 * 0.1) }] };
        return new PlanningProblem
        {
            Start = Start,
            Slots = [.. Enumerable.Repeat(TimeSpan.FromMinutes(15), 64)],
            Circuits = [site, .. Enumerable.Range(0, groups).Select(g => new PlanCircuit { Id = $"g{g}", Parent = 0, Limit = PerPhase.All(new Amperes(240 * 0.55)) })],
            Prices = new PlanPrices { ImportPerKwh = [.. Enumerable.Range(0, 64).Select(t => 0.25 + (0.1 * Math.Sin(t / 10.0)))] },
            Vehicles = [.. Enumerable.Range(0, vehicles).Select(i => new PlanVehicle
            {
                Id = $"v{i}",
                Circuit = 1 + (i % groups),
                Phases = random.Next(10) < 7 ? Phases.All : ((Phase)random.Next(3)).ToSet(),
                Max = new Amperes(random.Next(2) == 0 ? 16 : 32),
                Arrival = Start.AddHours(random.NextDouble() < 0.6 ? -1 : random.NextDouble() * 5),
                Departure = Start.AddHours(6 + (random.NextDouble() * 10)),
                Energy = new WattHours(random.Next(5_000, 30_000)),
            })],
        };
    }
}
