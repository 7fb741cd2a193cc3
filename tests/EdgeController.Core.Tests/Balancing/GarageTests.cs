using EdgeController.Core.Balancing;
using EdgeController.Core.State;
using EdgeController.Core.Tests.Bench;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.Balancing;

/// <summary>The normal day of a garage: shares rise, load comes and goes, vehicles come and go.</summary>
public class GarageTests
{
    [Fact]
    public void Everyone_starts_at_the_fallback_and_is_neither_raised_nor_paused_before_the_meters_are_proven()
    {
        var bench = SiteBench.Full(SiteBuilder.Garage()).Run(9);
        Assert.Empty(bench.Sent);
        Assert.All(bench.Decision.Setpoints, setpoint => Assert.Equal(6, setpoint.Limit.Value));
        Assert.All(bench.Decision.Setpoints, setpoint => Assert.Equal(ReasonCode.MeterBlind, setpoint.Reason.Code));
    }

    [Fact]
    public void Stations_that_connect_one_by_one_pause_nobody()
    {
        var bench = new SiteBench(SiteBuilder.Garage());
        foreach (var station in bench.Stations)
        {
            bench.Connect(station);
            bench.Plug(station);
            bench.Run(3, () => Assert.DoesNotContain(bench.Sent, sent => sent.Setpoint.Limit.Value < 6));
        }
    }

    [Fact]
    public void Shares_rise_to_what_fits_and_no_circuit_is_exceeded()
    {
        var bench = SiteBench.Full(SiteBuilder.Garage());
        bench.Load[0] = PerPhase.All(30.0);
        bench.Run(600);
        var level1 = bench.Flow(1);
        Assert.InRange(level1.L1, 92, 96.01);
        Assert.True(bench.WorstRatio <= 1, $"worst {bench.WorstRatio}");
        Assert.All(bench.Decision.Setpoints.Take(12), setpoint => Assert.InRange(setpoint.Limit.Value, 7, 9));
    }

    [Fact]
    public void A_load_step_sends_decreases_in_the_next_tick_and_the_site_is_within_its_limit_in_30_s()
    {
        var bench = SiteBench.Full(SiteBuilder.Garage());
        bench.Load[0] = PerPhase.All(20.0);
        bench.Run(600);
        var before = bench.Sent.Count;
        bench.Load[0] = PerPhase.All(78.0);
        bench.Run(1);
        Assert.Contains(bench.Sent.Skip(before), sent => sent.Setpoint.Change == SetpointChange.Decrease);
        bench.Run(300);
        Assert.True(bench.LongestOverload <= 15 && bench.WorstRatio < 1.13, $"{bench.LongestOverload} s, {bench.WorstRatio:0.00} x");
    }

    [Fact]
    public void Reasons_name_the_binding_circuit_and_phase()
    {
        var bench = SiteBench.Full(SiteBuilder.Single(60, 4, 4, max: 32, rotation: "L1L2L3"));
        bench.Load[0] = new(0, 25, 0);
        bench.Run(400);
        Assert.All(bench.Decision.Setpoints, setpoint => Assert.Equal((ReasonCode.CircuitLimit, "main", Phase.L2), (setpoint.Reason.Code, setpoint.Reason.Subject, setpoint.Reason.Phase)));
    }

    [Fact]
    public void A_power_contract_binds_and_says_so()
    {
        var bench = SiteBench.Full(new SiteBuilder().Circuit(null, 250, 0, true, kilowatts: 30).Stations(0, 4, 16).Build()).Run(400);
        Assert.True(bench.Decision.Setpoints.Count(setpoint => setpoint.Reason is { Code: ReasonCode.PowerLimit, Subject: "main", Phase: null }) >= 3);
        Assert.InRange(bench.Flow(0).L1, 40.5, 42.2);
    }

    [Fact]
    public void Free_connectors_keep_room_for_newcomers()
    {
        var bench = new SiteBench(SiteBuilder.Single(63, 5, 6, rotation: "L1L2L3"));
        Array.ForEach(bench.Stations, station => bench.Connect(station));
        Array.ForEach(bench.Stations[..4], bench.Plug);
        bench.Run(400);
        Assert.InRange(bench.Flow(0).L1, 45, 48.2);
        bench.Plug(bench.Stations[4]);
        bench.Plug(bench.Stations[5]);
        bench.Run(300);
        Assert.True(bench.WorstRatio <= 1, $"worst {bench.WorstRatio}");
    }

