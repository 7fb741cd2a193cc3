using EdgeController.Core.Planning;
using EdgeController.Optimizer.Cbc;
using EdgeController.Optimizer.Clp;
using EdgeController.Optimizer.Linear;
using EdgeController.Optimizer.Managed;
using EdgeController.Optimizer.Planning;
using EdgeController.Optimizer.Tests.Cases;
using EdgeController.Optimizer.Tests.Support;

namespace EdgeController.Optimizer.Tests.Planning;

/// <summary>Solvers that crash, hang or answer rubbish: the planner notices, says so and plans without them.</summary>
public sealed class BrokenSolverTests
{
    private static readonly PlanBounds Bounds = new(100_000, TimeSpan.FromSeconds(20));

    public static TheoryData<string> Faults => new("throws", "stops", "too short", "not a number", "over a fuse", "not optimal", "wrong duals");

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_broken_solver_is_noticed_and_the_next_one_asked(string fault)
    {
        var (problem, expected) = CaseFiles.Read("two-levels");
        using var planner = new ChargingPlanner([new BrokenSolver(fault), new ManagedSolver()]);
        var plan = planner.Plan(problem, Bounds);
        Assert.Equal("managed", plan.Solver);
        Assert.Contains(plan.Warnings, warning => warning.Kind == PlanWarningKind.Solver);
        Assert.Equal(expected.GetProperty("objective").GetDouble(), plan.Objective, 2);
        LimitOracle.Holds(problem, plan);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void With_nobody_else_to_ask_the_last_good_plan_is_kept_as_far_as_it_fits(string fault)
    {
        var (problem, _) = CaseFiles.Read("two-vehicles-one-fuse");
        var solver = new BrokenSolver(fault) { Works = true };
        using var planner = new ChargingPlanner([solver]);
        var good = planner.Plan(problem, Bounds);
        solver.Works = false;
        var later = problem with { Revision = 7, Start = problem.Start.AddMinutes(30), Circuits = [problem.Circuits[0] with { Limit = new(new(18), new(18), new(18)) }] };
        var plan = planner.Plan(later, Bounds);
        Assert.Equal(7, plan.Revision);
        Assert.Equal(PlanStatus.Kept, plan.Status);
        Assert.InRange(plan.Cost.Import, 0, good.Cost.Import * 1.1);
        LimitOracle.Holds(later, plan);
    }

    [Fact]
    public void Without_the_check_rubbish_would_have_been_used()
    {
        // The negative control of the certificate: the same answer stands no check, and as a plan it is over the fuse.
        var (problem, _) = CaseFiles.Read("two-levels");
        var model = Modelling.PlanModel.Of(problem, new Modelling.EntityNumbers());
        using var solver = new BrokenSolver("over a fuse");
        var answer = solver.Solve(model.Linear, null, new SolveLimits(1000, null));
        Assert.False(Certificate.Of(model.Linear, answer)!.Holds);
        Assert.True(new Reckoning(model, PlanPowers.From(model, answer.X)).Excess > 1);
    }

    [Fact]
    public void A_solver_that_hangs_is_left_behind_and_after_three_times_not_asked_again()
    {
        using var release = new ManualResetEventSlim();
        var made = 0;
        using var watched = new WatchedSolver("stuck", () =>
        {
            Interlocked.Increment(ref made);
            return new StuckSolver(release);
        }, TimeSpan.FromMilliseconds(20));
        using var planner = new ChargingPlanner([watched, new ManagedSolver()]);
        var (problem, _) = CaseFiles.Read("two-levels");
        for (var k = 0; k < 5; k++)
        {
            var plan = planner.Plan(problem, Bounds with { Time = TimeSpan.FromSeconds(k < 3 ? 0.05 : 20) });
            LimitOracle.Holds(problem, plan);
        }

        Assert.Equal(WatchedSolver.MostLost, made);
        release.Set();
    }

    [Fact]
    public void A_child_process_that_is_killed_or_says_nothing_is_a_failed_solve()
    {
        var (problem, _) = CaseFiles.Read("two-levels");
        foreach (var program in new[] { "false", "true", "no-such-program" })
        {
            using var planner = new ChargingPlanner([new CbcSolver(program), new ManagedSolver()], new CbcSolver(program));
            var plan = planner.Plan(problem, Bounds);
            Assert.Equal("managed", plan.Solver);
            LimitOracle.Holds(problem, plan);
        }
    }

    [Fact]
    public void Bounds_of_iterations_and_time_are_kept()
    {
        var (problem, _) = CaseFiles.Read("depot-night");
        using var planner = SolverChoice.Planner("clp");
        var plan = planner.Plan(problem, new PlanBounds(10, null));
        Assert.NotEqual(PlanStatus.Optimal, plan.Status);
        LimitOracle.Holds(problem, plan);
        LimitOracle.Holds(problem, planner.Plan(problem, new PlanBounds(100_000, TimeSpan.Zero)));
    }

    private sealed class StuckSolver(ManualResetEventSlim release) : ILinearSolver
    {
        public string Name => "stuck";

        public LinearAnswer Solve(LinearModel model, Basis? start, SolveLimits limits)
        {
            release.Wait();
            return new LinearAnswer(SolveStatus.Optimal);
        }

        public void Dispose()
        {
        }
    }

    /// <summary>CLP, whose answers are spoiled on the way.</summary>
    private sealed class BrokenSolver(string fault) : ILinearSolver
    {
        private readonly ClpSolver _clp = new();

        public bool Works { get; set; }

        public string Name => "broken";

        public LinearAnswer Solve(LinearModel model, Basis? start, SolveLimits limits)
        {
            var answer = _clp.Solve(model, start, limits);
            return Works ? answer : fault switch
            {
                "throws" => throw new InvalidOperationException("broken"),
                "stops" => LinearAnswer.Fail(SolveStatus.Stopped, "stopped"),
                "too short" => answer with { X = answer.X[..^1] },
                "not a number" => answer with { X = [.. answer.X.Select((x, j) => j == 3 ? double.NaN : x)] },
                "over a fuse" => answer with { X = [.. model.Upper] },
                "not optimal" => answer with { X = [.. model.Lower] },
                _ => answer with { RowDuals = [.. answer.RowDuals.Select(dual => -dual)] },
            };
        }

        public void Dispose() => _clp.Dispose();
    }
}
