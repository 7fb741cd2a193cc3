using EdgeController.Optimizer.Clp;
using EdgeController.Optimizer.Linear;
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
        _ => null,
    };

    /// <summary>
    /// A planner: <c>clp</c> rounds minimums and falls back to the managed solver, <c>cbc</c> finds their best pattern, <c>managed</c> needs no
    /// native library at all.
    /// </summary>
    public static ChargingPlanner Planner(string name, TimeProvider? time = null) => name switch
    {
        "clp" => new ChargingPlanner([new WatchedSolver("clp", static () => new ClpSolver())], null, time),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no solver of this name."),
    };
}
