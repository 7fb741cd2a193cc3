using EdgeController.Core.Balancing;
using EdgeController.Core.Units;
using EdgeController.Scenarios.Support;

namespace EdgeController.Scenarios.PluggedIn;

/// <summary>Fault D27: what a vehicle does not take goes to others within a minute, and back to it when it wants it again.</summary>
public sealed class GivingBackTests(ITestOutputHelper output)
{
    // 44 A usable is 41.7 A: two vehicles of 32 A share it.
    private const string Two = "{ ids: \"A{1..2}\", circuit: main, max: 32A, fallback: 6A }";

    private static readonly System.Collections.Concurrent.ConcurrentDictionary<double, int> Slowest = [];

    [Theory]
    [InlineData(Protections.None, 0.05)]
    [InlineData(Protections.None, 0.3)]
    [InlineData(Protections.None, 0.5)]
    [InlineData(Protections.DemandLearning, 0.05)]
    public void The_rest_is_told_to_others_within_a_minute_and_back_within_a_minute_and_its_ramp(Protections without, double underDraw)
    {
        var site = new SmallSite(44, Two) { Without = without };
        var moody = SmallSite.Hungry() with
        {
            UnderDrawAmps = underDraw,
            Wishes = [(TimeSpan.FromMinutes(20), 9), (TimeSpan.FromMinutes(25), 32), (TimeSpan.FromMinutes(45), 8), (TimeSpan.FromMinutes(55), 32)],
        };
        using var run = site.Run(moody, SmallSite.Hungry());
        var slowest = 0;
        foreach (var (falls, rises, wish) in new[] { (20, 25, 9.0), (45, 55, 8.0) })
        {
            SmallSite.Minutes(run, falls + 1);
            var before = SmallSite.Told(run, 1);
            Assert.InRange(SmallSite.Drawn(run, 0), 16, 24);
            var released = SmallSite.Until(run, 120, () => SmallSite.Told(run, 0) <= wish + 2);
            var used = SmallSite.Until(run, 180, () => SmallSite.Drawn(run, 1) > before + 8);
            SmallSite.Minutes(run, rises + 1);
            var back = SmallSite.Until(run, 180, () => SmallSite.Drawn(run, 0) > 16);
            output.WriteLine($"released after {released} s, used {used} s later, back after {back} s");
            Assert.Equal(without == Protections.None, released <= 60);
            slowest = Math.Max(slowest, released ?? 120);
            Assert.Equal(without == Protections.None, used is not null);
            Assert.True(back <= (without == Protections.None ? 60 + 45 : 60), $"back after {back} s");
        }

        if (without == Protections.None)
        {
            Slowest[underDraw] = slowest;
            Results.Name("D27", Slowest.Count, Slowest.Values.Max(), null, "not given to others within 120 s");
        }
    }

    [Fact]
    public void An_idle_vehicle_keeps_its_minimum_only_and_is_back_within_a_minute_and_its_ramp()
    {
        var site = new SmallSite(44, Two);
        using var run = site.Run(SmallSite.Hungry() with { Wishes = [(TimeSpan.FromMinutes(20), 0), (TimeSpan.FromMinutes(30), 32)] }, SmallSite.Hungry());
        SmallSite.Minutes(run, 21);
        var released = SmallSite.Until(run, 120, () => SmallSite.Told(run, 0) <= 6);
        SmallSite.Minutes(run, 31);
        var back = SmallSite.Until(run, 180, () => SmallSite.Drawn(run, 0) > 16);
        output.WriteLine($"released after {released} s, back after {back} s");
        Assert.True(released <= 60 && back <= 105, $"released after {released} s, back after {back} s");
    }

    [Fact]
    public void A_tapering_vehicle_is_followed_down()
    {
        var site = new SmallSite(44, Two);
        using var run = site.Run(SmallSite.Hungry() with { RequestedWattHours = 8000, TaperFrom = 0.5 }, SmallSite.Hungry());
        SmallSite.Minutes(run, 25);
        var (most, sum, seconds) = (0.0, 0.0, 0);
        for (; run.World.VehicleAt(0) is { IsFull: false } vehicle && seconds < 3600; seconds++)
        {
            run.RunUntil(run.Now + TimeSpan.FromSeconds(1));
            var unused = SmallSite.Told(run, 0) - vehicle.DrawnAmps;
            most = Math.Max(most, unused);
            sum += unused;
        }

        output.WriteLine($"{seconds} s, unused {sum / seconds:0.00} A in the mean, {most:0.00} A at most");
        Assert.InRange(seconds, 60, 3599);
        Assert.True(sum / seconds < 2.0, $"{sum / seconds:0.00} A unused");
    }
}
