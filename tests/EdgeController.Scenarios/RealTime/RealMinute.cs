using EdgeController.Core.Balancing;
using EdgeController.Scenarios.Support;

namespace EdgeController.Scenarios.RealTime;

/// <summary>The first minute of a busy garage: the energy that its vehicles took, and the sum of what they may draw at its end.</summary>
internal sealed record RealMinute(double WattHours, double SetpointAmps)
{
    public const int Seconds = 60;

    /// <summary>Over real sockets.</summary>
    public static async Task<RealMinute> PlayAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(200), TimeProvider.System);
        await using var garage = await RealGarage.StartAsync(Examples.Garage, seed: 1, GuardOptions.Default, limit.Token);
        while (garage.Look(world => world.Recorder.Seconds) < Seconds)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, limit.Token);
        }

        var minute = new RealMinute(garage.Look(RealGarage.WattHours), Sum(garage.Picture.Decision));
        await garage.StopAsync();
        Assert.Empty(garage.Log.Errors);
        return minute;
    }

    public static double Sum(Decision decision) => decision.Setpoints.Sum(setpoint => setpoint.Limit.Value);
}
