using EdgeController.Core.Balancing;
using EdgeController.Core.Tests.Bench;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.Balancing;

/// <summary>Sites and moments where not everybody can have the minimum.</summary>
public class PausingTests
{
    [Fact]
    public void Where_the_fallback_is_0_those_who_fit_are_admitted_in_the_order_of_their_arrival()
    {
        var bench = new SiteBench(SiteBuilder.Single(32, 14, 5, fallback: 0, rotation: "L1L2L3"));
        Array.ForEach(bench.Stations, station => bench.Connect(station));
        foreach (var station in new[] { 3, 1, 4, 0, 2 })
        {
            bench.Plug(bench.Stations[station]);
            bench.Run(2);
        }

        // Shorter than the least turn: until then nobody has to make room for a first look.
        bench.Run(200);
        Assert.Equal([1, 3, 4], bench.Decision.Setpoints.Where(setpoint => setpoint.Limit.Value > 0).Select(setpoint => bench.Site.Evses.Single(evse => evse.Id == setpoint.Evse).Index));
        Assert.Equal(ReasonCode.AwaitingTurn, bench.Decision.Setpoints[0].Reason.Code);
        bench.Unplug(bench.Stations[3]);
        bench.Run(60);
        Assert.True(bench.Told(0) >= 6 && bench.Told(2) == 0);
    }

    [Fact]
    public void Too_much_other_load_pauses_for_at_least_five_minutes_and_nobody_is_ever_between_0_and_the_minimum()
    {
        var bench = SiteBench.Full(SiteBuilder.Single(63, 20, 6, rotation: "L1L2L3")).Run(200);
        bench.Load[0] = PerPhase.All(40.0);
        bench.Run(40);
        var paused = Enumerable.Range(0, 6).Where(i => bench.Told(i) == 0).ToArray();
        Assert.Equal(3, paused.Length);
        Assert.True(bench.LongestOverload <= 30, $"{bench.LongestOverload} s over");
        bench.Load[0] = PerPhase.All(0.0);
        bench.Run(240);
        Assert.Equal(paused, Enumerable.Range(0, 6).Where(i => bench.Told(i) == 0));
        bench.Run(120);
        Assert.DoesNotContain(bench.Decision.Setpoints, setpoint => setpoint.Limit.Value == 0);
        Assert.DoesNotContain(bench.Sent, sent => sent.Setpoint.Limit.Value is > 0 and < 6);
    }
}
