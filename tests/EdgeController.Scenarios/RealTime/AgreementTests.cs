using EdgeController.Core.Balancing;
using EdgeController.Core.Units;
using EdgeController.Host.Simulation;
using EdgeController.Scenarios.Support;

namespace EdgeController.Scenarios.RealTime;

/// <summary>A minute over real sockets comes to the same as a minute of simulated time.</summary>
[Collection(AloneCollection.Name)]
public sealed class AgreementTests(ITestOutputHelper output)
{
    private const int Seconds = 60;

    /// <summary>The minute over real sockets, played once.</summary>
    internal static readonly Lazy<Task<(double WattHours, double SetpointAmps)>> Real = new(PlayAsync);

    [Fact]
    public async Task A_minute_over_real_sockets_agrees_with_simulated_time()
    {
        var simulated = await Campaign.RunAsync(Simulate);
        var real = await Real.Value;
        output.WriteLine($"simulated {simulated}, real {real}");

        // Which second a station's first sample and the first poll fall in shifts the ramp by a step of a few seconds; more would be a difference.
        Assert.InRange(real.WattHours / simulated.WattHours, 0.85, 1.15);
        Assert.InRange(real.SetpointAmps / simulated.SetpointAmps, 0.9, 1.1);
        Assert.True(simulated.SetpointAmps > 24 * 7, "the leases are no more than fallbacks: too little to compare");
    }

    private static Minute Simulate()
    {
        using var run = new SimulatedRun(Examples.Garage, Examples.Templates, new SimulationOptions { Seed = 1, Length = TimeSpan.FromHours(2), Scenario = RealGarage.Busy });
        run.RunUntil(Instant.FromSeconds(Seconds));
        return new Minute(RealGarage.WattHours(run.World), Sum(run.Decision!));
    }

    private static async Task<(double WattHours, double SetpointAmps)> PlayAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(100), TimeProvider.System);
        await using var garage = await RealGarage.StartAsync(Examples.Garage, seed: 1, GuardOptions.Default, limit.Token);
        while (garage.Look(world => world.Recorder.Seconds) < Seconds)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, limit.Token);
        }

        var minute = (garage.Look(RealGarage.WattHours), Sum(garage.Picture.Decision));
        await garage.StopAsync();
        Assert.Empty(garage.Log.Errors);
        return minute;
    }

    private static double Sum(Decision decision) => decision.Setpoints.Sum(setpoint => setpoint.Limit.Value);

    private sealed record Minute(double WattHours, double SetpointAmps);
}
