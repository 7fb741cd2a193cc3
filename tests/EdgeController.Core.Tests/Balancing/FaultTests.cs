using EdgeController.Core.Balancing;
using EdgeController.Core.Events;
using EdgeController.Core.State;
using EdgeController.Core.Tests.Bench;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.Balancing;

/// <summary>Stations that lie, vanish or stay silent, and meters that fail. Each protection runs once more switched off, and must then fail.</summary>
public class FaultTests
{
    [Theory]
    [InlineData(Protections.None, true)]
    [InlineData(Protections.CautiousAccounts, false)]
    public void An_offline_station_keeps_its_share_counted_though_nobody_saw_its_vehicle(Protections without, bool holds)
    {
        var bench = SiteBench.Full(SiteBuilder.Single(63, 0, 6, rotation: "L1L2L3"), GuardOptions.Default with { Without = without });
        Array.ForEach(bench.Stations[3..], bench.Unplug);
        Array.ForEach(bench.Stations[3..], bench.Disconnect);
        bench.Run(400);
        Array.ForEach(bench.Stations[3..], station => station.Plugged = true);
        bench.Run(60);
        Assert.Equal(holds, bench.WorstRatio <= 1 && bench.LongestOverload == 0);
    }

    [Fact]
    public void An_offline_station_keeps_its_lease_counted_until_it_ends_then_its_fallback()
    {
        var bench = SiteBench.Full(SiteBuilder.Single(40, 0, 2, max: 32, rotation: "L1L2L3")).Run(200);
        var (share, gone) = (bench.Told(0), bench.Now);
        bench.Disconnect(bench.Stations[0]);
        bench.Run(140);
        Assert.True(bench.Told(1) <= 37.8 - share + 0.1, $"{share} A may still be drawn, the other has {bench.Told(1)} A");
        bench.Run(400);
        Assert.True(bench.Told(1) > 25, $"{bench.Now - gone} s later the other has {bench.Told(1)} A");
        Assert.True(bench.WorstRatio <= 1);
    }

    [Fact]
    public void A_station_that_was_never_seen_counts_at_its_hardware_maximum()
    {
        var bench = new SiteBench(SiteBuilder.Single(63, 0, 3, max: 20, rotation: "L1L2L3"));
        bench.Connect(bench.Stations[0]);
        bench.Plug(bench.Stations[0]);
        bench.Run(400);
        Assert.InRange(bench.Told(0), 19, 20.2);
        Assert.Equal(ReasonCode.Offline, bench.Decision.Setpoints[1].Reason.Code);
    }

    [Theory]
    [InlineData(Protections.None, true)]
    [InlineData(Protections.DriftAccounts, false)]
    public void A_station_that_ignores_its_limit_is_told_again_and_the_others_make_room(Protections without, bool holds)
    {
        var bench = SiteBench.Full(SiteBuilder.Single(63, 20, 3, max: 20, rotation: "L1L2L3"), GuardOptions.Default with { Without = without }).Run(200);
        var liar = bench.Stations[0];
        liar.Obeys = false;
        liar.ForgetProfiles();
        var (before, sent) = (bench.Told(0), bench.Sent.Count);
        bench.Load[0] = PerPhase.All(25.0);
        bench.Run(120);
        Assert.True(bench.Told(0) < before && bench.Sent.Skip(sent).Count(item => item.Setpoint.Evse == liar.Evse) >= 2);
        Assert.Equal(holds, bench.LongestOverload <= 30);
        if (holds)
        {
            Assert.Equal(ReasonCode.NotFollowing, bench.Decision.Setpoints[0].Reason.Code);
            var writes = bench.Sent.Count;
            bench.Run(3600);
            Assert.True(bench.Sent.Skip(writes).Count(item => item.Setpoint.Evse == liar.Evse) <= 30);
        }
    }

    [Theory]
    [InlineData(Protections.None, true)]
    [InlineData(Protections.DriftAccounts, false)]
    public void A_decrease_that_is_never_answered_makes_the_others_give_way(Protections without, bool holds)
    {
        var bench = SiteBench.Full(SiteBuilder.Single(63, 20, 3, max: 32, rotation: "L1L2L3"), GuardOptions.Default with { Without = without }).Run(200);
        (bench.Stations[0].Answers, bench.Stations[0].SendsMeterValues) = (false, false);
        bench.Load[0] = PerPhase.All(25.0);
        bench.Run(60);
        Assert.Equal(holds, bench.LongestOverload <= 30);
    }

    [Theory]
    [InlineData(Protections.None, true)]
    [InlineData(Protections.ConfirmedHeadroom, false)]
    public void An_unmeasured_decrease_is_not_given_to_others(Protections without, bool holds)
    {
        var bench = SiteBench.Full(SiteBuilder.Single(50, 0, 4, max: 16, rotation: "L1L2L3"), GuardOptions.Default with { Without = without });
        bench.Unplug(bench.Stations[3]);
        bench.Unplug(bench.Stations[2]);
        bench.Run(200);
        (bench.Stations[0].Obeys, bench.Stations[0].SendsMeterValues) = (false, false);
        bench.Plug(bench.Stations[2]);
        bench.Plug(bench.Stations[3]);
        bench.Run(140);
        Assert.Equal(holds, bench.WorstRatio <= 1);
    }

