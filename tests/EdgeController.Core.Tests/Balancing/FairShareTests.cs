using EdgeController.Core.Balancing;

namespace EdgeController.Core.Tests.Balancing;

public class FairShareTests
{
    private static readonly int Instances = Environment.GetEnvironmentVariable("EDGE_LONG") == "1" ? 300_000 : 3_000;

    private readonly FairShare _reused = new();

    [Fact]
    public void Random_sites_get_the_shares_that_naive_filling_finds_and_no_row_is_exceeded()
    {
        for (var seed = 1; seed <= Instances; seed++)
        {
            var problem = FairShareProblem.Random(seed);
            var fair = Solve(_reused, problem);
            var expected = problem.Solve();
            for (var i = 0; i < expected.Length; i++)
            {
                Assert.True(Math.Abs(expected[i] - fair.Share(i)) < 1e-6, $"seed {seed}: participant {i} gets {fair.Share(i)}, naive filling says {expected[i]}");
            }

            AssertNoRowExceeded(problem, fair);
            AssertMaxMin(problem, fair);
        }
    }

    [Fact]
    public void A_reused_instance_answers_like_a_fresh_one()
    {
        for (var seed = 1; seed <= 300; seed++)
        {
            var problem = FairShareProblem.Random(seed);
            var (reused, fresh) = (Solve(_reused, problem), Solve(new FairShare(), problem));
            for (var i = 0; i < problem.Weight.Length; i++)
            {
                Assert.True(reused.Share(i) == fresh.Share(i) && reused.Binding(i) == fresh.Binding(i), $"seed {seed}: participant {i} depends on what was solved before");
            }
        }
    }

    [Fact]
    public void Twice_the_weight_gets_twice_the_current()
    {
        var fair = new FairShare();
        var routes = new ShareRoutes(1);
        var route = routes.Add([0], [1]);
        fair.Reset(routes, [30]);
        fair.Add(route, 1, 6, 32);
        fair.Add(route, 2, 6, 32);
        fair.Solve();
        Assert.Equal(10, fair.Share(0), 9);
        Assert.Equal(20, fair.Share(1), 9);
        Assert.Equal(0, fair.Binding(0));
    }

    [Fact]
    public void Nobody_to_share_with_is_no_problem()
    {
        var fair = new FairShare();
        fair.Reset(new ShareRoutes(2), [10, 20]);
        fair.Solve();
        Assert.Equal(0, fair.Participants);
    }

    private static FairShare Solve(FairShare fair, FairShareProblem problem)
    {
        var routes = new ShareRoutes(problem.Capacity.Length);
        fair.Reset(routes, problem.Capacity);
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < problem.Weight.Length; i++)
        {
            var uses = problem.Uses[i];
            var name = string.Join(' ', uses.Select(use => use.Row));
            if (!known.TryGetValue(name, out var route))
            {
                known[name] = route = routes.Add([.. uses.Select(use => use.Row)], [.. uses.Select(use => use.Factor)]);
            }

            fair.Add(route, problem.Weight[i], problem.Minimum[i], problem.Maximum[i]);
        }

        fair.Solve();
        return fair;
    }

    private static void AssertNoRowExceeded(FairShareProblem problem, FairShare fair)
    {
        for (var row = 0; row < problem.Capacity.Length; row++)
        {
            var allowed = Math.Max(problem.Capacity[row], problem.LoadOf(row, i => problem.Minimum[i]));
            var load = problem.LoadOf(row, fair.Share);
            Assert.True(load <= allowed + (row % 4 == 3 ? 1e-4 : 1e-6), $"seed {problem.Seed}: row {row} carries {load}, may carry {allowed}");
        }
    }

    /// <summary>Who could take more is stopped by a full row in which nobody above its own minimum stands higher, by weight.</summary>
    private static void AssertMaxMin(FairShareProblem problem, FairShare fair)
    {
        for (var i = 0; i < problem.Weight.Length; i++)
        {
            if (fair.Share(i) >= problem.Maximum[i] - 1e-6)
            {
                continue;
            }

            var row = fair.Binding(i);
            Assert.True(row >= 0 && problem.Uses[i].Any(use => use.Row == row), $"seed {problem.Seed}: participant {i} is below its maximum but no row of its own is named");
            Assert.True(problem.LoadOf(row, fair.Share) >= problem.Capacity[row] - (row % 4 == 3 ? 1e-3 : 1e-6), $"seed {problem.Seed}: row {row} is named but not full");
            for (var j = 0; j < problem.Weight.Length; j++)
            {
                if (problem.Uses[j].Any(use => use.Row == row) && fair.Share(j) > problem.Minimum[j] + 1e-6)
                {
                    Assert.True(fair.Share(j) / problem.Weight[j] <= (fair.Share(i) / problem.Weight[i]) + 1e-6, $"seed {problem.Seed}: {j} stands above {i} in full row {row}");
                }
            }
        }
    }
}
