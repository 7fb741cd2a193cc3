using EdgeController.Core.Units;
using EdgeController.Host.Simulation;
using EdgeController.Scenarios.Support;

namespace EdgeController.Scenarios.RealTime;

/// <summary>A minute over real sockets comes to the same as a minute of simulated time.</summary>
[Collection(AloneCollection.Name)]
public sealed class AgreementTests(RealTimeRuns runs, ITestOutputHelper output)
{
    [Fact]
    public async Task A_minute_over_real_sockets_agrees_with_simulated_time()
    {
        var simulated = await Campaign.RunAsync(Simulate);
        var real = await runs.Minute;
        output.WriteLine($"simulated {simulated}, real {real}");

        // Which second a station's first sample and the first poll fall in shifts the ramp by a step of a few seconds; more would be a difference.
        Assert.InRange(real.WattHours / simulated.WattHours, 0.85, 1.15);
        Assert.InRange(real.SetpointAmps / simulated.SetpointAmps, 0.9, 1.1);
        Assert.True(simulated.SetpointAmps > 24 * 7, "the leases are no more than fallbacks: too little to compare");
    }

    private static RealMinute Simulate()
    {
        using var run = new SimulatedRun(Examples.Garage, Examples.Templates, new SimulationOptions { Seed = 1, Length = TimeSpan.FromHours(2), Scenario = RealGarage.Busy });
        run.RunUntil(Instant.FromSeconds(RealMinute.Begins));
        var before = RealGarage.WattHours(run.World);
        run.RunUntil(Instant.FromSeconds(RealMinute.Ends));
        return new RealMinute(RealGarage.WattHours(run.World) - before, RealMinute.Sum(run.Decision!));
    }
}
