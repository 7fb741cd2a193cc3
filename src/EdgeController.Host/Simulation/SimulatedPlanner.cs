using EdgeController.Core.Planning;
using EdgeController.Core.Units;
using EdgeController.Host.Planning;
using EdgeController.Optimizer;

namespace EdgeController.Host.Simulation;

/// <summary>The planner in simulated time: in line, bounded by iterations alone, and its plan arrives after two simulated seconds.</summary>
internal sealed class SimulatedPlanner : IDisposable
{
    private static readonly TimeSpan Thinks = TimeSpan.FromSeconds(2);
    private static readonly PlanBounds Bounds = new(PlanBounds.Default.Iterations, null);

    private readonly SimulatedRun _run;
    private readonly EventQueue _queue;
    private readonly PlanCourse _course;
    private readonly IChargingPlanner _planner;

    public SimulatedPlanner(SimulatedRun run, Core.Topology.Site site, SimulationOptions options, EventQueue queue)
    {
        (_run, _queue) = (run, queue);
        _course = new PlanCourse(site, options.Guard, options.Inputs);
        _planner = options.Planner?.Invoke() ?? SolverChoice.Planner(SolverChoice.Problem("clp") is null ? "clp" : "managed");
    }

    /// <summary>Prices as the controller knows them.</summary>
    public PriceBook Prices => _course.Prices;

    /// <summary>Plans made so far.</summary>
    public int Plans { get; private set; }

    /// <summary>The newest plan with its problem; null before the first.</summary>
    public (PlanRequest Request, ChargingPlan Plan)? Latest { get; private set; }

    public void Step(DateTimeOffset wall)
    {
        if (_run.Snapshot is not { } snapshot || _course.Step(snapshot, _queue.Now, wall) is not { } request)
        {
            return;
        }

        var plan = _planner.Plan(request.Problem, Bounds);
        Plans++;
        Latest = (request, plan);
        _queue.After(Thinks, () => _run.Tell(request.Ready(plan, _queue.Now)));
    }

    public void Dispose() => _planner.Dispose();
}