    [Theory]
    [InlineData(1.2, true, Protections.None, true)]
    [InlineData(1.2, false, Protections.None, true)]
    [InlineData(0.48, true, Protections.None, true)]
    [InlineData(1.2, true, Protections.Overdraw, false)]
    [InlineData(1.2, false, Protections.Overdraw, false)]
    public void Many_stations_that_each_draw_a_little_more_than_told_do_not_keep_a_circuit_over(double more, bool metered, Protections without, bool holds)
    {
        var site = new SiteBuilder().Circuit(null, 250, 20, metered).Stations(0, 24, 32, rotation: "L1L2L3").Build();
        var bench = SiteBench.Full(site, GuardOptions.Default with { Without = without });
        Array.ForEach(bench.Stations, station => station.Overdraws = more);
        bench.Run(300);
        bench.Load[0] = PerPhase.All(20.0);
        bench.Run(300);
        Assert.Equal(holds, bench.LongestOverload <= 30);
        Assert.True(bench.Flow(0).L1 > 220, $"{bench.Flow(0).L1} A of 250 A are used");
    }

    [Theory]
    [InlineData(Protections.None, 3)]
    [InlineData(Protections.RestartSpread, 12)]
    public void After_an_outage_vehicles_are_raised_one_by_one(Protections without, int together)
    {
        var bench = SiteBench.Full(SiteBuilder.Single(250, 0, 12, max: 16, rotation: "L1L2L3"), GuardOptions.Default with { Without = without }).Run(120);
        Array.ForEach(bench.Stations, bench.Disconnect);
        bench.Run(400);
        var sent = bench.Sent.Count;
        Array.ForEach(bench.Stations, station => bench.Connect(station));
        bench.Run(90);
        var raised = bench.Sent.Skip(sent).Where(item => item.Setpoint.Change == SetpointChange.Increase).GroupBy(item => item.Setpoint.Evse).Select(own => own.First().At).ToArray();
        Assert.Equal(12, raised.Length);
        Assert.Equal(together, raised.Max(from => raised.Count(at => at >= from && at < from + 10)));
    }

    [Fact]
    public void What_a_vehicle_does_not_draw_while_its_station_is_gone_is_given_to_nobody()
    {
        var bench = SiteBench.Full(SiteBuilder.Single(63, 0, 4, max: 32, rotation: "L1L2L3")).Run(200);
        var (gone, others) = (bench.Stations[..2], bench.Stations[2..]);
        var before = others.Sum(station => bench.Told(station.Station.Index));
        Array.ForEach(gone, bench.Disconnect);
        Array.ForEach(gone, station => station.Wants = 0);
        bench.Run(58);
        Assert.True(others.Sum(station => bench.Told(station.Station.Index)) <= before + 1, $"{before} A before, now {others.Sum(station => bench.Told(station.Station.Index))} A");
        Array.ForEach(gone, station => station.Wants = 32);
        bench.Run(60);
        Assert.True(bench.WorstRatio <= 1, $"{bench.WorstRatio}");
    }

    [Fact]
    public void Lost_answers_are_not_followed_by_duplicates()
    {
        var bench = SiteBench.Full(SiteBuilder.Single(40, 0, 2, max: 32, rotation: "L1L2L3"));
        bench.Stations[0].Delay = 8;
        bench.Run(300);
        var own = bench.Sent.Where(sent => sent.Setpoint.Evse == bench.Stations[0].Evse).ToArray();
        for (var i = 1; i < own.Length; i++)
        {
            Assert.True(own[i].At - own[i - 1].At >= 8 || own[i].Setpoint.Limit != own[i - 1].Setpoint.Limit, $"repeated at {own[i].At} s");
        }
    }

    [Fact]
    public void One_reading_raises_a_limit_by_one_step_only()
    {
        var bench = SiteBench.Full(SiteBuilder.Single(63, 0, 1, max: 32));
        Array.ForEach(bench.Stations, station => station.SendsMeterValues = false);
        bench.Run(24);
        Assert.Equal(14, Assert.Single(bench.Sent).Setpoint.Limit.Value);
    }

