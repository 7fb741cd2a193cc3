using EdgeController.Core.Balancing;
using EdgeController.Core.Balancing.Policies;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.Balancing.Policies;

/// <summary>Each policy's rule by itself, on random instances: rows kept, order kept, nothing left over.</summary>
public class SharingRoundTests
{
    private static readonly int Instances = Environment.GetEnvironmentVariable("EDGE_LONG") == "1" ? 100_000 : 2_000;
    private static readonly Instant Now = Instant.FromSeconds(1000);

    private readonly SharingRound _round = new();

    [Theory]
    [InlineData(Sharing.Priority)]
    [InlineData(Sharing.FirstCome)]
    [InlineData(Sharing.EarliestDeparture)]
    [InlineData(Sharing.LeastLaxity)]
    public void A_policy_with_an_order_gives_each_as_much_as_the_rows_give_before_the_next_one_gets_more(Sharing sharing)
    {
        var policy = SharingPolicies.Of(sharing);
        for (var seed = 1; seed <= Instances; seed++)
        {
            var instance = SharingInstance.Random(seed, groups: 0);
            var share = instance.Solve(_round, [policy], Now);
            var left = instance.LeftAtMinimum();
            foreach (var i in Enumerable.Range(0, share.Length).OrderBy(i => policy.Rank(instance.Claims[i], Now)).ThenBy(i => instance.Claims[i].Arrived).ThenBy(i => i))
            {
                var more = Math.Max(0, Math.Min(instance.Claims[i].Maximum - instance.Claims[i].Minimum, instance.Room(i, left)));
                Assert.True(Math.Abs(instance.Claims[i].Minimum + more - share[i]) < 1e-9, $"seed {seed}, claim {i}: {share[i]}, expected {instance.Claims[i].Minimum + more}");
                instance.Take(i, left, more);
            }
        }
    }

    [Fact]
    public void No_policy_nor_any_mix_of_groups_exceeds_a_row_or_leaves_what_somebody_could_take()
    {
        for (var seed = 1; seed <= Instances; seed++)
        {
            var instance = SharingInstance.Random(seed, groups: seed % 4);
            var random = new Random(seed);
            ISharingPolicy[] policies = [.. Enumerable.Range(0, 1 + (seed % 4)).Select(_ => SharingPolicies.Of((Sharing)random.Next(5)))];
            var share = instance.Solve(_round, policies, Now);
            var (before, left) = (instance.LeftAtMinimum(), instance.LeftAtMinimum());
            for (var i = 0; i < share.Length; i++)
            {
                Assert.True(share[i] >= instance.Claims[i].Minimum && share[i] <= instance.Claims[i].Maximum + 1e-9, $"seed {seed}, claim {i}: {share[i]}");
                instance.Take(i, left, share[i] - instance.Claims[i].Minimum);
            }

            for (var row = 0; row < left.Length; row++)
            {
                Assert.True(left[row] >= Math.Min(0, before[row]) - 1e-6, $"seed {seed}, row {row}: {left[row]} left");
            }

            for (var i = 0; i < share.Length; i++)
            {
                Assert.True(share[i] >= instance.Claims[i].Maximum - 1e-6 || instance.Room(i, left) < 1e-6, $"seed {seed}, claim {i}: {instance.Room(i, left)} left");
            }
        }
    }

    [Fact]
    public void Groups_that_all_rise_together_share_as_if_there_were_none()
    {
        for (var seed = 1; seed <= 200; seed++)
        {
            var instance = SharingInstance.Random(seed, groups: 2);
            var fair = SharingPolicies.Of(Sharing.Fair);
            Assert.Equal(instance.Ungrouped().Solve(_round, [fair], Now), instance.Solve(_round, [fair, fair, fair], Now));
        }
    }

    [Fact]
    public void A_group_with_an_order_hands_out_what_the_fair_share_gives_it()
    {
        var routes = new ShareRoutes(1);
        var route = routes.Add([0], [1]);
        _round.Reset(routes, [60], Now);
        for (var i = 0; i < 4; i++)
        {
            _round.Add(new Claim(route, 6, 32) { Group = i < 2 ? 0 : 1, Priority = i == 3 ? Priority.High : Priority.Normal, Arrived = Instant.FromSeconds(i) });
        }

        _round.Solve([SharingPolicies.Of(Sharing.Fair), SharingPolicies.Of(Sharing.Priority)]);
        Assert.Equal([60 * 5 / 23.0, 60 * 5 / 23.0], [_round.Share(0), _round.Share(1)], (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Equal(6, _round.Share(2), 9);
        Assert.Equal((60 * 13 / 23.0) - 6, _round.Share(3), 9);
    }

    [Fact]
    public void Laxity_is_the_time_left_less_the_time_needed_and_small_differences_do_not_count()
    {
        Claim Claim(double leaves, double needs) => new(0, 6, 16) { Departure = Now + TimeSpan.FromMinutes(leaves), Needs = TimeSpan.FromMinutes(needs) };
        var policy = new LeastLaxityPolicy();
        Assert.Equal(TimeSpan.FromMinutes(42), LeastLaxityPolicy.Laxity(Claim(60, 18), Now));
        Assert.Equal(policy.Rank(Claim(60, 18), Now), policy.Rank(Claim(60, 16), Now));
        Assert.True(policy.Rank(Claim(60, 30), Now) < policy.Rank(Claim(60, 18), Now));
        Assert.True(policy.Rank(Claim(30, 60), Now) < policy.Rank(Claim(60, 60), Now));
        Assert.Equal(double.PositiveInfinity, policy.Rank(new Claim(0, 6, 16) { Departure = Now }, Now));
        Assert.Equal(double.PositiveInfinity, new EarliestDeparturePolicy().Rank(new Claim(0, 6, 16), Now));
    }

    [Fact]
    public void A_round_that_has_been_solved_before_allocates_nothing()
    {
        var instance = SharingInstance.Random(7, groups: 3);
        ISharingPolicy[] policies = [.. new[] { Sharing.Fair, Sharing.LeastLaxity, Sharing.Fair, Sharing.Priority }.Select(SharingPolicies.Of)];
        instance.Solve(_round, policies, Now);
        var before = GC.GetAllocatedBytesForCurrentThread();
        instance.Play(_round, policies, Now);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
