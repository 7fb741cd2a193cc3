using EdgeController.Core.Planning;
using EdgeController.Optimizer.Linear;

namespace EdgeController.Optimizer.Planning;

/// <summary>What is left of a plan's iterations and time over all its solves.</summary>
internal sealed class SolveBudget(PlanBounds bounds, TimeProvider time, long began)
{
    public int Used { get; private set; }

    public SolveLimits Limits => new(
        Math.Max(0, bounds.Iterations - Used),
        bounds.Time is { } all ? (all - time.GetElapsedTime(began) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero) : null);

    public LinearAnswer Solve(ILinearSolver solver, LinearModel model, Basis? start)
    {
        var limits = Limits;
        if (limits.Iterations == 0 || limits.Time == TimeSpan.Zero)
        {
            return LinearAnswer.Fail(SolveStatus.Stopped, "The planner's iterations or time are used up.");
        }

        LinearAnswer answer;
        try
        {
            answer = solver.Solve(model, start, limits);
        }
#pragma warning disable CA1031 // A solver that throws is a failed solver, whatever it throws.
        catch (Exception e)
#pragma warning restore CA1031
        {
            answer = LinearAnswer.Fail(SolveStatus.Failed, $"The solver {solver.Name} failed: {e.Message}");
        }

        Used += Math.Max(0, answer.Iterations);
        return answer;
    }
}
