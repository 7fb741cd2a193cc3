using EdgeController.Core.Planning;
using EdgeController.Core.Topology;
using EdgeController.Host.Planning;
using EdgeController.Optimizer;

namespace EdgeController.Host.Simulation;

/// <summary>The planner in simulated time: it runs in line, bounded by iterations alone, and its plan comes two seconds later. Made when there is something to plan.</summary>
internal sealed class SimulatedPlanner(EventQueue queue, Site site, SimulationOptions options) : IDisposable
{
    private static readonly TimeSpan Answers = TimeSpan.FromSeconds(2);
    private static readonly PlanBounds Bounds = new(100_000, null);

    private PlanCourse _course = new(site, options.Guard, options.Inputs, options.Duties);
    private IChargingPlanner? _planner;

    /// <summary>The newest plan of the present process.</summary>
    public ChargingPlan? Newest { get; private set; }

    /// <summary>Plans made so far.</summary>
    public int Plans { get; private set; }

    /// <summary>A new process knows of no plan, and of what was learned all that was kept.</summary>
    public void Restart()
    {
        var learned = _course.Remember();
        (_course, Newest) = (new PlanCourse(site, options.Guard, options.Inputs, options.Duties), null);
        _course.Restore(learned);
        Dispose();
        _planner = null;
    }

    /// <summary>Once a second, before the tick.</summary>
    public void Step(SimulatedController? controller, DateTimeOffset wall)
    {
        if (controller is null || !options.Plans)
        {
            return;
        }

        foreach (var wish in _course.Defaults(controller.Site.Snapshot, queue.Now, wall))
        {
            controller.Handle(wish);
        }

        if (_course.Step(controller.Site.Snapshot, queue.Now, wall) is not { } request)
        {
            return;
        }

        _planner ??= options.Planner?.Invoke() ?? SolverChoice.Planner(SolverChoice.Names[0]);
        var (plan, course) = (_planner.Plan(request.Problem, Bounds), _course);
        queue.After(Answers, () =>
        {
            if (ReferenceEquals(course, _course))
            {
                (Newest, Plans) = (plan, Plans + 1);
                foreach (var told in request.Ready(plan, queue.Now))
                {
                    controller.Handle(told);
                }
            }
        });
    }

    public void Dispose() => _planner?.Dispose();
}
