using EdgeController.Core.Planning;
using EdgeController.Optimizer.Planning;
using EdgeController.Optimizer.Tests.Support;

namespace EdgeController.Optimizer.Tests.Planning;

/// <summary>Whatever comes in, a plan comes out that keeps every limit. 1,000 problems, 100,000 with EDGE_LONG=1.</summary>
public sealed class RobustnessTests
{
    private static readonly int Problems = LongRun.Is ? 100_000 : 1_000;
    private static readonly PlanBounds Bounds = new(20_000, null);

    [Fact]
    public void Random_problems_wild_ones_too_always_give_a_plan_within_every_limit()
    {
        using var planner = SolverChoice.Planner("clp");
        var solved = 0;
        for (var seed = 0; seed < Problems; seed++)
        {
            var problem = seed % 2 == 0 ? RandomProblems.Good(seed) : RandomProblems.Wild(seed);
            var plan = planner.Plan(problem, Bounds);
            solved += plan.Status == PlanStatus.Optimal ? 1 : 0;
            Assert.True(plan.Revision == seed, $"seed {seed}");
            var breach = LimitOracle.Breach(Tidied(problem), plan);
            Assert.True(breach is null, $"seed {seed}: {breach}");
            Assert.True(double.IsFinite(plan.Objective) && plan.Gap is null or >= 0, $"seed {seed}: goal {plan.Objective}");
        }

        Assert.True(solved >= Problems * 0.999, $"Only {solved} of {Problems} were solved; the others were filled.");
    }

    [Fact]
    public void What_the_plan_is_told_to_cost_is_what_the_program_says()
    {
        for (var seed = 0; seed < Problems / 4; seed++)
        {
            using var planner = SolverChoice.Planner("clp");
            var problem = RandomProblems.Good(seed);
            problem = problem with { Goals = problem.Goals with { Near = TimeSpan.Zero } };
            var plan = planner.Plan(problem, Bounds);

            // Without minimums only directions are left to round, and a good bound is met.
            var bound = plan.Bound ?? double.NaN;
            Assert.True(plan.Objective >= bound - (1e-5 * Math.Max(1, Math.Abs(bound))), $"seed {seed}: {plan.Objective}, bound {bound}");
        }
    }

    [Fact]
    public void The_rule_alone_keeps_every_limit_too()
    {
        using var planner = new ChargingPlanner([]);
        for (var seed = 0; seed < Problems; seed++)
        {
            var problem = seed % 2 == 0 ? RandomProblems.Good(seed) : RandomProblems.Wild(seed);
            var breach = LimitOracle.Breach(Tidied(problem), planner.Plan(problem, Bounds));
            Assert.True(breach is null, $"seed {seed}: {breach}");
        }
    }

    /// <summary>The oracle reads numbers; what is none was bounded on the safe side.</summary>
    private static PlanningProblem Tidied(PlanningProblem problem) => new ProblemCare().Tidy(problem);
}
