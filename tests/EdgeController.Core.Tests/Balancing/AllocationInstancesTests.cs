using EdgeController.Core.Balancing;
using EdgeController.Core.Balancing.Policies;
using EdgeController.Core.Tests.Balancing.Policies;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.Balancing;

/// <summary>
/// A million random allocations among at most 30 EVSEs on random trees (ten thousand in the ordinary run): no row exceeded, and equal to a
/// naive reference within 1e-6 A, for the fair share and, by turns, each policy with an order.
/// </summary>
public class AllocationInstancesTests
{
    private const double Tolerance = 1e-6;

    private static readonly int Instances = Environment.GetEnvironmentVariable("EDGE_LONG") == "1" ? 1_000_000 : 10_000;
    private static readonly Instant Now = Instant.FromSeconds(1000);
    private static readonly Sharing[] Ordered = [Sharing.Priority, Sharing.FirstCome, Sharing.EarliestDeparture, Sharing.LeastLaxity];

    [Fact]
    public void Fair_shares_and_orders_equal_a_naive_reference_and_exceed_no_row() =>
        Parallel.For(0, 2, new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = TestContext.Current.CancellationToken }, half =>
        {
            var round = new SharingRound();
            for (var seed = 1 + half; seed <= Instances; seed += 2)
            {
                var problem = FairShareProblem.Random(seed);
                var instance = SharingInstance.Of(problem, seed, groups: 0);
                Fair(round, problem, instance);
                InOrder(round, problem, instance, SharingPolicies.Of(Ordered[seed % Ordered.Length]));
            }
        });

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_share_that_is_off_by_a_hundred_thousandth_is_found(int which)
    {
        var problem = FairShareProblem.Random(7);
        var expected = FillingReference.Solve(problem);
        var wrong = (double[])expected.Clone();
        wrong[which] += 1e-5;
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => AssertEqual(problem, expected, wrong));
    }

    /// <summary>The weight is that of the priority.</summary>
    private static void Fair(SharingRound round, FairShareProblem problem, SharingInstance instance)
    {
        problem = problem with { Weight = [.. instance.Claims.Select(claim => claim.Priority.Weight)] };
        AssertEqual(problem, FillingReference.Solve(problem), instance.Solve(round, [SharingPolicies.Of(Sharing.Fair)], Now));
    }

    /// <summary>One after the other, in the order of the rule's own words, each takes what all minimums and those before it leave.</summary>
    private static void InOrder(SharingRound round, FairShareProblem problem, SharingInstance instance, ISharingPolicy policy)
    {
        var expected = new double[instance.Claims.Length];
        var left = instance.LeftAtMinimum();
        foreach (var i in Enumerable.Range(0, expected.Length).OrderBy(i => Rank(policy.Sharing, instance.Claims[i])).ThenBy(i => instance.Claims[i].Arrived).ThenBy(i => i))
        {
            var more = Math.Max(0, Math.Min(instance.Claims[i].Maximum - instance.Claims[i].Minimum, instance.Room(i, left)));
            expected[i] = instance.Claims[i].Minimum + more;
            instance.Take(i, left, more);
        }

        AssertEqual(problem, expected, instance.Solve(round, [policy], Now));
    }

    private static double Rank(Sharing sharing, Claim claim) => sharing switch
    {
        Sharing.Priority => -claim.Priority.Value,
        Sharing.EarliestDeparture => claim.Departure?.SinceStart.TotalSeconds ?? double.MaxValue,
        Sharing.LeastLaxity => claim is { Departure: { } leaves, Needs: { } needs } ? Math.Floor((leaves - Now - needs).TotalMinutes / 5) : double.MaxValue,
        _ => claim.Arrived.SinceStart.TotalSeconds,
    };

    private static void AssertEqual(FairShareProblem problem, double[] expected, double[] share)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - share[i]) < Tolerance, $"seed {problem.Seed}: EVSE {i} gets {share[i]:R} A, the reference says {expected[i]:R} A");
        }

        for (var row = 0; row < problem.Capacity.Length; row++)
        {
            var (load, least) = (problem.LoadOf(row, i => share[i]), problem.LoadOf(row, i => problem.Minimum[i]));
            var factor = row % 4 == 3 ? 690 : 1;
            Assert.True(load <= Math.Max(problem.Capacity[row], least) + (Tolerance * factor), $"seed {problem.Seed}: row {row} carries {load}, may carry {problem.Capacity[row]}");
        }
    }
}
