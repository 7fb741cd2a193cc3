using EdgeController.Core.Planning;
using EdgeController.Host.Planning;
using EdgeController.Optimizer;

namespace EdgeController.Host.Simulation;

/// <summary>The planner in simulated time: it runs in line, bounded by iterations alone, and its plan comes two seconds later. Made when somebody is charged by plan.</summary>
internal sealed class SimulatedPlanner(EventQueue queue, SimulationOptions options) : IDisposable
{
    private static readonly TimeSpan Answers = TimeSpan.FromSeconds(2);
    private static readonly PlanBounds Bounds = new(100_000, null);

    private RollingPlan _rolling = new(options.Prices);
    private IChargingPlanner? _planner;

    /// <summary>The newest plan of the present process.</summary>
    public ChargingPlan? Newest => _rolling.Newest;

    /// <summary>A new process knows of no plan.</summary>
    public void Restart()
    {
        _rolling = new RollingPlan(options.Prices);
        Dispose();
        _planner = null;
    }

    /// <summary>Once a second, before the tick.</summary>
    public void Step(SimulatedController? controller, DateTimeOffset wall)
    {
        if (controller is null || _rolling.Step(controller.Site.Snapshot, queue.Now, wall, controller.Handle) is not { } problem)
        {
            return;
        }

        _planner ??= options.Planner?.Invoke() ?? SolverChoice.Planner(SolverChoice.Names[0]);
        var (plan, rolling) = (_planner.Plan(problem, Bounds), _rolling);
        queue.After(Answers, () => rolling.Take(plan));
    }

    public void Dispose() => _planner?.Dispose();
}
