using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Simulation;
using EdgeController.Scenarios.Support;
using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.Days;

/// <summary>A stretch of an example site: what came out, and the longest that a vehicle went without any current.</summary>
internal sealed record ExampleDay(string Site, ulong Seed, double Days, RunReport Report, TimeSpan LongestWait, string Who)
{
    private static readonly Lazy<Task<ExampleDay[]>> All = new(() => Task.WhenAll(Examples.Names.SelectMany(Plan).Select(one => Campaign.RunAsync(() => Simulate(one.Site, one.Seed, one.Scenario)))));

    /// <summary>Who charges there waits for the hour that the plan chose, and is judged by what it has at departure.</summary>
    public bool ByPlan => Examples.Read(Site).Site!.Stations.All(station => station.Mode == ChargingMode.Plan);

    /// <summary>In the long mode a day of ten seeds and a week of three for each site; else one stretch for each.</summary>
    public static Task<ExampleDay[]> AllAsync() => All.Value;

    private static IEnumerable<(string Site, ulong Seed, Scenario Scenario)> Plan(string site)
    {
        if (!Campaign.Long)
        {
            return [(site, 1, ExampleScenarios.Short(site))];
        }

        var days = Enumerable.Range(1, 10).Select(seed => (site, (ulong)seed, ExampleScenarios.Of(site)));
        var weeks = Enumerable.Range(101, 3).Select(seed => (site, (ulong)seed, ExampleScenarios.Of(site) with { Duration = TimeSpan.FromDays(7) }));
        return days.Concat(weeks);
    }

    private static ExampleDay Simulate(string site, ulong seed, Scenario scenario)
    {
        const int Look = 10;
        using var run = new SimulatedRun(Examples.Read(site).Site!, Examples.Templates, new SimulationOptions { Seed = seed, Length = scenario.Duration, Scenario = scenario });
        var watch = new WaitWatch(run.World);
        for (var second = Look; second <= (int)scenario.Duration.TotalSeconds; second += Look)
        {
            run.RunUntil(Instant.FromSeconds(second));
            watch.Look(Look);
        }

        return new ExampleDay(site, seed, scenario.Duration.TotalDays, run.Report(), watch.Longest, watch.Who);
    }
}
