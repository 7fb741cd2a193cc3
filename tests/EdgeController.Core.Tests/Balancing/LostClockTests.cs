using EdgeController.Core.Balancing;
using EdgeController.Core.Events;
using EdgeController.Core.State;
using EdgeController.Core.Tests.Bench;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.Balancing;

/// <summary>A station whose clock is lost cannot be told a lower lease; what it holds is cleared where less is allowed, and where it should end.</summary>
public class LostClockTests
{
    [Theory]
    [InlineData(Protections.None, 6)]
    [InlineData(Protections.LostClocks, 16)]
    public void A_lower_limit_of_the_back_end_clears_the_lease(Protections without, double told)
    {
        var bench = Clockless(without);
        bench.Tell(new CsmsLimitChanged(SiteBench.At(bench.Now), bench.Stations[0].Evse, new CsmsLimit(new Amperes(8), null, "x")));
        bench.Run(20);
        Assert.Equal((told, told), (bench.Told(0), Math.Round(bench.Stations[0].Drawn.L1)));
        Assert.Equal(ReasonCode.ClockUntrusted, bench.Decision.Setpoints[0].Reason.Code);
    }

    [Theory]
    [InlineData(Protections.None, 6)]
    [InlineData(Protections.LostClocks, 16)]
    public void A_circuit_that_is_over_clears_it(Protections without, double told)
    {
        var bench = Clockless(without);
        bench.Load[0] = PerPhase.All(90.0);
        bench.Run(20);
        Assert.Equal(told, bench.Told(0));
        Assert.Equal(told > 6, bench.Flow(0).L1 > 100);
    }

    [Fact]
    public void As_long_as_nothing_asks_for_less_the_lease_stays_until_its_renewal_and_is_cleared_then()
    {
        var bench = Clockless(Protections.None);
        bench.Sent.Clear();
        var ends = bench.Snapshot.Evses[0].Leases.Last!.EndsAt;
        bench.Run((ends - SiteBench.At(bench.Now)).TotalSeconds + 60);
        var (at, cleared) = Assert.Single(bench.Sent);
        Assert.Equal((6.0, SetpointChange.Decrease), (cleared.Limit.Value, cleared.Change));
        Assert.True(SiteBench.At(at) < ends);
        bench.Connect(bench.Stations[0]);
        bench.Run(200);
        Assert.Equal(16, bench.Told(0));
    }

    [Fact]
    public void A_clearing_that_is_not_answered_is_said_again_and_frees_nothing()
    {
        var bench = Clockless(Protections.None);
        bench.Stations[0].Answers = false;
        bench.Load[0] = PerPhase.All(90.0);
        bench.Sent.Clear();
        bench.Run(60);
        Assert.True(bench.Sent.Count > 1);
        Assert.All(bench.Sent, sent => Assert.Equal((6.0, SetpointChange.Decrease), (sent.Setpoint.Limit.Value, sent.Setpoint.Change)));
        Assert.Equal(16, bench.Snapshot.Cap(0, SiteBench.At(bench.Now)).Value);
    }

    private static SiteBench Clockless(Protections without)
    {
        var site = new SiteBuilder().Circuit(null, 100, 20, metered: true).Stations(0, 1, 16, rotation: "L1L2L3").Build();
        var bench = SiteBench.Full(site, GuardOptions.Default with { Without = without }).Run(200);
        Assert.Equal(16, bench.Told(0));
        bench.Tell(new StationClockJudged(SiteBench.At(bench.Now), bench.Stations[0].Station.Id, false, TimeSpan.Zero));
        return bench;
    }
}
