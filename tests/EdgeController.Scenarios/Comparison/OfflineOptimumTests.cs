using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.Comparison;

/// <summary>The linear program against schedules found by hand, and above every rule on random sites.</summary>
public sealed class OfflineOptimumTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_serves_the_one_that_leaves_first_and_then_the_other()
    {
        // 20 A: 16 + 4 in each hour; both together can have 40 kWh, as the program knows no least current.
        var site = SmallSite.Create(2, 20, SmallSite.Visit(0, 2, 100, 16), SmallSite.Visit(0, 1, 100, 16));
        var optimum = await OfflineOptimum.SolveAsync(site, 1, Cancellation);
        Assert.Equal(36, optimum.Served.DeliveredKwh, 1e-6);
        Assert.Equal(36, optimum.BoundKwh, 1e-6);
    }

    [Fact]
    public async Task It_equals_the_best_rule_where_that_is_perfect()
    {
        // 20 A for three hours, 16 + 44 kWh asked for: all 60 are possible only if the second always has its 16 A.
        var site = SmallSite.Create(3, 20, SmallSite.Visit(0, 3, 12, 16), SmallSite.Visit(0, 3, 48, 16));
        var optimum = await OfflineOptimum.SolveAsync(site, 1, Cancellation);
        Assert.Equal(60, optimum.Served.DeliveredKwh, 1e-6);
        Assert.Equal(60, optimum.BoundKwh, 1e-6);
        Assert.Equal(2, optimum.Served.Met);
    }

    [Fact]
    public async Task A_slot_of_several_periods_has_their_mean_and_only_the_time_that_a_vehicle_is_there()
    {
        // 10 A then 30 A: 40 kWh in the slot of two hours; the second vehicle is there for a quarter of it.
        var site = new SitePeriods(TimeSpan.FromHours(1), [SmallSite.Visit(0, 2, 100, 16), SmallSite.Visit(1.5, 3, 100, 32)], [[10], [30]]);
        var optimum = await OfflineOptimum.SolveAsync(site, 2, Cancellation);
        Assert.Equal(32 + 8, optimum.Served.DeliveredKwh, 1e-5);
    }

    [Fact]
    public void Any_multipliers_give_a_bound()
    {
        // Maximize 3 x + 2 y; x + y at most 10, y at most 3, x at most 4: 18.
        var program = new LinearProgram();
        var (both, second) = (program.AddRow(10), program.AddRow(3));
        var (x, y) = (program.AddColumn(3, 4), program.AddColumn(2, 100));
        program.Add(x, both, 1);
        program.Add(y, both, 1);
        program.Add(y, second, 1);
        Assert.Equal(18, program.UpperBound([0, 2]), 1e-9);
        Assert.True(program.UpperBound([1, 1]) >= 18);
        Assert.True(program.UpperBound([0, 0]) >= 18);
        Assert.Equal(0, program.Violation([4, 3]), 1e-9);
        Assert.Equal(1, program.Violation([4, 4]), 1e-9);
    }

    [Fact]
    public async Task No_rule_delivers_more_than_the_bound_on_random_sites()
    {
        for (ulong seed = 1; seed <= 12; seed++)
        {
            var random = new SeededRandom(seed);
            var visits = Enumerable.Range(0, 2 + random.Below(10)).Select(_ => Random(random)).OrderBy(visit => visit.Arrival).ToArray();
            var capacity = Enumerable.Range(0, 12).Select(_ => new[] { random.Uniform(0, 60), random.Uniform(0, 60) }).ToArray();
            var site = new SitePeriods(TimeSpan.FromHours(1), [.. visits], capacity);
            var optimum = await OfflineOptimum.SolveAsync(site, 1 + random.Below(3), Cancellation);
            Assert.Equal(optimum.Served.DeliveredKwh, optimum.BoundKwh, 1e-3);
            foreach (var rule in TextbookRule.All)
            {
                var served = TextbookRun.Of(site, rule);
                Assert.True(served.DeliveredKwh <= optimum.BoundKwh + 1e-6, $"seed {seed}: {rule.Name} {served.DeliveredKwh} above {optimum.BoundKwh}");
            }
        }
    }

    private static Visit Random(SeededRandom random)
    {
        var arrival = random.Uniform(0, 10);
        return SmallSite.Visit(arrival, arrival + random.Uniform(0.5, 8), random.Uniform(1, 120), random.Uniform(7, 32), rows: random.Below(3) switch
        {
            0 => [0],
            1 => [1],
            _ => [0, 1],
        });
    }
}
