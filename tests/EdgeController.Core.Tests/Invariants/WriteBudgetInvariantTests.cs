using EdgeController.Core.Balancing;
using EdgeController.Core.Tests.Bench;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.Invariants;

/// <summary>I9: whatever happens on the site, increases and renewals stay within what the storage class stands: 48 a day for plain flash, 300 for wear-levelled.</summary>
public class WriteBudgetInvariantTests
{
    private static readonly bool Long = Environment.GetEnvironmentVariable("EDGE_LONG") == "1";
    private static readonly int Seconds = (Long ? 24 : 6) * 3600;

    [Theory]
    [InlineData(StorageClass.Flash)]
    [InlineData(StorageClass.WearLevelled)]
    public void I9_voluntary_writes_stay_within_the_days_budget_of_the_class(StorageClass storage)
    {
        for (var seed = 1; seed <= (Long ? 20 : 2); seed++)
        {
            var most = MostWritten(seed, storage, Protections.None);
            Assert.True(most <= storage.DailyWrites(), $"seed {seed}: {most} writes");
        }
    }

    [Fact]
    public void Without_the_budget_plain_flash_is_written_to_more_often() => Assert.True(MostWritten(1, StorageClass.Flash, Protections.WriteBudget) > 48);

    /// <summary>A small site whose load sways all the time and whose vehicles come and go.</summary>
    private static int MostWritten(int seed, StorageClass storage, Protections without)
    {
        var random = new Random(seed);
        var site = new SiteBuilder().Circuit(null, 63, 20, metered: true).Stations(0, 2, 32, rotation: "L1L2L3").Each(station => station with { Storage = storage }).Build();
        var bench = SiteBench.Full(site, GuardOptions.Default with { Without = without });
        bench.Run(Seconds, () =>
        {
            if (random.Next(40) == 0)
            {
                bench.Load[0] = PerPhase.All(random.Next(2) * 20.0);
            }

            if (random.Next(900) == 0)
            {
                var station = bench.Stations[random.Next(2)];
                (station.Plugged ? (Action<SimulatedStation>)bench.Unplug : bench.Plug)(station);
            }
        });
        return bench.Stations.Max(station => bench.Sent.Count(sent => sent.Setpoint.Evse == station.Evse && sent.Setpoint.Change is SetpointChange.Increase or SetpointChange.Renewal));
    }
}
