using EdgeController.Core.Balancing;
using EdgeController.Core.Events;
using EdgeController.Core.State;
using EdgeController.Core.Tests.Bench;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.State;

/// <summary>Fault F6: a limit in watts takes more amperes where the voltage is low.</summary>
public class SupplyTests
{
    [Theory]
    [InlineData(230, 0)]
    [InlineData(253, 0)]
    [InlineData(228, 1)]
    [InlineData(207, 12)]
    [InlineData(100, 43)]
    public void The_stretch_is_rounded_up_and_never_below_one(double volts, int percent)
    {
        var snapshot = Shown(Site(), volts, 1);
        Assert.Equal(percent, Supply.StretchPercent(snapshot, snapshot.Site.Stations[0], At(2)));
        Assert.Equal(0, Supply.StretchPercent(snapshot, snapshot.Site.Stations[1], At(2)));
    }

    [Fact]
    public void An_unknown_or_old_voltage_counts_as_ten_percent_low()
    {
        var site = Site();
        Assert.Equal(12, Supply.StretchPercent(SiteSnapshot.Initial(site), site.Stations[0], At(1)));
        Assert.Equal(12, Supply.StretchPercent(Shown(site, 230, 1), site.Stations[0], At(30)));
    }

    [Fact]
    public void A_fall_counts_at_once_and_a_rise_only_when_it_lasts()
    {
        var lowest = new LowestVoltage();
        Assert.Null(lowest.Value);
        for (var second = 0; second < 300; second++)
        {
            var volts = second is 100 ? 210 : 230;
            lowest = lowest.Observe(PerPhase.All(new Volts(volts)), At(second));
            Assert.True(second is < 100 or > 220 || lowest.Value!.Value.Value == 210 || second > 160, $"{lowest.Value} after {second} s");
            Assert.True(second != 101 || lowest.Value!.Value.Value == 210);
        }

        Assert.Equal(230, lowest.Value!.Value.Value);
    }

    [Theory]
    [InlineData(Protections.None, true)]
    [InlineData(Protections.Undervoltage, false)]
    public void Where_no_meter_sees_it_a_low_voltage_lowers_limits_in_watts(Protections without, bool fits)
    {
        // The level has 100 A, 96 A usable, and no meter of its own.
        var bench = SiteBench.Full(Site(), GuardOptions.Default with { Without = without });
        bench.Volts = 230;
        bench.Run(120);
        var before = bench.Told(0);
        Assert.InRange(before, 86, 96);
        bench.Volts = 207;
        bench.Run(60);
        Assert.Equal(fits, (bench.Told(0) * 230 / 207) <= 96.1);
        Assert.Equal(fits, bench.Told(0) < before - 5);
    }

    private static Site Site() => new SiteBuilder()
        .Circuit(null, 400, 10, metered: true)
        .Circuit(0, 100, 0, metered: false)
        .DirectCurrent(1, 1, 150_000, 5000, 0)
        .Stations(0, 1, 16, 6, "L1L2L3")
        .Build();

    private static SiteSnapshot Shown(Site site, double volts, double at) => SiteReducer.Apply(
        SiteSnapshot.Initial(site), new MeterReading(At(at), site.Meters[0].Id, PerPhase.All(new Amperes(5)), null) { Voltage = PerPhase.All(new Volts(volts)) });

    private static Instant At(double seconds) => Instant.FromSeconds(seconds);
}
