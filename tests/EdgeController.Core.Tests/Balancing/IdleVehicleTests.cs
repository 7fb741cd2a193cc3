using EdgeController.Core.Balancing;
using EdgeController.Core.Tests.Bench;

namespace EdgeController.Core.Tests.Balancing;

/// <summary>Full and sleeping vehicles at stations that fall back to nothing: what they are told counts in full, so it goes to who can use it.</summary>
public class IdleVehicleTests
{
    private const double Minute = 60;

    [Fact]
    public void A_full_vehicle_leaves_its_minimum_to_one_that_takes_more()
    {
        var bench = TwoVehicles(16);
        bench.Run(12 * Minute);
        Assert.Equal(0, bench.Told(0));
        Assert.True(bench.Told(1) >= 12.5, $"{bench.Told(1)} A");
        Assert.Equal(ReasonCode.IdleVehicle, bench.Decision.Setpoints[0].Reason.Code);
    }

    [Fact]
    public void One_that_never_drew_may_only_sleep_and_keeps_its_minimum_until_it_has_been_called()
    {
        var bench = SiteBench.Full(SiteBuilder.Single(16, assumed: 1, stations: 2, fallback: 0, rotation: "L1L2L3"));
        bench.Stations[0].Wants = 0;
        bench.Run(12 * Minute);
        Assert.Equal(6, bench.Told(0));
        bench.Run(25 * Minute);
        Assert.Equal(0, bench.Told(0));
        Assert.Equal(1, bench.Snapshot.Evses[0].Wake.Pulses);
    }

    [Fact]
    public void Without_turns_it_keeps_what_it_does_not_draw()
    {
        var bench = TwoVehicles(16, options: GuardOptions.Default with { Without = Protections.Rotation });
        bench.Run(12 * Minute);
        Assert.Equal(6, bench.Told(0));
        Assert.True(bench.Told(1) < 9, $"{bench.Told(1)} A");
    }

    [Fact]
    public void It_keeps_its_minimum_where_nobody_else_could_use_it()
    {
        var bench = TwoVehicles(40);
        bench.Run(30 * Minute);
        Assert.True(bench.Told(0) >= 6, $"{bench.Told(0)} A");
    }

    [Fact]
    public void It_keeps_the_fallback_that_its_station_holds_for_good()
    {
        var bench = TwoVehicles(30, fallback: 6);
        bench.Run(30 * Minute);
        Assert.True(bench.Told(0) >= 6, $"{bench.Told(0)} A");
    }

    [Fact]
    public void It_is_asked_again_within_75_minutes_and_stays_when_it_draws()
    {
        var bench = TwoVehicles(16);
        bench.Run(20 * Minute);
        Assert.Equal(0, bench.Told(0));
        bench.Stations[0].Wants = 16;
        bench.Run(75 * Minute);
        Assert.True(bench.Told(0) >= 6, $"{bench.Told(0)} A");
        bench.Run(30 * Minute);
        Assert.True(bench.Told(0) >= 6, $"{bench.Told(0)} A later");
        Assert.Equal(bench.Told(0), bench.Told(1), 1.0);
    }

    [Fact]
    public void It_is_left_alone_again_when_it_still_draws_nothing()
    {
        var bench = TwoVehicles(16);
        var asked = 0;
        var before = 1.0;
        bench.Run(240 * Minute, () =>
        {
            asked += before == 0 && bench.Told(0) > 0 ? 1 : 0;
            before = bench.Told(0);
        });
        Assert.InRange(asked, 2, 4);
    }

    /// <summary>Two three-phase stations of 16 A on one circuit; the first vehicle charges for two minutes and is full.</summary>
    private static SiteBench TwoVehicles(double amps, double fallback = 0, GuardOptions? options = null)
    {
        var bench = SiteBench.Full(SiteBuilder.Single(amps, assumed: 1, stations: 2, fallback: fallback, rotation: "L1L2L3"), options ?? GuardOptions.Default).Run(2 * Minute);
        bench.Stations[0].Wants = 0;
        return bench;
    }
}
