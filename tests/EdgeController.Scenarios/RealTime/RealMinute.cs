using EdgeController.Core.Balancing;
using EdgeController.Scenarios.Support;

namespace EdgeController.Scenarios.RealTime;

/// <summary>
/// The second minute of a busy garage: the energy that its vehicles took in it, and the sum of what they may draw at its end. The first is the stations' to connect in,
/// which takes as long as the machine lets it.
/// </summary>
internal sealed record RealMinute(double WattHours, double SetpointAmps)
{
    public const int Begins = 60;
    public const int Ends = 120;

    /// <summary>Over real sockets.</summary>
    public static async Task<RealMinute> PlayAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(200), TimeProvider.System);
        await using var garage = await RealGarage.StartAsync(Examples.Garage, seed: 1, GuardOptions.Default, limit.Token);
        var before = await TakenAtAsync(Begins);
        var minute = new RealMinute(await TakenAtAsync(Ends) - before, Sum(garage.Picture.Decision));
        await garage.StopAsync();
        Assert.Empty(garage.Log.Errors);
        return minute;

        async Task<double> TakenAtAsync(int second)
        {
            while (garage.Look(world => world.Recorder.Seconds) < second)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, limit.Token);
            }

            return garage.Look(RealGarage.WattHours);
        }
    }

    public static double Sum(Decision decision) => decision.Setpoints.Sum(setpoint => setpoint.Limit.Value);
}
