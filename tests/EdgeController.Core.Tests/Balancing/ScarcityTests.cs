using EdgeController.Core.Balancing;
using EdgeController.Core.Tests.Bench;

namespace EdgeController.Core.Tests.Balancing;

/// <summary>Where current is scarce: what is used of it, and who is shown it first.</summary>
public class ScarcityTests
{
    [Theory]
    [InlineData(60, 52.6, 53.001)] // 1.13 x 100 A - 60 A, to the last tenth: the reserve does not sway.
    [InlineData(0, 94, 95.501)] // 96 A, less half an ampere: what the meter shows may.
    public void Headroom_is_left_only_where_the_measured_load_could_use_it(double assumed, double least, double most)
    {
        var site = new SiteBuilder().Circuit(null, 100, assumed, metered: true).Stations(0, 4, 32, fallback: 0, "L1L2L3").Build();
        var bench = SiteBench.Full(site).Run(600);
        Assert.InRange(Enumerable.Range(0, 4).Sum(bench.Told), least, most);
        Assert.True(bench.WorstRatio <= 1);
    }

    [Fact]
    public void Who_has_shown_no_phases_gets_a_first_turn_soon()
    {
        Assert.True(FirstTurnAfter(GuardOptions.Default) <= 420);
        Assert.True(FirstTurnAfter(GuardOptions.Default with { FirstLook = GuardOptions.Default.LongestWait }) > 600);
    }

    /// <summary>Two charge, within their turn, and two minimums is all there is; then a third comes. Seconds until it may charge, 1500 at most.</summary>
    private static double FirstTurnAfter(GuardOptions options)
    {
        var site = new SiteBuilder().Circuit(null, 16, 0, metered: true).Stations(0, 3, 16, fallback: 0, "L1L2L3").Build();
        var bench = new SiteBench(site, options);
        foreach (var station in bench.Stations)
        {
            bench.Connect(station);
        }

        bench.Plug(bench.Stations[0]);
        bench.Plug(bench.Stations[1]);
        bench.Run(120);
        bench.Plug(bench.Stations[2]);
        var (came, first) = (bench.Now, 1500.0);
        bench.Run(1500, () => first = bench.Told(2) >= 6 ? Math.Min(first, bench.Now - came) : first);
        Assert.True(bench.WorstRatio <= 1);
        return first;
    }
}
