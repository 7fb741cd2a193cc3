namespace EdgeController.Scenarios.RealTime;

/// <summary>Fault E1 on a real process.</summary>
[Collection(AloneCollection.Name)]
public sealed class KilledProcessTests(RealTimeRuns runs, ITestOutputHelper output)
{
    [Fact]
    public async Task Killed_at_random_moments_it_ticks_again_within_20_seconds_and_keeps_every_limit()
    {
        var killed = await runs.Killed;
        output.WriteLine($"{killed}");
        Assert.Equal(0, killed.Trips);
        Assert.InRange(killed.WorstRatio, 0.3, 1.13);
        Assert.InRange(killed.SecondsOver, 0, 30);
        Assert.InRange(killed.SlowestTick, 0, 20);
    }
}
