using System.Collections.Immutable;
using EdgeController.Core.Planning;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Optimizer;
using EdgeController.Optimizer.Planning;

namespace EdgeController.Scenarios.Worth;

/// <summary>The product's planner with perfect forecasts: the load and the sun that will be, and everybody who will come.</summary>
internal sealed class ForesightPlanner(WorthSite worth, WorthTruth truth) : IChargingPlanner
{
    private readonly ChargingPlanner _inner = SolverChoice.Planner(SolverChoice.Names[0]);
    private readonly WorthVehicles _vehicles = new(worth);

    public ChargingPlan Plan(PlanningProblem problem, PlanBounds bounds)
    {
        var from = problem.Start - worth.Start;
        var ends = problem.Slots.Aggregate(ImmutableArray.Create(from), (list, slot) => list.Add(list[^1] + slot));
        var comers = worth.Scenario.Sessions!.Where(session => session.Arrival > from && session.Arrival < ends[^1]);
        return _inner.Plan(
            problem with
            {
                Circuits = [.. problem.Circuits.Select((circuit, c) => worth.Site.Circuits[c].Meter is null ? circuit : circuit with { Margin = 0, Uncontrolled = Loads(c, ends) })],
                Pv = [.. problem.Pv.Select(pv => pv with { Margin = 0, Forecast = Suns(pv.Id, ends) })],
                Vehicles = [.. problem.Vehicles.Where(vehicle => !vehicle.IsExpected), .. comers.Select((session, n) => _vehicles.Of(session, $"later {n}")).OfType<PlanVehicle>()],
            },
            bounds);
    }

    public void Dispose() => _inner.Dispose();

    /// <summary>Where no meter looks, what is assumed stays in the problem; the circuit above has so much less.</summary>
    private ImmutableArray<PerPhase<Watts>> Loads(int circuit, ImmutableArray<TimeSpan> ends) =>
        [.. Enumerable.Range(1, ends.Length - 1).Select(t => PerPhase.All(new Watts(truth.Load(circuit, ends[t - 1], ends[t]).Value - Unseen(circuit, ends[t - 1], ends[t]))))];

    private double Unseen(int circuit, TimeSpan from, TimeSpan to) => worth.Site.Circuits.Where(child => child.Parent == circuit && child.Meter is null)
        .Sum(child => (worth.Site.AssumedOn(child).L1.Value * worth.Site.NominalVoltage.Value) - truth.Load(child.Index, from, to).Value);

    private ImmutableArray<Watts> Suns(string id, ImmutableArray<TimeSpan> ends)
    {
        var resource = worth.Site.Resources.First(one => one.Id == id).Index;
        return [.. Enumerable.Range(1, ends.Length - 1).Select(t => truth.Sun(resource, ends[t - 1], ends[t]))];
    }
}
