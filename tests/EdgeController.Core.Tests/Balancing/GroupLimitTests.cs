using EdgeController.Core.Balancing;
using EdgeController.Core.Events;
using EdgeController.Core.Tests.Bench;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.Balancing;

/// <summary>What a back end allows all its stations together: it holds for their sum on each phase or in watts, and never raises anything.</summary>
public class GroupLimitTests
{
    [Fact]
    public void The_sum_of_the_stations_falls_below_the_limit_at_once_and_rises_again_when_it_is_cleared()
    {
        var bench = Charging();
        Assert.Equal(64, Sum(bench, 0, 4));
        Tell(bench, Amps(30));
        bench.Run(1);
        Assert.True(Sum(bench, 0, 4) <= 30, $"{Sum(bench, 0, 4)} A");
        bench.Run(120);
        Assert.InRange(Sum(bench, 0, 4), 29.5, 30);
        var reason = bench.Decision.Setpoints.Select(setpoint => setpoint.Reason).First(reason => reason.Code == ReasonCode.GroupLimit);
        Assert.Equal("group limit of back end main: 30 A", reason.Sentence);
        Tell(bench, null);
        bench.Run(400);
        Assert.Equal(64, Sum(bench, 0, 4));
    }

    [Fact]
    public void Without_the_protection_the_limit_means_nothing()
    {
        var bench = Charging(GuardOptions.Default with { Without = Protections.GroupLimits });
        Tell(bench, Amps(30));
        bench.Run(120);
        Assert.Equal(64, Sum(bench, 0, 4));
    }

    [Fact]
    public void Stations_of_another_back_end_and_the_building_do_not_count()
    {
        var bench = Charging();
        Tell(bench, Amps(24));
        bench.Run(120);
        Assert.Equal((24, 32), (Sum(bench, 0, 4), Sum(bench, 4, 2)));
    }

    [Fact]
    public void A_power_counts_over_three_phases()
    {
        var bench = Charging();
        Tell(bench, new CsmsLimit(null, new Watts(3 * 230 * 30), "x"));
        bench.Run(120);
        Assert.InRange(Sum(bench, 0, 4), 29.5, 30);
        Assert.Contains(bench.Decision.Setpoints, setpoint => setpoint.Reason.Sentence == "group limit of back end main: 20.7 kW");
    }

    [Fact]
    public void Where_not_all_minimums_fit_who_waits_is_told_why()
    {
        var bench = Charging();
        Tell(bench, Amps(13));
        bench.Run(120);
        Assert.InRange(Sum(bench, 0, 4), 12, 13);
        Assert.Contains(bench.Decision.Setpoints, setpoint => setpoint.Reason.Sentence.StartsWith("paused because the group of back end main had no room for its minimum within its limit", StringComparison.Ordinal));
    }

    [Fact]
    public void A_station_that_is_gone_counts_for_what_it_may_hold()
    {
        var bench = Charging();
        bench.Disconnect(bench.Stations[0]);
        Tell(bench, Amps(40));
        bench.Run(5);
        Assert.True(Sum(bench, 1, 3) <= 24, $"{Sum(bench, 1, 3)} A beside 16 A that may flow");
    }

    [Fact]
    public void A_limit_above_the_breaker_raises_nothing()
    {
        var bench = Charging(amps: 50);
        Tell(bench, Amps(200));
        bench.Run(600);
        Assert.True(bench.WorstRatio <= 1, $"{bench.WorstRatio}");
        Assert.True(Sum(bench, 0, 6) <= 50);
    }

    [Fact]
    public void One_that_cannot_be_read_holds_the_fallbacks()
    {
        var bench = Charging();
        Tell(bench, new CsmsLimit(null, null, "unreadable") { IsUnknown = true });
        bench.Run(120);
        Assert.Equal((24, 32), (Sum(bench, 0, 4), Sum(bench, 4, 2)));
        Assert.Equal(ReasonCode.CsmsUnknown, bench.Decision.Setpoints[0].Reason.Code);
    }

    private static CsmsLimit Amps(double amps) => new(new Amperes(amps), null, "ChargingStationMaxProfile, stack level 0");

    private static double Sum(SiteBench bench, int from, int count) => Enumerable.Range(from, count).Sum(bench.Told);

    private static void Tell(SiteBench bench, CsmsLimit? limit) => bench.Tell(new CsmsGroupChanged(SiteBench.At(bench.Now), "main", limit));

    /// <summary>Four stations of the back end that limits its group, two of another, all with vehicles that take 16 A.</summary>
    private static SiteBench Charging(GuardOptions? options = null, double amps = 200)
    {
        var site = new SiteBuilder().Circuit(null, amps, 5, metered: true).Stations(0, 6, 16, rotation: "L1L2L3").Each(station => station with { Csms = station.Index < 4 ? "main" : "other" }).Build();
        var url = new Uri("ws://127.0.0.1:1/");
        return SiteBench.Full(
            site with { BackEnds = [new CsmsBackEnd("other", url), new CsmsBackEnd("main", url) { Identity = new OwnIdentity(new("GARAGE"), "2.0.1") }] }, options).Run(300);
    }
}
