using System.Security.Cryptography;
using EdgeController.Simulator.BackEnd;
using EdgeController.Simulator.World;

namespace EdgeController.Simulator.Tests.World;

public sealed class SimulatedSiteTests(ITestOutputHelper output)
{
    private const int Day = 86_400;

    [Fact]
    public void The_same_seed_gives_the_same_bytes_for_a_whole_day_and_another_seed_does_not()
    {
        var first = HashOfDay(7);
        Assert.Equal(first, HashOfDay(7));
        Assert.NotEqual(first, HashOfDay(8));
    }

    [Fact]
    public void A_day_at_the_fallback_stays_within_every_limit_and_delivers_energy()
    {
        using var site = new SimulatedSite(GarageSite.Create(), new Scenario(), 1);
        using var csms = new SimulatedCsms(new Scenario().Epoch);
        new DirectConnection(site, csms) { FixedLimitAmps = 6 }.Run(0, Day);
        var report = site.Report(500);
        output.WriteLine(report.ToJson());
        Assert.False(report.Overloaded);
        Assert.Equal(0, site.Tree.Trips);
        Assert.True(report.Sessions.DeliveredKwh > 200);
        Assert.Equal(1, report.ProfileWritesPerStationDay.Max);
        Assert.Contains("\"worstRatio\"", report.ToJson(), StringComparison.Ordinal);
        Assert.InRange(csms.Counts["StartTransaction"], csms.Counts["Authorize"], report.Sessions.Count);
    }

    [Fact]
    public void A_demo_has_a_vehicle_at_every_station_from_the_first_second()
    {
        var scenario = new Scenario { StartTimeOfDay = TimeSpan.FromHours(9), Duration = TimeSpan.FromHours(1), Arrivals = new ArrivalParameters { PluggedInAtStart = true } };
        using var site = new SimulatedSite(GarageSite.Create(), scenario, 1);
        using var csms = new SimulatedCsms(scenario.Epoch);
        new DirectConnection(site, csms) { FixedLimitAmps = 6 }.Run(0, 120);
        Assert.Equal(24, csms.Counts["StartTransaction"]);
        Assert.All(Enumerable.Range(0, 24), evse => Assert.NotNull(site.VehicleAt(evse)));
    }

    private string HashOfDay(ulong seed)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var site = new SimulatedSite(GarageSite.Create(), new Scenario(), seed);
        using var csms = new SimulatedCsms(new Scenario().Epoch);
        var frames = 0;
        var started = TimeProvider.System.GetTimestamp();
        new DirectConnection(site, csms)
        {
            FixedLimitAmps = 6,
            Observe = (_, frame, _) =>
            {
                frames++;
                hash.AppendData(frame.Span);
            },
        }.Run(0, Day);
        output.WriteLine($"{frames} frames in {TimeProvider.System.GetElapsedTime(started).TotalSeconds:F2} s");
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
