using EdgeController.Optimizer.Cbc;
using EdgeController.Optimizer.Clp;
using EdgeController.Optimizer.Linear;
using EdgeController.Optimizer.Managed;
using EdgeController.Optimizer.Planning;

namespace EdgeController.Optimizer;

/// <summary>Makes planners by the names of the solvers.</summary>
public static class SolverChoice
{
    /// <summary>The names that there are; the first is the default.</summary>
    public static readonly string[] Names = ["clp", "cbc", "managed"];

    /// <summary>Null where the named solver can be used, else what to install.</summary>
    public static string? Problem(string name) => name switch
    {
        "clp" => ClpLibrary.Problem(),
        "cbc" => CbcSolver.Problem(),
        _ => null,
    };

    /// <summary>
    /// A planner: <c>clp</c> rounds minimums and falls back to the managed solver, <c>cbc</c> finds their best pattern, <c>managed</c> needs no
    /// native library at all.
    /// </summary>
    public static ChargingPlanner Planner(string name, TimeProvider? time = null) => name switch
    {
        "clp" => new ChargingPlanner(Native(time), null, time),
        "cbc" => new ChargingPlanner(Native(time), new CbcSolver(), time),
        "managed" => new ChargingPlanner([new ManagedSolver(time)], null, time),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no solver of this name."),
    };

    /// <summary>The powers of a pattern come from CLP where it is there, else from CBC itself, and from the managed solver when both fail.</summary>
    private static ILinearSolver[] Native(TimeProvider? time) => ClpLibrary.Problem() is null
        ? [new WatchedSolver("clp", static () => new ClpSolver()), new ManagedSolver(time)]
        : [new CbcSolver(), new ManagedSolver(time)];
}
