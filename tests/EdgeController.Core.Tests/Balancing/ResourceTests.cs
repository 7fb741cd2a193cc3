using EdgeController.Core.Balancing;
using EdgeController.Core.State;
using EdgeController.Core.Tests.Bench;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.Balancing;

/// <summary>PV and batteries that run by themselves behind a meter: counted where they are.</summary>
public class ResourceTests
{
    private static readonly GuardOptions Normal = GuardOptions.Default;

    [Fact]
    public void Feed_in_is_no_doubt_of_the_meter_where_something_below_can_feed_in()
    {
        var bench = SiteBench.Full(Site(63, 20, bus: 63)).Run(20);
        Array.ForEach(bench.Stations, bench.Unplug);
        bench.FedIn[0] = 40;
        bench.Run(120);
        Assert.Equal(MeterDoubt.None, bench.Snapshot.Meters[0].Doubt);
        Assert.Equal(ControlMode.Normal, bench.Decision.Circuits[0].Mode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void More_feed_in_than_the_resource_can_or_does_is_a_doubt(bool metered)
    {
        var bench = SiteBench.Full(Site(63, 20, bus: 63, metered: metered)).Run(60);
        bench.FedIn[0] = metered ? 10 : 43;
        bench.Load[0] = PerPhase.All(metered ? -40.0 : -30.0);
        bench.Run(60);
        Assert.Equal(MeterDoubt.BelowStations, bench.Snapshot.Meters[0].Doubt);
    }

    [Fact]
    public void The_breakers_working_room_grows_by_what_is_fed_in_and_the_reserve_does_not()
    {
        // Usable 60 A; 43 A are fed in; the reserve of 1.13 x 63 A less 20 A assumed stays 51.2 A whatever the sun does.
        var bench = SiteBench.Full(Site(63, 20, bus: 200));
        bench.FedIn[0] = 43;
        bench.Load[0] = PerPhase.All(15.0);
        bench.Run(400);
        Assert.InRange(Charging(bench), 49, 51.2);
        Assert.Contains(bench.Decision.Setpoints, setpoint => setpoint.Reason.Code == ReasonCode.Reserve);
    }

    [Theory]
    [InlineData(Protections.None, true)]
    [InlineData(Protections.Reserve, false)]
    public void When_the_inverter_trips_the_excess_stays_below_113_percent_and_is_gone_in_30_s(Protections without, bool holds)
    {
        var bench = SiteBench.Full(Site(63, 20, bus: 200), Normal with { Without = without });
        bench.FedIn[0] = 43;
        bench.Load[0] = PerPhase.All(19.0);
        bench.Run(400);
        bench.FedIn[0] = 0;
        bench.Run(300);
        Assert.Equal(holds, bench.WorstRatio <= 1.13);
        Assert.InRange(bench.LongestOverload, 1, 30);
    }

    [Theory]
    [InlineData(Protections.None, true)]
    [InlineData(Protections.BusRating, false)]
    public void What_is_drawn_from_a_busbar_stays_within_its_rating_however_much_is_fed_in(Protections without, bool holds)
    {
        // 49 A may be drawn beside the assumption's 22 A: without the rating 51 A would go to vehicles and 15 A to the building.
        var bench = SiteBench.Full(Site(63, 20, bus: 63), Normal with { Without = without });
        bench.FedIn[0] = 43;
        bench.Load[0] = PerPhase.All(15.0);
        bench.Run(400);
        Assert.Equal(holds, Charging(bench) + 15 <= 60.12);
        Assert.Equal(holds, bench.Decision.Setpoints.Any(setpoint => setpoint.Reason is { Code: ReasonCode.BusRating, Subject: "main" }));
    }

    [Fact]
    public void Generation_without_a_meter_hides_no_more_load_than_is_assumed()
    {
        // The breaker shows 5 A of load; 43 A might hide more, but no more than the 20 A that the file assumes: 60.1 - 20.
        var bench = SiteBench.Full(Site(63, 20, bus: 63, metered: false));
        bench.Load[0] = PerPhase.All(5.0);
        bench.Run(400);
        Assert.InRange(Charging(bench), 38.5, 40.12);
    }

    [Fact]
    public void A_resources_meter_that_fails_makes_its_generation_unknown_and_nothing_blind()
    {
        var bench = SiteBench.Full(Site(63, 20, bus: 63));
        bench.Load[0] = PerPhase.All(5.0);
        bench.Run(400);
        Assert.True(Charging(bench) > 46, $"{Charging(bench)}");
        bench.Metered[1] = false;
        bench.Run(60);
        Assert.InRange(Charging(bench), 38, 40.12);
        Assert.Equal(ControlMode.Normal, bench.Decision.Circuits[0].Mode);
    }

    [Theory]
    [InlineData(Protections.None, true)]
    [InlineData(Protections.Reserve, false)]
    public void A_battery_may_charge_from_the_grid_at_peak_because_the_assumption_holds_it(Protections without, bool holds)
    {
        // 11 kW are 16 A a phase on top of the 10 A assumed: 71.2 - 26 A go to vehicles at most.
        var site = new SiteBuilder().Circuit(null, 63, 10, true).Resource(ResourceKind.Battery, 11.04, true).Stations(0, 4, 32, rotation: "L1L2L3").Build();
        var bench = SiteBench.Full(site, Normal with { Without = without });
        bench.Load[0] = PerPhase.All(2.0);
        bench.Run(400);
        bench.FedIn[0] = -16;
        bench.Load[0] = PerPhase.All(10.0);
        bench.Run(300);
        Assert.Equal(holds, bench.WorstRatio <= 1.13);
        Assert.InRange(bench.LongestOverload, 1, 30);
    }

    [Fact]
    public void Charging_that_the_assumption_holds_already_is_not_added()
    {
        var site = new SiteBuilder().Circuit(null, 63, 20, true).Resource(ResourceKind.Battery, 11.04, true).Build();
        Assert.Equal(36, site.AssumedOn(site.Circuits[0]).L2.Value, 6);
        site = site with { Resources = [site.Resources[0] with { ChargingIsAssumed = true }] };
        Assert.Equal(20, site.AssumedOn(site.Circuits[0]).L2.Value, 6);
    }

    private static double Charging(SiteBench bench) => bench.Stations.Sum(station => station.Drawn.L1);

    private static Site Site(double amps, double assumed, double bus, bool metered = true) => new SiteBuilder()
        .Circuit(null, amps, assumed, true).Where(circuit => circuit with { Bus = PerPhase.All(new Amperes(bus)) })
        .Resource(ResourceKind.Pv, 29.67, metered).Stations(0, 4, 32, rotation: "L1L2L3").Build();
}
