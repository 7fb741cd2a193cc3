using EdgeController.Core.Balancing;
using EdgeController.Core.Events;
using EdgeController.Core.State;
using EdgeController.Core.Tests.Bench;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.Balancing;

/// <summary>What a session's mode makes of it; a mode lowers, it never raises.</summary>
public class ChargingModeTests
{
    [Fact]
    public void Paused_means_0_and_fast_brings_it_back()
    {
        var bench = Ample(3);
        Wish(bench, 1, ChargingMode.Paused);
        bench.Run(60);
        Assert.Equal((0, ReasonCode.Paused), (bench.Told(1), bench.Decision.Setpoints[1].Reason.Code));
        Assert.True(bench.Told(0) > 10);
        Wish(bench, 1, ChargingMode.Fast);
        bench.Run(400);
        Assert.True(bench.Told(1) > 10);
    }

    [Fact]
    public void Solar_waits_a_minute_for_enough_surplus_follows_it_and_stops_three_minutes_after_it_is_gone()
    {
        var bench = Ample(1);
        Wish(bench, 0, ChargingMode.Solar);
        bench.Run(400);
        Assert.Equal((0, ReasonCode.AwaitingSun), (bench.Told(0), bench.Decision.Setpoints[0].Reason.Code));

        bench.Load[0] = PerPhase.All(-9.0);
        bench.Run(50);
        Assert.Equal(0, bench.Told(0));
        bench.Run(120);
        Assert.InRange(bench.Told(0), 8, 9);
        Assert.Equal(ReasonCode.SolarSurplus, bench.Decision.Setpoints[0].Reason.Code);
        Assert.True(bench.Flow(0).L1 <= 0, $"{bench.Flow(0).L1} A from the grid");

        bench.Load[0] = PerPhase.All(1.0);
        bench.Run(60);
        Assert.Equal(6, bench.Told(0));
        bench.Run(100);
        Assert.Equal(6, bench.Told(0));
        bench.Run(60);
        Assert.Equal(0, bench.Told(0));
    }

    [Fact]
    public void Clouds_do_not_start_and_stop_a_solar_vehicle()
    {
        var bench = Ample(1);
        Wish(bench, 0, ChargingMode.Solar);
        bench.Run(60);
        var starts = 0;
        var before = 0.0;
        bench.Run(3600, () =>
        {
            bench.Load[0] = PerPhase.All(bench.Now % 120 < 90 ? -10.0 : -2.0);
            starts += before == 0 && bench.Told(0) > 0 ? 1 : 0;
            before = bench.Told(0);

            // The vehicle follows the sun with a delay: that is no meter that moves against it.
            Assert.Equal(MeterDoubt.None, bench.Snapshot.Meters[0].Doubt);
        });
        Assert.Equal(1, starts);
    }

    [Fact]
    public void Several_solar_vehicles_share_the_surplus_and_the_fast_one_takes_its_own_first()
    {
        var bench = Ample(4);
        bench.Load[0] = PerPhase.All(-36.0);
        Array.ForEach([0, 1, 2], station => Wish(bench, station, ChargingMode.Solar));
        bench.Stations[3].Wants = 10;
        bench.Run(900);
        Assert.All([0, 1, 2], station => Assert.InRange(bench.Told(station), 7.5, 26 / 3.0));
        Assert.True(bench.Flow(0).L1 <= 0.5, $"{bench.Flow(0).L1} A from the grid");

        bench.Load[0] = PerPhase.All(-24.0);
        bench.Run(400);
        Assert.Equal(2, Enumerable.Range(0, 3).Count(station => bench.Told(station) >= 6));
    }

    [Fact]
    public void Solar_and_minimum_keeps_the_minimum_at_night_and_takes_more_by_day()
    {
        var bench = Ample(2);
        Wish(bench, 0, ChargingMode.SolarMinimum);
        bench.Run(300);
        Assert.Equal(6, bench.Told(0));
        bench.Load[0] = PerPhase.All(-27.0);
        bench.Run(300);
        Assert.InRange(bench.Told(0), 10, 11.5);
    }

    [Fact]
    public void Without_a_meter_at_the_root_there_is_no_sun()
    {
        var bench = SiteBench.Full(new SiteBuilder().Circuit(null, 100, 0, metered: false).Stations(0, 1, 16, fallback: 0).Build());
        Wish(bench, 0, ChargingMode.Solar);
        bench.Load[0] = PerPhase.All(-30.0);
        bench.Run(300);
        Assert.Equal(0, bench.Told(0));
    }

    [Fact]
    public void The_plan_caps_pauses_and_without_one_it_is_fast()
    {
        var bench = Ample(1);
        Wish(bench, 0, ChargingMode.Plan);
        bench.Run(200);
        Assert.True(bench.Told(0) > 15);
        Plan(bench, 9.5);
        bench.Run(60);
        Assert.Equal((9.5, ReasonCode.PlanLimit), (bench.Told(0), bench.Decision.Setpoints[0].Reason.Code));
        Plan(bench, 0);
        bench.Run(60);
        Assert.Equal((0, ReasonCode.PlanPause), (bench.Told(0), bench.Decision.Setpoints[0].Reason.Code));
        Plan(bench, 500);
        bench.Run(400);
        Assert.Equal(16, bench.Told(0));
        Plan(bench, double.NaN);
        bench.Run(60);
        Assert.Equal(16, bench.Told(0));
    }

    private static SiteBench Ample(int stations) =>
        SiteBench.Full(new SiteBuilder().Circuit(null, 200, 20, metered: true).Resource(ResourceKind.Pv, 40, metered: false).Stations(0, stations, 16, rotation: "L1L2L3").Build()).Run(200);

    private static void Wish(SiteBench bench, int station, ChargingMode mode) =>
        bench.Tell(new SessionWished(SiteBench.At(bench.Now), bench.Stations[station].Evse, WishSource.Operator) { Mode = mode });

    private static void Plan(SiteBench bench, double amps) => bench.Tell(PlanFor.One(bench.Snapshot, SiteBench.At(bench.Now), bench.Stations[0].Evse, new Amperes(amps)));
}
