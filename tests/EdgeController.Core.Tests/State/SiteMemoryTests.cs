using EdgeController.Core.Balancing;
using EdgeController.Core.State;
using EdgeController.Core.Tests.Bench;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.State;

/// <summary>A restart must not take a station for freer than it is (faults E1): it counts at what it may still hold.</summary>
public sealed class SiteMemoryTests
{
    private static readonly DateTimeOffset Wall = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>As long as leases are here, not as long as they can be: nothing to spare.</summary>
    private static readonly Func<Station, TimeSpan> Lease = _ => GuardOptions.Default.Lease;

    private static readonly double[] Later = [0, 120, 240, 280, 310, 350];
    private static readonly Func<Station, Amperes> Ramp = GuardOptions.Default.LargestStep;

    [Fact]
    public void After_a_restart_at_any_moment_no_station_holds_more_than_it_counts_for()
    {
        var (violations, moments) = Restarts(Lease, Ramp);
        Assert.True(moments > 1000);
        Assert.Empty(violations);
    }

    [Fact]
    public void Nor_does_a_direct_current_station_with_its_larger_steps()
    {
        var yard = new SiteBuilder().Circuit(null, 600, 100, metered: true).DirectCurrent(0, 6, 150_000, 5_000, 10_000).Build();
        Assert.Empty(Restarts(Lease, Ramp, site: yard).Violations);
        Assert.NotEmpty(Restarts(Lease, _ => GuardOptions.Default.Ramp, site: yard).Violations);
    }

    [Fact]
    public void Without_the_allowance_for_what_was_told_since_the_writing_some_would()
    {
        Assert.NotEmpty(Restarts(Lease, _ => Amperes.Zero).Violations);
    }

    [Fact]
    public void Without_leases_in_the_memory_many_would()
    {
        Assert.NotEmpty(Restarts(_ => -SiteMemory.Writing, Ramp, forget: true).Violations);
    }

    [Fact]
    public void A_station_that_was_never_heard_of_counts_at_its_hardware_maximum()
    {
        var site = SiteBuilder.Single(63, 10, 2);
        var bench = new SiteBench(site);
        bench.Connect(bench.Stations[0]);
        var restored = Restore(bench, 0, 0);
        Assert.Equal(16, restored.Cap(1, Instant.Start).Value);
        Assert.Equal(6, restored.Cap(0, Instant.Start + TimeSpan.FromSeconds(401)).Value);
    }

    [Fact]
    public void A_lease_that_ended_while_the_controller_was_dead_no_longer_counts()
    {
        var bench = SiteBench.Full(SiteBuilder.Single(100, 10, 2)).Run(200);
        Assert.True(bench.Told(0) > 10);
        Assert.True(Restore(bench, bench.Now, deadFor: 100).Cap(0, Instant.Start).Value > 10);
        Assert.Equal(6, Restore(bench, bench.Now, deadFor: 401).Cap(0, Instant.Start).Value);
    }

    [Fact]
    public void A_clock_that_went_back_across_the_restart_shortens_nothing()
    {
        var bench = SiteBench.Full(SiteBuilder.Single(100, 10, 2)).Run(200);
        var restored = Restore(bench, bench.Now, deadFor: -3600);
        Assert.True(restored.Cap(0, Instant.FromSeconds(250)).Value > 10);
        Assert.Equal(6, restored.Cap(0, Instant.FromSeconds(401)).Value);
    }

    [Fact]
    public void A_fallback_that_the_site_file_no_longer_names_is_not_held()
    {
        var bench = SiteBench.Full(SiteBuilder.Single(100, 10, 2)).Run(60);
        var memory = SiteMemory.Of(bench.Snapshot, SiteBench.At(bench.Now), Wall);
        var other = SiteBuilder.Single(100, 10, 2, fallback: 0);
        Assert.Equal(16, memory.Restore(SiteSnapshot.Initial(other), Instant.Start, Wall, Lease, Ramp).Cap(0, Instant.Start).Value);
    }

    [Fact]
    public void What_another_site_left_says_nothing()
    {
        var bench = SiteBench.Full(SiteBuilder.Single(100, 10, 2)).Run(60);
        var memory = SiteMemory.Of(bench.Snapshot, SiteBench.At(bench.Now), Wall);
        var initial = SiteSnapshot.Initial(SiteBuilder.Single(100, 10, 2) with { Name = "another" });
        Assert.Same(initial, memory.Restore(initial, Instant.Start, Wall, Lease, Ramp));
    }

