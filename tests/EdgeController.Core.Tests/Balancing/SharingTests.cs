using EdgeController.Core.Events;
using EdgeController.Core.State;
using EdgeController.Core.Tests.Bench;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.Balancing;

/// <summary>Policies, priorities, wishes and guaranteed currents in the running guard.</summary>
public class SharingTests
{
    [Fact]
    public void In_the_fair_share_the_priority_is_the_weight()
    {
        var bench = Full(Sharing.Fair, 66, station => station with { Priority = station.Index == 0 ? new Priority(10) : Priority.Normal });
        Assert.InRange(bench.Told(0), 24, 27);
        Assert.All([1, 2, 3], station => Assert.InRange(bench.Told(station), 11.5, 14.5));
    }

    [Fact]
    public void The_policy_priority_serves_the_higher_one_first_and_everybody_keeps_the_minimum()
    {
        var bench = Full(Sharing.Priority, 66, station => station with { Priority = station.Index == 2 ? Priority.High : station.Index == 3 ? Priority.Low : Priority.Normal });
        Assert.True(bench.Told(2) > 29 && bench.Told(3) < 7, $"{bench.Told(2)} {bench.Told(3)}");
        Assert.True(bench.Told(0) > 15 && bench.Told(1) < 7, $"{bench.Told(0)} {bench.Told(1)}");
    }

    [Fact]
    public void First_come_first_served()
    {
        var bench = Full(Sharing.FirstCome, 66);
        Assert.True(bench.Told(0) > 29, $"{bench.Told(0)}");
        Assert.True(bench.Told(1) > 14 && bench.Told(2) < 7 && bench.Told(3) < 7);
    }

    [Fact]
    public void Who_leaves_first_or_can_wait_least_is_served_first()
    {
        var early = Full(Sharing.EarliestDeparture, 66);
        Wish(early, 3, hours: 2, kilowattHours: 1);
        Wish(early, 2, hours: 3, kilowattHours: 40);
        early.Run(300);
        Assert.True(early.Told(3) > 29, $"{early.Told(3)}");
        Assert.True(early.Told(2) > 14 && early.Told(0) < 7 && early.Told(1) < 7);

        var lax = Full(Sharing.LeastLaxity, 66);
        Wish(lax, 3, hours: 2, kilowattHours: 1);
        Wish(lax, 2, hours: 3, kilowattHours: 40);
        lax.Run(300);
        Assert.True(lax.Told(2) > 29, $"{lax.Told(2)}");
        Assert.True(lax.Told(3) > 14 && lax.Told(0) < 7 && lax.Told(1) < 7);
    }

    [Fact]
    public void Two_equally_urgent_vehicles_change_places_no_more_often_than_every_few_minutes()
    {
        var bench = Full(Sharing.LeastLaxity, 66);
        Array.ForEach([0, 1, 2, 3], station => Wish(bench, station, hours: 6, kilowattHours: 30));
        bench.Run(300);
        var before = bench.Sent.Count(sent => sent.Setpoint.Change != Core.Balancing.SetpointChange.Renewal);
        bench.Run(3600);
        var changes = bench.Sent.Count(sent => sent.Setpoint.Change != Core.Balancing.SetpointChange.Renewal) - before;
        Assert.InRange(changes, 0, 200);
        Assert.True(bench.WorstRatio <= 1);
    }

    [Fact]
    public void A_guaranteed_current_is_kept_while_others_give_way_down_to_nothing()
    {
        var bench = Full(Sharing.Fair, 66, station => station with { Guaranteed = new(station.Index == 1 ? 14 : 0) });
        bench.Load[0] = PerPhase.All(36.0);
        var least = double.MaxValue;
        bench.Run(60).Run(600, () => least = Math.Min(least, bench.Told(1)));
        Assert.True(least >= 14, $"{least} A of the guaranteed 14 A");
        Assert.Equal(2, Enumerable.Range(0, 4).Count(station => station != 1 && bench.Told(station) >= 6));
        bench.Load[0] = PerPhase.All(54.0);
        bench.Run(120);
        Assert.InRange(bench.Told(1), 12, 13);
        Assert.True(bench.LongestOverload <= 30, $"{bench.LongestOverload} s");
    }

