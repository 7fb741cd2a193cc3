namespace EdgeController.Core.Planning;

/// <summary>
/// Makes plans. A planner remembers its last solution to be fast when little has changed; one caller at a time. It never throws and
/// always returns a plan that keeps every limit.
/// </summary>
public interface IChargingPlanner : IDisposable
{
    /// <summary>Plans the problem within the bounds.</summary>
    ChargingPlan Plan(PlanningProblem problem, PlanBounds bounds);
}

/// <summary>How much work a plan may be.</summary>
/// <param name="Iterations">Simplex iterations, all solves together; reaching it gives the same plan on every machine.</param>
/// <param name="Time">Wall time; null for any, as a simulation wants it.</param>
public sealed record PlanBounds(int Iterations, TimeSpan? Time)
{
    /// <summary>Enough for a thousand vehicles from cold.</summary>
    public static readonly PlanBounds Default = new(200_000, TimeSpan.FromSeconds(20));
}