    [Fact]
    public void Who_received_what_and_what_was_written_outlives_a_restart()
    {
        var bench = SiteBench.Full(SiteBuilder.Single(100, 10, 2)).Run(3600);
        var before = bench.Snapshot;
        var after = Restore(bench, bench.Now, deadFor: 3600);
        Assert.True(before.Evses[0].Received.At(SiteBench.At(bench.Now)).Value > 5000);
        Assert.Equal(before.Evses[0].Received.At(SiteBench.At(bench.Now + 3600)).Value, after.Evses[0].Received.At(Instant.Start).Value, 3);
        Assert.True(before.Stations[0].Writes.LastDay(SiteBench.At(bench.Now)).Total > 5);
        Assert.Equal(before.Stations[0].Writes.LastDay(SiteBench.At(bench.Now)), after.Stations[0].Writes.LastDay(Instant.Start));
        Assert.Equal(default, after.Stations[0].Writes.LastDay(Instant.FromSeconds(25 * 3600)));
    }

    [Fact]
    public void The_months_peak_outlives_a_restart()
    {
        var bench = SiteBench.Full(SiteBuilder.Single(100, 10, 2)).Run(60);
        var peak = bench.Snapshot with { Demands = [bench.Snapshot.Demands[0] with { Month = 24314, MonthPeak = new Watts(120_000) }] };
        var after = SiteMemory.Of(peak, SiteBench.At(bench.Now), Wall).Restore(SiteSnapshot.Initial(bench.Site), Instant.Start, Wall, Lease, Ramp);
        Assert.Equal(new Watts(120_000), after.Demands[0].MonthPeak);
        Assert.Equal(24314, after.Demands[0].Month);
    }

    /// <summary>
    /// A garage, or a yard of direct-current stations, in motion; at every second the controller could die, having written its memory as it does:
    /// a change within ten seconds, anything else within a minute. What stations hold is compared at that moment and later.
    /// </summary>
    private static (List<string> Violations, int Moments) Restarts(Func<Station, TimeSpan> lease, Func<Station, Amperes> ramp, bool forget = false, Site? site = null)
    {
        var bench = SiteBench.Full(site ?? SiteBuilder.Garage());
        Array.ForEach(bench.Stations, station => station.Wants = station.Station.Max.Value);
        var violations = new List<string>();
        var (memory, writtenAt, moments) = (SiteMemory.Of(bench.Snapshot, Instant.Start, Wall), 0.0, 0);
        bench.Run(1500, () =>
        {
            // Loads sway, then rest for so long that leases are only renewed.
            bench.Load[0] = PerPhase.All(bench.Now % 700 < 350 ? 40 + (30 * Math.Sin(bench.Now / 35)) : 30);
            var restored = memory.Restore(SiteSnapshot.Initial(bench.Site), Instant.Start, Wall + TimeSpan.FromSeconds(bench.Now), lease, ramp);
            foreach (var later in Later)
            {
                foreach (var station in bench.Stations)
                {
                    moments++;
                    if (restored.Cap(station.Station.Index, Instant.FromSeconds(later)).Value + 1e-9 < station.LeaseLimit(bench.Now + later))
                    {
                        violations.Add($"{bench.Now} s (written {writtenAt} s), {later} s later: {station.Station.Id} may draw {station.LeaseLimit(bench.Now + later)} A");
                    }
                }
            }

            var next = SiteMemory.Of(bench.Snapshot, SiteBench.At(bench.Now), Wall + TimeSpan.FromSeconds(bench.Now));
            if (bench.Now - writtenAt >= SiteMemory.Oldest.TotalSeconds || ((bench.Now + 3) % SiteMemory.Writing.TotalSeconds == 0 && !SameLimits(memory, next)))
            {
                memory = forget ? next with { Stations = [.. next.Stations.Select(station => station with { Evses = [] })] } : next;
                writtenAt = bench.Now;
            }
        });
        return (violations, moments);
    }

    private static bool SameLimits(SiteMemory a, SiteMemory b) =>
        a.Stations.SelectMany(station => station.Evses.Select(evse => evse.CapAmps)).SequenceEqual(b.Stations.SelectMany(station => station.Evses.Select(evse => evse.CapAmps)));

    private static SiteSnapshot Restore(SiteBench bench, double writtenAt, double deadFor) =>
        SiteMemory.Of(bench.Snapshot, SiteBench.At(writtenAt), Wall).Restore(SiteSnapshot.Initial(bench.Site), Instant.Start, Wall + TimeSpan.FromSeconds(deadFor), Lease, Ramp);
}
