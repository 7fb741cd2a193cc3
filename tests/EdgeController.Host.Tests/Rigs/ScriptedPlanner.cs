using System.Collections.Immutable;
using EdgeController.Core.Planning;
using EdgeController.Core.Units;

namespace EdgeController.Host.Tests.Rigs;

/// <summary>A planner that does what the test says; by itself it gives each vehicle half of its maximum all the time.</summary>
internal sealed class ScriptedPlanner : IChargingPlanner
{
    private volatile Func<PlanningProblem, ChargingPlan> _does = Half;

    /// <summary>How many planners the controller has made of it, and how many plans it was asked for.</summary>
    public int Made { get; private set; }

    public int Asked { get; private set; }

    public Func<PlanningProblem, ChargingPlan> Does
    {
        set => _does = value;
    }

    public IChargingPlanner Make()
    {
        Made++;
        return this;
    }

    public ChargingPlan Plan(PlanningProblem problem, PlanBounds bounds)
    {
        Asked++;
        return _does(problem);
    }

    public void Dispose()
    {
    }

    public static ChargingPlan Half(PlanningProblem problem) => Of(problem, vehicle => vehicle.Max.Value / 2);

    /// <summary>A plan in which each vehicle gets the same current in each slot.</summary>
    public static ChargingPlan Of(PlanningProblem problem, Func<PlanVehicle, double> amps) => new()
    {
        Revision = problem.Revision,
        Start = problem.Start,
        Slots = problem.Slots,
        Status = PlanStatus.Optimal,
        Solver = "script",
        Objective = 0,
        Bound = 0,
        Cost = new PlanCost(1.25, 0, 0, 0),
        Vehicles = [.. problem.Vehicles.Select(vehicle => new VehiclePlan(vehicle.Id, All(problem, new Watts(amps(vehicle) * 690)), [], All(problem, new Amperes(amps(vehicle)))))],
        Grid = All(problem, new Watts(5000)),
    };

    private static ImmutableArray<T> All<T>(PlanningProblem problem, T value) => [.. problem.Slots.Select(_ => value)];
}
