using System.Text.Json;
using EdgeController.Core.Planning;
using EdgeController.Optimizer.Linear;
using EdgeController.Optimizer.Managed;
using EdgeController.Optimizer.Planning;
using EdgeController.Optimizer.Tests.Support;

namespace EdgeController.Optimizer.Tests.Cases;

/// <summary>Each golden problem on each back end; EDGE_GOLDEN=write writes the objectives that CLP finds.</summary>
public sealed class GoldenCaseTests
{
    /// <summary>Simulated bounds: iterations only.</summary>
    private static readonly PlanBounds Bounds = new(200_000, null);

    public static TheoryData<string> Names => new(CaseFiles.Names);

    /// <summary>CBC starts a process for each: every sixth case, all with EDGE_LONG=1.</summary>
    public static TheoryData<string> SomeNames => new(CaseFiles.Names.Where((_, n) => LongRun.Is || n % 6 == 0));

    [Fact]
    public void There_are_at_least_forty() => Assert.True(CaseFiles.Names.Length >= 40);

    [Theory]
    [MemberData(nameof(Names))]
    public void Clp_finds_the_known_plan(string name)
    {
        var (problem, expected) = CaseFiles.Read(name);
        using var planner = SolverChoice.Planner("clp");
        var plan = planner.Plan(problem, Bounds);
        Assert.Equal("clp", plan.Solver);
        Assert.True(plan.Gap <= Most(expected), $"The gap is {plan.Gap}.");
        LimitOracle.Holds(problem, plan);
        KeyFacts.Hold(plan, expected);
        if (LongRun.Writes)
        {
            CaseFiles.WriteObjective(name, plan.Objective);
            return;
        }

        Near(expected.GetProperty("objective").GetDouble(), plan.Objective, 1e-6);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_managed_solver_finds_a_plan_as_good(string name)
    {
        var (problem, expected) = CaseFiles.Read(name);
        using var planner = SolverChoice.Planner("managed");
        var plan = planner.Plan(problem, Bounds);
        Assert.Equal("managed", plan.Solver);
        Assert.True(plan.Gap <= Most(expected), $"The gap is {plan.Gap}.");
        LimitOracle.Holds(problem, plan);
        KeyFacts.Hold(plan, expected);

        // Rounding starts from another of the equally good solutions, so the plans need not be the same.
        Near(expected.GetProperty("objective").GetDouble(), plan.Objective, Rounding(expected));
    }

    [Theory]
    [MemberData(nameof(SomeNames))]
    public void Cbc_finds_nothing_better_than_half_a_percent(string name)
    {
        var (problem, expected) = CaseFiles.Read(name);
        using var planner = SolverChoice.Planner("cbc");
        var plan = planner.Plan(problem, Bounds);
        LimitOracle.Holds(problem, plan);
        KeyFacts.Hold(plan, expected);
        var rounded = expected.GetProperty("objective").GetDouble();
        Assert.True(plan.Objective <= rounded + (2e-4 * Math.Max(1, Math.Abs(rounded))), $"CBC has {plan.Objective}, rounding {rounded}.");
        Near(plan.Objective, rounded, Rounding(expected));
    }

    /// <summary>CBC alone, for a machine without libClp: the relaxations too.</summary>
    [Theory]
    [InlineData("two-levels")]
    [InlineData("depot-gives-into-its-own-peak")]
    [InlineData("battery-cuts-the-peak")]
    public void Cbc_solves_linear_programs_with_duals_that_stand_the_check(string name)
    {
        var (problem, expected) = CaseFiles.Read(name);
        using var planner = new ChargingPlanner([new Optimizer.Cbc.CbcSolver()]);
        var plan = planner.Plan(problem, Bounds);
        Assert.Equal("cbc", plan.Solver);
        KeyFacts.Hold(plan, expected);
        Near(expected.GetProperty("objective").GetDouble(), plan.Objective, 0.005);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Without_any_solver_there_is_a_plan_that_keeps_every_limit(string name)
    {
        var (problem, _) = CaseFiles.Read(name);
        using var planner = new ChargingPlanner([]);
        var plan = planner.Plan(problem, Bounds);
        Assert.Equal(PlanStatus.Filled, plan.Status);
        LimitOracle.Holds(problem, plan);
    }

    private static double Rounding(JsonElement expected) => expected.TryGetProperty("rounding", out var most) ? most.GetDouble() : 0.005;

    private static double Most(JsonElement expected) => expected.TryGetProperty("gap", out var gap) ? gap.GetDouble() : 0.005;

    private static void Near(double expected, double actual, double relative) =>
        Assert.True(Math.Abs(expected - actual) <= relative * Math.Max(1, Math.Abs(expected)), FormattableString.Invariant($"{actual} is not {expected}."));
}
