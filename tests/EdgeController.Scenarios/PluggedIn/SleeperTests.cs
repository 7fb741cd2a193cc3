using EdgeController.Core.Balancing;
using EdgeController.Core.Units;

namespace EdgeController.Scenarios.PluggedIn;

/// <summary>Vehicles that sleep in while they are paused, and wake only when the offer goes away and comes back.</summary>
public sealed class SleeperTests
{
    [Theory]
    [InlineData(Protections.None, true)]
    [InlineData(Protections.Waking, false)]
    public void A_vehicle_that_slept_in_during_a_pause_is_woken(Protections without, bool wakes)
    {
        var site = new SmallSite(40, "{ ids: \"A{1..2}\", circuit: main, max: 32A, fallback: 0A }", assumed: 30)
        {
            Without = without,
            Guard = GuardOptions.Default with { Turn = TimeSpan.FromMinutes(15), TurnHysteresis = new(250) },
        };
        using var run = site.Run(SmallSite.Hungry(), SmallSite.Hungry() with { SleepsAfterPause = TimeSpan.FromMinutes(3) });
        SmallSite.Minutes(run, 10);
        Assert.True(SmallSite.Drawn(run, 1) > 6);
        Load(run, true);
        SmallSite.Minutes(run, 20);
        Assert.Equal(0, SmallSite.Drawn(run, 1));
        Load(run, false);
        SmallSite.Minutes(run, 30);
        Assert.True(SmallSite.Drawn(run, 0) > 6 && SmallSite.Drawn(run, 1) == 0 && SmallSite.Told(run, 1) >= 6);
        SmallSite.Minutes(run, 55);
        Assert.Equal(wakes, SmallSite.Drawn(run, 1) > 6);
        Assert.Equal(wakes ? 1 : 0, run.Snapshot!.Evses[1].Wake.Pulses);
    }

    [Fact]
    public void A_full_vehicle_is_called_once_and_no_more()
    {
        using var run = new SmallSite(44, "{ ids: A1, circuit: main, max: 32A, fallback: 6A }").Run(SmallSite.Hungry() with { RequestedWattHours = 500 });
        SmallSite.Minutes(run, 180);
        Assert.Equal(1, run.Snapshot!.Evses[0].Wake.Pulses);
        Assert.True(SmallSite.Told(run, 0) >= 6);
    }

    private static void Load(Host.Simulation.SimulatedRun run, bool on)
    {
        foreach (var load in run.World.Loads)
        {
            load.AtMaximum = on;
        }
    }
}
