using EdgeController.Core.Balancing;
using EdgeController.Core.Events;
using EdgeController.Core.Tests.Bench;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.Balancing;

/// <summary>Leases by storage class, the day's budget of writes, and what is said again.</summary>
public class StationCareTests
{
    private static readonly bool Long = Environment.GetEnvironmentVariable("EDGE_LONG") == "1";

    [Theory]
    [InlineData(StorageClass.Flash, 900, 840)]
    [InlineData(StorageClass.WearLevelled, 300, 240)]
    [InlineData(StorageClass.Ram, 60, 30)]
    public void A_lease_lasts_as_its_storage_class_says_and_is_renewed_late(StorageClass storage, double length, double renewed)
    {
        var bench = SiteBench.Full(With(SiteBuilder.Single(63, 0, 1, rotation: "L1L2L3"), storage)).Run(1200);
        var last = bench.Sent.FindLastIndex(sent => sent.Setpoint.Change == SetpointChange.Renewal);
        Assert.All(bench.Sent, sent => Assert.Equal(length, sent.Setpoint.Lease.TotalSeconds));
        Assert.InRange(bench.Sent[last].At - bench.Sent[last - 1].At, renewed, renewed + 1);
    }

    [Theory]
    [InlineData(Protections.None, true)]
    [InlineData(Protections.WriteBudget, false)]
    public void Increases_and_renewals_stay_within_the_budget_of_every_window(Protections without, bool holds)
    {
        var (seeds, hours) = Long ? (20, 26) : (2, 6);
        var broken = new List<string>();
        for (var seed = 1; seed <= seeds; seed++)
        {
            var world = new RandomSite(seed, honest: false, without, StorageClass.Flash);
            for (var second = 0; second < hours * 3600; second++)
            {
                world.Disturb();
                world.Bench.Run(1);
            }

            broken.AddRange(world.Bench.Sent.GroupBy(sent => sent.Setpoint.Evse.Station).Where(station => Exceeds(world.Bench.Site, [.. station])).Select(station => $"seed {seed}: {station.Key}"));
        }

        Assert.True(broken.Count == 0 == holds, string.Join(", ", broken));
    }

    [Fact]
    public void A_station_whose_budget_is_used_up_is_still_lowered_and_falls_back_when_its_lease_ends()
    {
        var bench = SiteBench.Full(With(SiteBuilder.Single(63, 40, 2, max: 32, rotation: "L1L2L3"), StorageClass.Flash)).Run(120);
        Assert.True(bench.Told(0) > 12);
        for (var i = 0; i < 60; i++)
        {
            bench.Tell(new FallbackInstalled(SiteBench.At(bench.Now), bench.Stations[0].Station.Id, ProfilePlan.TxDefaultAndTx));
        }

        var (sent, before) = (bench.Sent.Count, bench.Told(0));
        bench.Load[0] = PerPhase.All(45.0);
        bench.Run(60);
        Assert.True(bench.Told(0) < before && bench.LongestOverload <= 30);
        bench.Run(1000);
        Assert.Equal(6, bench.Told(0));
        Assert.All(bench.Sent.Skip(sent).Where(s => s.Setpoint.Evse.Station == bench.Stations[0].Station.Id), s => Assert.Equal(SetpointChange.Decrease, s.Setpoint.Change));
    }

    [Fact]
    public void A_vehicle_held_below_its_fallback_is_held_there_though_the_budget_is_used_up()
    {
        var bench = SiteBench.Full(With(SiteBuilder.Single(24, 8, 2, max: 16, rotation: "L1L2L3"), StorageClass.Flash), GuardOptions.Default with { Without = Protections.Reserve });
        foreach (var station in bench.Stations)
        {
            for (var i = 0; i < 60; i++)
            {
                bench.Tell(new FallbackInstalled(SiteBench.At(0), station.Station.Id, ProfilePlan.TxDefaultAndTx));
            }
        }

        bench.Load[0] = PerPhase.All(14.0);
        bench.Run(3000);
        Assert.Contains(bench.Stations, station => bench.Told(station.Station.Index) == 0);
        Assert.True(bench.LongestOverload <= 30, $"{bench.LongestOverload} s over the limit");
    }

    [Fact]
    public void What_a_station_does_not_answer_is_repeated_after_waits_that_double()
    {
        var bench = SiteBench.Full(SiteBuilder.Single(63, 20, 3, max: 20, rotation: "L1L2L3")).Run(200);
        bench.Stations[0].Answers = false;
        var sent = bench.Sent.Count;
        bench.Load[0] = PerPhase.All(25.0);
        bench.Run(220);
        var times = bench.Sent.Skip(sent).Where(s => s.Setpoint.Evse == bench.Stations[0].Evse).Select(s => s.At).ToArray();
        var gaps = times.Skip(1).Zip(times, (later, earlier) => later - earlier).ToArray();
        Assert.True(gaps.Length is >= 3 and <= 6, string.Join(", ", gaps));
        Assert.True(gaps.Max() >= 60, string.Join(", ", gaps));
    }

    [Fact]
    public void What_a_station_does_not_follow_is_repeated_after_waits_that_double()
    {
        var bench = SiteBench.Full(SiteBuilder.Single(63, 20, 3, max: 20, rotation: "L1L2L3")).Run(200);
        bench.Stations[0].Obeys = false;
        bench.Stations[0].ForgetProfiles();
        var sent = bench.Sent.Count;
        bench.Load[0] = PerPhase.All(25.0);
        bench.Run(600);
        var times = bench.Sent.Skip(sent).Where(s => s.Setpoint.Evse == bench.Stations[0].Evse).Select(s => s.At).ToArray();
        Assert.InRange(times.Length, 4, 10);
    }

    [Fact]
    public void A_load_that_sways_is_followed_by_few_stations_and_not_by_all()
    {
        int Writes(double pooled)
        {
            var bench = SiteBench.Full(SiteBuilder.Single(120, 30, 10, max: 16, rotation: "L1L2L3"), GuardOptions.Default with { PooledDecrease = new Amperes(pooled) });
            bench.Run(3600, () => bench.Load[0] = PerPhase.All(bench.Now % 120 < 60 ? 10.0 : 14.0));
            Assert.True(bench.LongestOverload == 0);
            return bench.Sent.Count(sent => sent.At > 600 && sent.Setpoint.Change != SetpointChange.Renewal);
        }

        var (all, few) = (Writes(0), Writes(GuardOptions.Default.PooledDecrease.Value));
        Assert.True(few < all * 0.75, $"{few} changes, {all} where each gives a little");
    }

    private static Site With(Site site, StorageClass storage) => site with { Stations = [.. site.Stations.Select(station => station with { Storage = storage })] };

    /// <summary>More than the day's budget in a day, or more than half of it and what refills meanwhile in any window.</summary>
    private static bool Exceeds(Site site, (double At, Setpoint Setpoint)[] sent)
    {
        var station = site.Stations.Single(station => station.Id == sent[0].Setpoint.Evse.Station);
        var daily = station.Storage.DailyWrites()!.Value;
        var times = sent.Where(s => s.Setpoint.PurposeAt(station) is ProfileWrite.Increase or ProfileWrite.Renewal).Select(s => s.At).ToArray();
        return times.Where((from, i) => times.Skip(i).Where((at, n) => n + 1 > Math.Min(at - from < 86_400 ? daily : int.MaxValue, (daily / 2) + ((at - from) * daily / 86_400) + 1)).Any()).Any();
    }
}
