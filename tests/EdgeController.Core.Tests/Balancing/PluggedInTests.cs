using EdgeController.Core.Balancing;
using EdgeController.Core.Events;
using EdgeController.Core.Tests.Bench;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.Balancing;

/// <summary>What is plugged in: phases and rotation, cables, what vehicles tell, direct current beside alternating current.</summary>
public class PluggedInTests
{
    [Theory]
    [InlineData(1, "L1L2L3", Phases.L1)]
    [InlineData(1, "L2L3L1", Phases.L2)]
    [InlineData(1, "L3L1L2", Phases.L3)]
    [InlineData(2, "L2L3L1", Phases.L2 | Phases.L3)]
    [InlineData(2, "L3L1L2", Phases.L3 | Phases.L1)]
    [InlineData(3, "L3L1L2", Phases.All)]
    [InlineData(2, "L2", Phases.L2)]
    public void Until_a_vehicle_is_known_all_wired_phases_count_and_then_those_that_it_loads(int phases, string rotation, Phases loaded)
    {
        var bench = new SiteBench(SiteBuilder.Single(63, 0, 1, 32, rotation: rotation));
        bench.Connect(bench.Stations[0]);
        bench.Stations[0].VehiclePhases = phases;
        bench.Plug(bench.Stations[0]);
        Assert.Equal(PhaseRotation.Parse(rotation)!.Wired, bench.Snapshot.Evses[0].Demand.Loaded);
        bench.Run(60);
        Assert.Equal(loaded, bench.Snapshot.Evses[0].Demand.Loaded);

        // The next vehicle is unknown again.
        bench.Unplug(bench.Stations[0]);
        bench.Plug(bench.Stations[0]);
        Assert.Equal(PhaseRotation.Parse(rotation)!.Wired, bench.Snapshot.Evses[0].Demand.Loaded);
    }

    [Fact]
    public void A_vehicle_that_was_on_one_phase_counts_on_three_from_the_first_sample_that_shows_it()
    {
        var bench = new SiteBench(SiteBuilder.Single(63, 0, 1, 32, rotation: "L1L2L3"));
        bench.Connect(bench.Stations[0]);
        bench.Stations[0].VehiclePhases = 1;
        bench.Plug(bench.Stations[0]);
        bench.Run(60);
        bench.Stations[0].VehiclePhases = 3;
        bench.Run(11);
        Assert.Equal(Phases.All, bench.Snapshot.Evses[0].Demand.Loaded);
    }

    [Fact]
    public void A_cable_caps_what_is_offered_and_not_what_an_offline_station_counts_for()
    {
        var site = SiteBuilder.Single(100, 0, 2, 32, rotation: "L1L2L3");
        site = site with { Stations = [site.Stations[0] with { Cable = new Amperes(20) }, site.Stations[1]] };
        var bench = SiteBench.Full(site).Run(120);
        Assert.Equal((20.0, 32.0), (bench.Told(0), bench.Told(1)));
        Assert.Equal(ReasonCode.CableMaximum, bench.Decision.Setpoints[0].Reason.Code);
    }

    [Fact]
    public void A_vehicle_that_tells_its_maximum_is_offered_no_more_and_the_next_one_is()
    {
        var bench = SiteBench.Full(SiteBuilder.Single(100, 0, 1, 32, rotation: "L1L2L3")).Run(120);
        bench.Tell(new VehicleNeedsTold(SiteBench.At(bench.Now), bench.Stations[0].Evse, new Amperes(13), null));
        bench.Run(30);
        Assert.Equal((13.0, ReasonCode.VehicleMaximum), (bench.Told(0), bench.Decision.Setpoints[0].Reason.Code));
        bench.Tell(new VehicleNeedsTold(SiteBench.At(bench.Now), bench.Stations[0].Evse, new Amperes(double.NaN), null));
        bench.Run(30);
        Assert.Equal(13, bench.Told(0));
        bench.Unplug(bench.Stations[0]);
        bench.Plug(bench.Stations[0]);
        bench.Run(120);
        Assert.Equal(32, bench.Told(0));
    }

    [Fact]
    public void A_solar_vehicle_takes_a_surplus_on_one_phase_that_is_too_little_for_three_and_three_when_there_is_more()
    {
        var bench = SiteBench.Full(new SiteBuilder().Circuit(null, 100, 20, metered: true).Stations(0, 1, 16, 0, "L2L3L1").Each(station => station with { SwitchesPhases = true }).Build(), GuardOptions.Default with { Without = Protections.MeterPlausibility });
        bench.Tell(new SessionWished(SiteBench.At(0), bench.Stations[0].Evse, WishSource.Operator) { Mode = ChargingMode.Solar });
        bench.Load[0] = PerPhase.All(-3.0);
        bench.Run(600);
        Assert.InRange(bench.Stations[0].Drawn.L2, 6, 9);
        Assert.Equal((0, 0), (bench.Stations[0].Drawn.L1, bench.Stations[0].Drawn.L3));
        bench.Load[0] = PerPhase.All(-9.0);
        bench.Run(1200);
        Assert.InRange(bench.Stations[0].Drawn.L1, 6, 9);
    }

    [Fact]
    public void A_station_that_charges_on_three_phases_though_told_one_is_counted_on_three_and_not_switched_again()
    {
        // L1 and L3 have room for nothing: one phase on L2 would fit.
        var site = new SiteBuilder().Circuit(null, 32, 20, metered: true).Stations(0, 1, 16, 0, "L2L3L1").Each(station => station with { SwitchesPhases = true }).Build();
        var bench = SiteBench.Full(site);
        bench.Stations[0].IgnoresPhases = true;
        bench.Load[0] = new PerPhase<double>(26, 5, 26);
        bench.Run(900);
        var mode = bench.Snapshot.Evses[0].PhaseMode;
        Assert.True(mode.Refused && bench.Snapshot.Evses[0].Demand.Loaded == Phases.All);
        Assert.Equal(0, bench.Told(0));
        Assert.True(bench.LongestOverload <= 30, $"{bench.LongestOverload} s over");
    }

    [Fact]
    public void Direct_current_rises_in_larger_steps_and_keeps_its_minimum_or_nothing()
    {
        var site = new SiteBuilder().Circuit(null, 400, 10, metered: true).DirectCurrent(0, 2, 150_000, 5000, 0).Stations(0, 2, 32, 6, "L1L2L3").Build();
        var bench = SiteBench.Full(site);
        bench.Volts = 230;
        bench.Run(150);
        Assert.True(bench.Told(0) > 120 && bench.Told(1) > 120 && bench.Told(2) > 31, $"{bench.Told(0)} {bench.Told(1)} {bench.Told(2)}");
        Assert.DoesNotContain(bench.Sent, sent => sent.Setpoint.Limit.Value is > 0 and < 6);
        Assert.Equal(0, bench.LongestOverload);
    }
}