    [Theory]
    [InlineData(Protections.None, true)]
    [InlineData(Protections.MeterStaleness, false)]
    public void A_dead_meter_stops_increases_after_5_s_renewals_within_two_ticks_and_leases_run_out(Protections without, bool holds)
    {
        var bench = SiteBench.Full(SiteBuilder.Single(63, 27, 3, rotation: "L1L2L3"), GuardOptions.Default with { Without = without }).Run(300);
        bench.Metered[0] = false;
        var dead = bench.Now;
        bench.Load[0] = PerPhase.All(27.0);
        bench.Run(400);
        var late = bench.Sent.Where(sent => sent.At >= dead + 7).Select(sent => sent.Setpoint.Change);
        Assert.Equal(holds, late.All(change => change == SetpointChange.Decrease) && bench.Stations.All(station => station.LeaseLimit(bench.Now) <= 6));
        Assert.Equal(holds, bench.LongestOverload <= 30 && bench.WorstRatio <= 1.13);
        if (holds)
        {
            Assert.All(bench.Decision.Setpoints, setpoint => Assert.Equal(ReasonCode.MeterBlind, setpoint.Reason.Code));
        }
    }

    [Fact]
    public void A_liar_on_a_blind_branch_gets_no_longer_lease()
    {
        var bench = SiteBench.Full(SiteBuilder.Single(63, 20, 3, max: 32, rotation: "L1L2L3")).Run(200);
        bench.Load[0] = PerPhase.All(25.0);
        bench.Stations[0].Obeys = false;
        bench.Run(20);
        bench.Metered[0] = false;
        bench.Run(301);
        Assert.All(bench.Snapshot.Evses, evse => Assert.True((evse.Leases.InForce(SiteBench.At(bench.Now))?.Limit.Value ?? 0) <= 6));
    }

    [Fact]
    public void A_meter_that_comes_back_must_bring_ten_good_samples()
    {
        var bench = SiteBench.Full(SiteBuilder.Single(63, 20, 3)).Run(30);
        bench.Metered[0] = false;
        bench.Run(20);
        bench.Metered[0] = true;
        bench.Run(9);
        Assert.Equal(ControlMode.Blind, bench.Decision.Circuits[0].Mode);
        bench.Run(1);
        Assert.Equal(ControlMode.Normal, bench.Decision.Circuits[0].Mode);
    }

    [Fact]
    public void A_child_s_dead_meter_leaves_its_siblings_alone()
    {
        var bench = SiteBench.Full(SiteBuilder.Garage()).Run(60);
        bench.Metered[1] = false;
        bench.Run(20);
        Assert.Equal([ControlMode.Normal, ControlMode.Blind, ControlMode.Normal], bench.Decision.Circuits.Select(circuit => circuit.Mode));
    }

    [Fact]
    public void A_station_that_refuses_leases_is_left_at_its_fallback_for_a_while()
    {
        var bench = SiteBench.Full(SiteBuilder.Single(63, 0, 2));
        bench.Stations[0].Rejects = true;
        bench.Run(600);
        Assert.InRange(bench.Sent.Count(sent => sent.Setpoint.Evse == bench.Stations[0].Evse), 3, 6);
        Assert.Equal(16, bench.Told(1));
    }

    [Fact]
    public void Leases_stay_counted_when_a_station_comes_back_and_accepts_its_fallback_again()
    {
        var bench = SiteBench.Full(SiteBuilder.Single(63, 0, 2)).Run(200);
        bench.Disconnect(bench.Stations[0]);
        bench.Run(5);
        bench.Connect(bench.Stations[0]);
        Assert.Equal(16, bench.Snapshot.Cap(0, SiteBench.At(bench.Now)).Value);
    }

    [Fact]
    public void A_rebooted_station_counts_at_its_maximum_until_its_fallback_stands_then_at_its_old_lease()
    {
        var bench = SiteBench.Full(SiteBuilder.Single(40, 0, 3, max: 20, rotation: "L1L2L3")).Run(200);
        var lease = bench.Snapshot.Cap(0, SiteBench.At(bench.Now));
        bench.Tell(new StationBooted(SiteBench.At(bench.Now), bench.Stations[0].Station.Id, null, null, null));
        Assert.Equal(20, bench.Snapshot.Cap(0, SiteBench.At(bench.Now)).Value);
        bench.Connect(bench.Stations[0]);
        Assert.Equal(lease, bench.Snapshot.Cap(0, SiteBench.At(bench.Now)));
    }

    [Fact]
    public void A_late_stop_of_an_earlier_transaction_frees_nothing()
    {
        var bench = SiteBench.Full(SiteBuilder.Single(63, 0, 1)).Run(100);
        bench.Tell(new TransactionStopped(SiteBench.At(bench.Now), bench.Stations[0].Evse, "an earlier one", null));
        Assert.Equal(16, bench.Snapshot.Cap(0, SiteBench.At(bench.Now)).Value);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(16_000)]
    [InlineData(-40)]
    public void An_impossible_station_sample_changes_nothing(double amps)
    {
        var bench = SiteBench.Full(SiteBuilder.Single(63, 0, 1)).Run(100);
        var before = bench.Snapshot.Evses[0];
        bench.Tell(new EvseMetered(SiteBench.At(bench.Now + 1), bench.Stations[0].Evse, PerPhase.All(new Amperes(amps)), null, null));
        Assert.Equal(before.Sample, bench.Snapshot.Evses[0].Sample);
    }
}