    [Fact]
    public void The_reserve_binds_while_the_building_is_quiet()
    {
        var bench = SiteBench.Full(SiteBuilder.Single(100, 60, 4, max: 32, rotation: "L1L2L3")).Run(400);
        Assert.InRange(bench.Flow(0).L1, 51, 53.01);
        Assert.All(bench.Decision.Setpoints, setpoint => Assert.Equal(ReasonCode.Reserve, setpoint.Reason.Code));
    }

    [Theory]
    [InlineData(Protections.None, true)]
    [InlineData(Protections.Reserve, false)]
    public void When_the_controller_dies_and_the_assumed_load_comes_the_excess_stays_below_113_percent(Protections without, bool holds)
    {
        var bench = SiteBench.Full(SiteBuilder.Single(100, 60, 4, max: 32, rotation: "L1L2L3"), GuardOptions.Default with { Without = without }).Run(400);
        var flow = bench.Flow(0).L1 + 60;
        Assert.Equal(holds, flow <= 113.01);
    }

    [Fact]
    public void A_sleeper_is_reclaimed_and_gets_its_share_back_when_it_wakes()
    {
        var bench = SiteBench.Full(SiteBuilder.Single(40, 0, 2, max: 32, rotation: "L1L2L3")).Run(200);
        Assert.InRange(bench.Told(0), 16.5, 20);
        bench.Stations[0].Wants = 0;
        bench.Run(100);
        Assert.Equal(6, bench.Told(0));
        bench.Run(60);
        Assert.True(bench.Told(1) > 28, $"{bench.Told(1)}");
        bench.Stations[0].Wants = 32;
        bench.Run(150);
        Assert.InRange(bench.Told(0), 16.5, 20);
        Assert.True(bench.WorstRatio <= 1, $"worst {bench.WorstRatio}");
    }

    [Fact]
    public void A_steady_site_is_written_to_only_for_renewals()
    {
        var bench = SiteBench.Full(SiteBuilder.Garage());
        bench.Load[0] = PerPhase.All(30.0);
        bench.Run(1800);
        var before = bench.Sent.Count;
        bench.Run(3600);
        var changes = bench.Sent.Skip(before).Count(sent => sent.Setpoint.Change != SetpointChange.Renewal);
        Assert.True(changes <= 24, $"{changes} changes in a steady hour");
    }

    [Fact]
    public void Shutdown_raises_and_renews_nothing()
    {
        var bench = SiteBench.Full(SiteBuilder.Garage()).Run(40);
        bench.Tell(new Events.ShutdownStarted(SiteBench.At(bench.Now)));
        var before = bench.Sent.Count;
        bench.Run(400);
        Assert.All(bench.Sent.Skip(before), sent => Assert.Equal(SetpointChange.Decrease, sent.Setpoint.Change));
        Assert.All(bench.Stations, station => Assert.True(station.LeaseLimit(bench.Now) <= 6));
    }

    [Fact]
    public void Single_phase_vehicles_free_the_other_phases()
    {
        var bench = SiteBench.Full(SiteBuilder.Single(40, 0, 3));
        Array.ForEach(bench.Stations, station => station.VehiclePhases = 1);
        bench.Run(300);
        Assert.All(bench.Decision.Setpoints, setpoint => Assert.Equal(16, setpoint.Limit.Value));
    }

    [Fact]
    public void Metering_noise_of_vehicles_that_take_less_costs_at_most_one_change_a_minute()
    {
        var bench = SiteBench.Full(SiteBuilder.Single(100, 0, 4, rotation: "L1L2L3"));
        foreach (var station in bench.Stations)
        {
            station.Wants = 11 + (station.Station.Index * 0.77);
            station.Noise = now => 0.15 * Math.Sin(now * (1.3 + station.Station.Index));
        }

        bench.Run(900);
        var before = bench.Sent.Count;
        bench.Run(3600);
        var changes = bench.Sent.Skip(before).Count(sent => sent.Setpoint.Change != SetpointChange.Renewal);
        Assert.InRange(changes / 4.0, 0, 60);
    }
}