    [Fact]
    public void A_group_shares_by_its_own_rule_what_the_fair_share_gives_it()
    {
        var bench = Full(Sharing.Fair, 66, station => station with { Group = station.Index < 2 ? 0 : 1, Priority = station.Index == 3 ? Priority.High : Priority.Normal }, Sharing.Priority);
        Assert.True(bench.Told(3) > 25 && bench.Told(2) < 7, $"{bench.Told(2)} {bench.Told(3)}");
        Assert.All([0, 1], station => Assert.InRange(bench.Told(station), 12, 15.5));
    }

    [Fact]
    public void The_operator_s_word_goes_before_the_back_end_s_and_the_list_s_and_ends_with_the_session()
    {
        var site = Site(Sharing.Priority, 66, station => station);
        site = site with { Policy = site.Policy with { Tokens = SitePolicy.Default.Tokens.Add("04a2", new TokenTerms(Priority.Low, ChargingMode.Paused)) } };
        var bench = new SiteBench(site);
        bench.Connect(bench.Stations[0]);
        var evse = bench.Stations[0].Evse;
        SessionWished By(WishSource source) => new(SiteBench.At(bench.Now), evse, source);
        bench.Tell(By(WishSource.Operator) with { Priority = Priority.High });
        Assert.Null(bench.Snapshot.Evses[0].Session);

        bench.Tell(new TransactionStarted(SiteBench.At(bench.Now), evse, "1", "04A2"));
        SessionWishes Wishes() => bench.Snapshot.Evses[0].Session!.Wishes;
        Assert.Equal((Priority.Low, ChargingMode.Paused), (Wishes().Priority, Wishes().Mode));
        bench.Tell(By(WishSource.Csms) with { Priority = new Priority(7) });
        Assert.Equal((new Priority(7), ChargingMode.Paused), (Wishes().Priority, Wishes().Mode));
        bench.Tell(By(WishSource.Operator) with { Priority = Priority.High, Mode = ChargingMode.Fast, Energy = new WattHours(double.NaN) });
        bench.Tell(By(WishSource.Vehicle) with { Priority = Priority.Low, Energy = new WattHours(5000) });
        bench.Tell(By(WishSource.Operator) with { Departure = SiteBench.At(7200) });
        Assert.Equal((Priority.High, ChargingMode.Fast, SiteBench.At(7200), new WattHours(5000)), (Wishes().Priority, Wishes().Mode, Wishes().Departure, Wishes().Target));
        bench.Unplug(bench.Stations[0]);
        bench.Plug(bench.Stations[0]);
        Assert.Equal(SessionWishes.None, Wishes());
    }

    private static Site Site(Sharing sharing, double amps, Func<Station, Station> change, params Sharing[] groups)
    {
        var site = new SiteBuilder().Circuit(null, Math.Ceiling((amps + 1) / 0.97), 0, metered: true).Stations(0, 4, 32, fallback: 6, "L1L2L3").Each(change).Build();
        return site with { Policy = new SitePolicy { Sharing = sharing, Groups = [.. groups.Select(group => new PolicyGroup("g", group))] } };
    }

    private static SiteBench Full(Sharing sharing, double amps, Func<Station, Station>? change = null, params Sharing[] groups) =>
        SiteBench.Full(Site(sharing, amps, change ?? (station => station), groups)).Run(400);

    private static void Wish(SiteBench bench, int station, double hours, double kilowattHours) =>
        bench.Tell(new SessionWished(SiteBench.At(bench.Now), bench.Stations[station].Evse, WishSource.Operator)
        {
            Departure = SiteBench.At(bench.Now + (hours * 3600)),
            Energy = new WattHours(kilowattHours * 1000),
        });
}
