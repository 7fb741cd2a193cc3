using EdgeController.Scenarios.Support;

namespace EdgeController.Scenarios.Comparison;

/// <summary>
/// The controller beside the textbook's algorithms and the offline optimum on the same arrivals: a main breaker from scarce to ample in the
/// long mode, the garage's own for twelve hours else. Figures as Caltech's ACN-Sim counts them.
/// </summary>
public sealed class ComparisonTests(ITestOutputHelper output)
{
    /// <summary>What the controller may lose to delay, rounding and turns.</summary>
    private const double OfItsRule = 0.99;

    [Fact]
    public async Task Nothing_delivers_more_than_the_offline_optimum()
    {
        foreach (var capacity in await ComparedCapacity.AllAsync())
        {
            Assert.Equal(capacity.BoundKwh, capacity.Unreserved.DeliveredKwh, capacity.BoundKwh * 1e-5);
            Assert.True(capacity.Optimum.DeliveredKwh <= capacity.BoundKwh * (1 + 1e-6));
            Assert.All(capacity.Textbook, rule => Assert.True(rule.Value.DeliveredKwh <= capacity.Optimum.DeliveredKwh * (1 + 1e-6), $"{capacity.MainAmps} A: {rule}"));
            Assert.All(capacity.Rules, rule => Assert.True(rule.Value.DeliveredKwh <= capacity.BoundKwh, $"{capacity.MainAmps} A: {rule}"));
            Assert.All(capacity.Ours, policy => Assert.True(policy.Value.DeliveredKwh <= capacity.BoundKwh, $"{capacity.MainAmps} A: {policy}"));
        }
    }

    [Fact]
    public async Task Fair_and_least_laxity_deliver_within_one_percent_of_the_same_rule_without_delay()
    {
        foreach (var capacity in await ComparedCapacity.AllAsync())
        {
            foreach (var policy in new[] { ComparedPolicy.Fair.Name, ComparedPolicy.LeastLaxity.Name })
            {
                var share = capacity.Ours[policy].DeliveredKwh / capacity.Rules[policy].DeliveredKwh;
                Assert.True(share >= OfItsRule, $"{capacity.MainAmps} A, {policy}: {share:0.0000} of its rule, not {OfItsRule:0.0000}");
            }
        }
    }

    [Fact]
    public async Task All_see_the_same_arrivals_and_no_breaker_trips()
    {
        foreach (var capacity in await ComparedCapacity.AllAsync())
        {
            var others = capacity.Textbook.Values.Concat(capacity.Ours.Values).Concat(capacity.Rules.Values).Append(capacity.Unreserved);
            Assert.All(others, other => Assert.Equal(capacity.Optimum.RequestedKwh, other.RequestedKwh, capacity.Optimum.RequestedKwh * 1e-3));
            Assert.Equal(0, capacity.Load.Trips);
            Assert.InRange(capacity.Load.WorstRatio, 0.3, 1.45);
        }
    }

    [Fact]
    public async Task The_figures_are_written_down()
    {
        var rows = (await ComparedCapacity.AllAsync()).SelectMany(Rows).ToArray();
        foreach (var row in rows)
        {
            output.WriteLine($"{row}");
        }

        Results.Write("comparison.json", rows);
        Assert.NotEmpty(rows);
    }

    private static IEnumerable<Row> Rows(ComparedCapacity capacity) =>
    [
        Row.Of(capacity, "optimum, no reserve kept", capacity.Unreserved),
        Row.Of(capacity, "optimum", capacity.Optimum),
        .. capacity.Textbook.Select(rule => Row.Of(capacity, $"textbook {rule.Key}", rule.Value)),
        .. capacity.Ours.Select(policy => Row.Of(capacity, $"controller {policy.Key}", policy.Value) with
        {
            OfItsRule = Math.Round(policy.Value.DeliveredKwh / capacity.Rules[policy.Key].DeliveredKwh, 4),
        }),
    ];

    private sealed record Row(int MainAmps, string Algorithm, double Energy, double Demands)
    {
        public double? OfItsRule { get; init; }

        public static Row Of(ComparedCapacity capacity, string algorithm, Served served) =>
            new(capacity.MainAmps, algorithm, Math.Round(served.Energy, 4), Math.Round(served.Demands, 4));
    }
}
