using EdgeController.Core.Balancing;
using EdgeController.Core.Control;
using EdgeController.Core.Tests.Bench;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.Control;

/// <summary>What held charging back, by cause and day.</summary>
public class LossBookTests
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void What_vehicles_would_take_beyond_what_they_draw_is_held_back_by_the_circuit_that_binds()
    {
        var bench = Crowd(Noon);
        var before = HeldBack(bench);
        var expected = 0.0;
        bench.Run(600, () => expected += bench.Stations.Sum(station => (16 - station.Drawn.L1) * 3 * 230) / 3600);
        Assert.InRange(HeldBack(bench) - before, expected * 0.97, expected * 1.03);
        var first = bench.Losses[0].Losses[0];
        Assert.Equal((ReasonCode.CircuitLimit, "main"), (first.Cause.Code, first.Cause.Subject));
        Assert.True(first.HeldBack.Value > (HeldBack(bench) - before) * 0.98, $"{first}");
        Assert.Equal(0, bench.Losses[0].Losses.Sum(loss => loss.Missing.Value));
    }

    [Fact]
    public void A_vehicle_that_leaves_unfinished_misses_what_was_held_back_and_a_full_one_nothing()
    {
        var bench = Crowd(Noon);
        bench.Stations[1].Wants = 0;
        bench.Run(120);
        bench.Unplug(bench.Stations[1]);
        bench.Run(5);
        Assert.Equal(0, Missing(bench));
        bench.Run(300);
        bench.Unplug(bench.Stations[0]);
        bench.Run(5);
        Assert.InRange(Missing(bench), HeldBack(bench) * 0.1, HeldBack(bench) * 0.3);
    }

    [Fact]
    public void No_more_is_missing_than_the_vehicle_still_needed()
    {
        var bench = Crowd(Noon);
        bench.Tell(new EdgeController.Core.Events.SessionWished(SiteBench.At(bench.Now), bench.Stations[0].Evse, EdgeController.Core.Events.WishSource.Operator) { Energy = new(200) });
        bench.Run(30);
        bench.Unplug(bench.Stations[0]);
        bench.Run(5);
        Assert.InRange(Missing(bench), 100, 200);
    }

    [Fact]
    public void A_day_ends_at_midnight_of_the_site_and_a_clock_that_jumps_back_finds_its_day_again()
    {
        var bench = Crowd(new DateTimeOffset(2026, 5, 4, 21, 50, 0, TimeSpan.Zero), "Europe/Berlin");
        bench.Run(500);
        Assert.Equal([new DateOnly(2026, 5, 5), new DateOnly(2026, 5, 4)], bench.Losses.Select(day => day.Day));
        Assert.All(bench.Losses, day => Assert.True(day.Losses.Sum(loss => loss.HeldBack.Value) > 0 && day.Delivered.Value > 0, $"{day}"));
        bench.Wall = seconds => Noon + TimeSpan.FromSeconds(seconds);
        bench.Run(5);
        Assert.Equal([new DateOnly(2026, 5, 4), new DateOnly(2026, 5, 5)], bench.Losses.Select(day => day.Day));
    }

    [Fact]
    public void Only_today_and_31_days_before_are_kept()
    {
        var bench = Crowd(Noon);
        var (start, from) = (bench.Now, Noon);
        bench.Wall = seconds => from + TimeSpan.FromDays(seconds - start);
        bench.Run(40);
        Assert.Equal(LossBook.MostDays, bench.Losses.Count);
        Assert.Equal(DateOnly.FromDateTime(bench.Wall(bench.Now).DateTime), bench.Losses[0].Day);
    }

    [Fact]
    public void Where_nothing_limits_nothing_is_held_back()
    {
        var bench = SiteBench.Full(SiteBuilder.Single(250, 5, 4, 16, 6, rotation: "L1L2L3"));
        bench.Wall = seconds => Noon + TimeSpan.FromSeconds(seconds);
        bench.Run(300);
        var before = HeldBack(bench);
        bench.Run(600);
        Assert.Equal(before, HeldBack(bench));
        Assert.All(bench.Losses[0].Losses, loss => Assert.True(loss.Cause.Code is ReasonCode.Ramping or ReasonCode.AwaitingRoom or ReasonCode.AwaitingAnswer or ReasonCode.SparingWrites or ReasonCode.MeterBlind or ReasonCode.ClockUntrusted or ReasonCode.FallbackPending, $"{loss}"));
    }

    /// <summary>Six vehicles that would each take 16 A, where 63 A are to be had.</summary>
    private static SiteBench Crowd(DateTimeOffset start, string zone = "UTC")
    {
        var bench = SiteBench.Full(SiteBuilder.Single(63, 5, 6, 16, 6, rotation: "L1L2L3") with { TimeZone = zone });
        bench.Wall = seconds => start + TimeSpan.FromSeconds(seconds);
        return bench.Run(300);
    }

    private static double HeldBack(SiteBench bench) => bench.Losses[0].Losses.Sum(loss => loss.HeldBack.Value);

    private static double Missing(SiteBench bench) => bench.Losses[0].Losses.Sum(loss => loss.Missing.Value);
}
