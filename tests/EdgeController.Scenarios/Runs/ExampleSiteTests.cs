using EdgeController.Host.Simulation;
using EdgeController.Scenarios.Support;
using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.Runs;

/// <summary>Every example site is free of findings, and runs two busy hours without an overload.</summary>
public sealed class ExampleSiteTests
{
    public static TheoryData<string> Names => [.. Examples.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task An_example_site_is_checked_and_runs_without_overload(string name)
    {
        var result = Examples.Read(name);
        Assert.Empty(result.Diagnostics);
        Assert.NotNull(result.Site);
        var report = await Campaign.RunAsync(() =>
        {
            using var run = new SimulatedRun(result.Site, Examples.Templates, new SimulationOptions
            {
                Seed = 1,
                Length = TimeSpan.FromHours(2),
                Scenario = new Scenario { StartTimeOfDay = TimeSpan.FromHours(9), Arrivals = new ArrivalParameters { PluggedInAtStart = true } },
            });
            return run.Run();
        });
        Assert.False(report.Overloaded, report.ToJson());
        Assert.True(report.Sessions.DeliveredKwh > 0);
    }
}
