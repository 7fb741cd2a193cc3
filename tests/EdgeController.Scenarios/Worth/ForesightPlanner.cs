using System.Collections.Immutable;
using EdgeController.Core.Planning;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Optimizer;
using EdgeController.Optimizer.Planning;

namespace EdgeController.Scenarios.Worth;

/// <summary>The product's planner with perfect forecasts: the load and the sun that will be, everybody who will come, and how all of them take their energy.</summary>
internal sealed class ForesightPlanner(WorthSite worth, WorthTruth truth) : IChargingPlanner
{
    /// <summary>What of a plan flows; nobody comes unexpected for whom more would have to be left.</summary>
    private const double Carried = 0.97;

    /// <summary>Ready this much before it leaves.</summary>
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(10);

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
                Goals = problem.Goals with { LaterShare = Carried },
                Circuits = [.. problem.Circuits.Select((circuit, c) => worth.Site.Circuits[c].Meter is null ? circuit : circuit with { Margin = 0, Uncontrolled = Loads(c, ends) })],
                Pv = [.. problem.Pv.Select(pv => pv with { Margin = 0, Forecast = Suns(pv.Id, ends) })],
                Vehicles = [.. problem.Vehicles.Where(vehicle => !vehicle.IsExpected).Select(vehicle => Known(vehicle, from)), .. comers.Select((session, n) => _vehicles.Of(session, $"later {n}", tapers: true)).OfType<PlanVehicle>()],
            },
            bounds);
    }

    public void Dispose() => _inner.Dispose();

    /// <summary>One that is there: what it takes as it slows down, and that it sleeps, are known, and so no time is kept for what is not.</summary>
    private PlanVehicle Known(PlanVehicle vehicle, TimeSpan from)
    {
        var session = worth.Scenario.Sessions!.FirstOrDefault(one => worth.Site.Evses[one.Evse].Id.ToString() == vehicle.Id && one.Arrival <= from && one.Departure > from);
        if (session is null || _vehicles.Of(session, vehicle.Id, (session.Vehicle.RequestedWattHours - vehicle.Energy.Value) / 1000, tapers: true) is not { } truth || Amperes.Min(vehicle.Max, truth.Max) < truth.Min)
        {
            return vehicle;
        }

        return vehicle with
        {
            Max = Amperes.Min(vehicle.Max, truth.Max),
            Min = truth.Min,
            Phases = truth.Phases,
            Arrival = truth.Arrival > vehicle.Arrival ? truth.Arrival : vehicle.Arrival,
            Departure = session.Departure - from > Early * 2 ? truth.Departure - Early : truth.Departure,
            Store = truth.Store,
        };
    }

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
