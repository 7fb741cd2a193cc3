using EdgeController.Core.Balancing;
using EdgeController.Host.Simulation;
using EdgeController.Scenarios.Support;
using EdgeController.Simulator.Stations;

namespace EdgeController.Scenarios.PluggedIn;

/// <summary>One phase where three do not fit, and back, at 0 A and seldom.</summary>
public sealed class PhaseSwitchingTests
{
    // 26 A usable is 24.2 A on L1 and L3; L2 has 9 A less than one minimum when the other load is on.
    private const string Stations = "{ ids: S1, circuit: main, max: 16A, fallback: 0A, rotation: L3L1L2, phase_switching: true }";

    [Theory]
    [InlineData("1.6", true)]
    [InlineData("2.0.1", true)]
    [InlineData("2.1", true)]
    [InlineData("2.1", false)]
    public void Where_three_phases_do_not_fit_and_one_does_a_vehicle_charges_on_one_and_later_on_three_again(string version, bool can)
    {
        var site = new SmallSite(26, can ? Stations : Stations.Replace(", phase_switching: true", "", StringComparison.Ordinal)) { Version = version };
        using var run = site.Run(SmallSite.Hungry(amps: 16));
        var connector = run.World.Stations[0].Connectors[0];
        SmallSite.Minutes(run, 5);
        Assert.True(SmallSite.Drawn(run, 0) > 14 && connector.ActivePhases == 3);

        // L2 is full by another load: the station's first terminal is on L3.
        using var load = OtherLoad(run, l2: 21);
        var single = load.Until(300, () => connector.ActivePhases == 1 && SmallSite.Drawn(run, 0) > 6);
        Assert.Equal(can, single is >= 60);
        load.Until(900, () => false);
        Assert.Equal(can ? 1 : 0, connector.PhaseSwitches);
        Assert.Equal(can, SmallSite.Drawn(run, 0) > 14);
        load.L2 = 0;
        var back = load.Until(1200, () => connector.ActivePhases == 3 && SmallSite.Drawn(run, 0) > 14);
        Assert.Equal(can, back is >= 300);
        Assert.Equal((can ? 2 : 0, 0), (connector.PhaseSwitches, connector.PhaseSwitchesUnderLoad));
        Assert.True(load.LongestOver <= 30, $"{load.LongestOver} s over");
    }

    [Theory]
    [InlineData(Protections.None, 0)]
    [InlineData(Protections.PhaseRoom, 1)]
    public void The_single_phase_must_have_room_before_the_switch(Protections without, int switches)
    {
        var site = new SmallSite(26, Stations) { Without = without };
        using var run = site.Run(SmallSite.Hungry(amps: 16));
        SmallSite.Minutes(run, 5);
        using var load = OtherLoad(run, l3: 21);
        load.Until(600, () => false);
        Assert.Equal(0, SmallSite.Drawn(run, 0));
        Assert.Equal(switches, run.Snapshot!.Evses[0].PhaseMode.Wished == 1 ? 1 : 0);
        Assert.True(load.LongestOver <= 30, $"{load.LongestOver} s over");
    }

    [Fact]
    public void It_is_switched_at_most_once_in_ten_minutes()
    {
        using var run = new SmallSite(26, Stations).Run(SmallSite.Hungry(amps: 16));
        var connector = run.World.Stations[0].Connectors[0];
        SmallSite.Minutes(run, 5);
        using var load = OtherLoad(run);
        var (last, shortest, active) = (0, int.MaxValue, 3);
        for (var minute = 0; minute < 80; minute++)
        {
            load.L2 = minute / 8 % 2 == 0 ? 21 : 0;
            for (var second = 0; second < 60; second++)
            {
                load.Until(1, () => false);
                if (connector.ActivePhases != active)
                {
                    shortest = last == 0 ? shortest : Math.Min(shortest, (minute * 60) + second - last);
                    (last, active) = ((minute * 60) + second, connector.ActivePhases);
                }
            }
        }

        Assert.InRange(connector.PhaseSwitches, 2, 8);
        Assert.True(shortest >= 600, $"{shortest} s between two switches");
        Assert.Equal(0, connector.PhaseSwitchesUnderLoad);
    }

    private static PhaseLoad OtherLoad(SimulatedRun run, double l2 = 0, double l3 = 0) => new(run) { L2 = l2, L3 = l3 };
}
