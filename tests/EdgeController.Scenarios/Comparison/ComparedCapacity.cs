using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Simulation;
using EdgeController.Scenarios.Support;
using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.Comparison;

/// <summary>Everything that was tried on the same arrivals behind one main breaker; several seeds count as one long day.</summary>
/// <param name="MainAmps">The main breaker.</param>
/// <param name="Optimum">Knows the day beforehand; under the guard's limits.</param>
/// <param name="Unreserved">The same under all that the breakers' usable limits leave.</param>
/// <param name="Textbook">Under the guard's limits, by name.</param>
/// <param name="Ours">The controller, by policy.</param>
/// <param name="Rules">The same rules without delay, by policy.</param>
internal sealed record ComparedCapacity(
    int MainAmps,
    Served Optimum,
    Served Unreserved,
    IReadOnlyDictionary<string, Served> Textbook,
    IReadOnlyDictionary<string, Served> Ours,
    IReadOnlyDictionary<string, Served> Rules)
{
    private static readonly Lazy<Task<ComparedCapacity[]>> All = new(() => Task.WhenAll(
        Campaign.Long ? ComparedGarage.MainAmps.Select(amps => CompareAsync(amps, ComparedPolicy.All, [1, 2, 3, 4, 5], new Scenario()))
            : [CompareAsync(250, [ComparedPolicy.Fair, ComparedPolicy.LeastLaxity], [1], Daytime)]));

    private static Scenario Daytime => new() { StartTimeOfDay = TimeSpan.FromHours(6), Duration = TimeSpan.FromHours(12) };

    /// <summary>Five capacities in the long mode, else one for the daytime hours.</summary>
    public static Task<ComparedCapacity[]> AllAsync() => All.Value;

    /// <summary>The proof of the optimum by its multipliers, in kilowatt-hours of all seeds; no schedule under the usable limits delivers more.</summary>
    public required double BoundKwh { get; init; }

    /// <summary>Worst ratio of a current or a power to its limit, and breaker trips, of all our runs.</summary>
    public required (double WorstRatio, int Trips) Load { get; init; }

    private static async Task<ComparedCapacity> CompareAsync(int amps, IReadOnlyList<ComparedPolicy> policies, ulong[] seeds, Scenario scenario)
    {
        var site = ComparedGarage.Behind(amps);
        var days = await Campaign.RunAsync(seeds, seed => ComparedDay.Create(site, scenario, seed, withReserve: true));
        var free = await Campaign.RunAsync(seeds, seed => ComparedDay.Create(site, scenario, seed, withReserve: false));
        var optima = new List<OfflineOptimum>();
        var unreserved = new List<OfflineOptimum>();
        foreach (var (day, without) in days.Zip(free))
        {
            optima.Add(await OfflineOptimum.SolveAsync(day, ComparedDay.PeriodsPerSlot, TestContext.Current.CancellationToken));
            unreserved.Add(await OfflineOptimum.SolveAsync(without, ComparedDay.PeriodsPerSlot, TestContext.Current.CancellationToken));
        }

        var reports = new Dictionary<string, RunReport[]>();
        var rules = new Dictionary<string, Served>();
        foreach (var policy in policies)
        {
            reports[policy.Name] = await Campaign.RunAsync(seeds, seed => Simulate(site, policy, seed, scenario));
            rules[policy.Name] = Served.Sum(await Campaign.RunAsync(seeds, seed => Served.Of(IdealAllocation.Run(site, scenario, seed, policy.Rule, offers: true, phasesKnown: false))));
        }

        var circuits = reports.Values.SelectMany(runs => runs).SelectMany(report => report.Circuits).ToArray();
        return new ComparedCapacity(
            amps,
            Served.Sum(optima.Select(optimum => optimum.Served)),
            Served.Sum(unreserved.Select(optimum => optimum.Served)),
            TextbookRule.All.ToDictionary(rule => rule.Name, rule => Served.Sum(days.Select(day => TextbookRun.Of(day, rule)))),
            reports.ToDictionary(entry => entry.Key, entry => Served.Sum(entry.Value.Select(report => Served.Of(report.Sessions)))),
            rules)
        {
            BoundKwh = unreserved.Sum(optimum => optimum.BoundKwh),
            Load = (circuits.Max(circuit => circuit.WorstRatio), circuits.Sum(circuit => circuit.BreakerTrips)),
        };
    }

    private static RunReport Simulate(Site site, ComparedPolicy policy, ulong seed, Scenario scenario)
    {
        using var run = new SimulatedRun(site with { Policy = new SitePolicy { Sharing = policy.Sharing } }, Examples.Templates, new SimulationOptions
        {
            Seed = seed,
            Length = scenario.Duration,
            Scenario = scenario,
            DriversTellWishes = true,
        });
        run.RunUntil(Instant.Start + scenario.Duration);
        return run.World.Report(0);
    }
}
