using EdgeController.Optimizer.Linear;

namespace EdgeController.Optimizer.Managed;

/// <summary>A simplex method of our own, for machines without CLP and for when CLP fails: exact, without native code, slower on large sites.</summary>
public sealed class ManagedSolver(TimeProvider? time = null) : ILinearSolver
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    public string Name => "managed";

    public LinearAnswer Solve(LinearModel model, Basis? start, SolveLimits limits)
    {
        var began = _time.GetTimestamp();
        return new DualSimplex(model).Solve(start, limits.Iterations, () => limits.Time is not { } most || _time.GetElapsedTime(began) < most);
    }

    public void Dispose()
    {
    }
}
