using EdgeController.Optimizer.Clp;
using EdgeController.Optimizer.Linear;

namespace EdgeController.Optimizer.Tests.Clp;

/// <summary>CLP by its C interface.</summary>
public sealed class ClpSolverTests
{
    private static readonly SolveLimits Enough = new(10_000, null);

    [Fact]
    public void The_library_is_there_and_passes_its_self_test() => Assert.Null(ClpLibrary.Problem());

    [Fact]
    public void A_missing_library_is_one_sentence_with_the_package()
    {
        var problem = ClpLibrary.Load(["libNoSuchThing.so.1"]);
        Assert.Contains("install the package coinor-libclp1", problem, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', problem!);
    }

    [Fact]
    public void A_limit_of_iterations_stops_it()
    {
        using var solver = new ClpSolver();
        Assert.Equal(SolveStatus.Stopped, solver.Solve(Small, null, new SolveLimits(0, null)).Status);
        Assert.Equal(SolveStatus.Optimal, solver.Solve(Small, null, Enough).Status);
    }

    [Fact]
    public void What_cannot_be_is_said_to_be_infeasible()
    {
        using var solver = new ClpSolver();
        var answer = solver.Solve(Small with { RowLower = [5, 0], RowUpper = [4, 6] }, null, Enough);
        Assert.NotEqual(SolveStatus.Optimal, answer.Status);
    }

    [Fact]
    public void A_basis_makes_the_next_solve_free()
    {
        using var solver = new ClpSolver();
        var first = solver.Solve(Small, null, Enough);
        using var other = new ClpSolver();
        var again = other.Solve(Small, first.Basis, Enough);
        Assert.Equal(0, again.Iterations);
        Assert.Equal(first.X, again.X);
    }

    /// <summary>min -x - 2y, x + y &lt;= 4, x + 3y &lt;= 6, 0 &lt;= x, y &lt;= 3.</summary>
    private static readonly LinearModel Small = new()
    {
        Starts = [0, 2, 4], Indices = [0, 1, 0, 1], Values = [1, 1, 1, 3], Cost = [-1, -2], Lower = [0, 0], Upper = [3, 3],
        RowLower = [0, 0], RowUpper = [4, 6],
    };
}
