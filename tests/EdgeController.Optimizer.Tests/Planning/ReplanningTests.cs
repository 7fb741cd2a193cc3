using System.Collections.Immutable;
using EdgeController.Core.Planning;
using EdgeController.Core.Units;
using EdgeController.Optimizer.Tests.Cases;

namespace EdgeController.Optimizer.Tests.Planning;

/// <summary>A planner that has planned before: the same plans as one that has not, with less work.</summary>
public sealed class ReplanningTests
{
    private static readonly PlanBounds Bounds = new(200_000, null);

    public static TheoryData<string> Changes => new("forecast", "roll", "new vehicle", "vehicle gone", "price", "limit");

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_warm_plan_is_as_good_as_a_cold_one_and_cheaper_to_make(string change)
    {
        var (problem, _) = CaseFiles.Read("depot-night");
        problem = problem with { Goals = problem.Goals with { Near = TimeSpan.Zero } };
        using var warm = SolverChoice.Planner("clp");
        var first = warm.Plan(problem, Bounds);
        var next = Changed(problem, first, change);
        using var cold = SolverChoice.Planner("clp");
        var (again, anew) = (warm.Plan(next, Bounds), cold.Plan(next, Bounds));
        Assert.Equal(PlanStatus.Optimal, again.Status);
        Assert.Equal(anew.Objective, again.Objective, 1e-6 * Math.Max(1, Math.Abs(anew.Objective)));
        Assert.True(again.Iterations < anew.Iterations * 0.8, $"{again.Iterations} iterations warm, {anew.Iterations} cold");
    }

    [Fact]
    public void Quarters_that_are_planned_by_five_minutes_as_they_come_near_take_on_the_basis_of_the_quarter()
    {
        var (night, _) = CaseFiles.Read("depot-night");
        var problem = night with { Goals = night.Goals with { Near = TimeSpan.Zero }, Vehicles = [.. night.Vehicles.Select(SlowsDown)] };
        using var warm = SolverChoice.Planner("clp");
        warm.Plan(problem, Bounds);
        var next = Finer(problem, quarters: 16);
        using var cold = SolverChoice.Planner("clp");
        var (again, anew) = (warm.Plan(next, Bounds), cold.Plan(next, Bounds));
        Assert.Equal(anew.Objective, again.Objective, 1e-6 * Math.Max(1, Math.Abs(anew.Objective)));
        Assert.True(again.Iterations < anew.Iterations * 0.5, $"{again.Iterations} iterations warm, {anew.Iterations} cold");
    }

    [Fact]
    public void The_same_problem_again_takes_no_iterations()
    {
        var (problem, _) = CaseFiles.Read("depot-night");
        problem = problem with { Goals = problem.Goals with { Near = TimeSpan.Zero } };
        using var planner = SolverChoice.Planner("clp");
        planner.Plan(problem, Bounds);
        Assert.Equal(0, planner.Plan(problem, Bounds).Iterations);
    }

    [Fact]
    public void A_plan_carries_the_revision_of_its_problem_and_finds_its_slots()
    {
        var (problem, _) = CaseFiles.Read("slots-of-three-lengths");
        using var planner = SolverChoice.Planner("clp");
        var plan = planner.Plan(problem with { Revision = 4711 }, Bounds);
        Assert.Equal(4711, plan.Revision);
        Assert.Equal(0, plan.SlotAt(problem.Start));
        Assert.Equal(11, plan.SlotAt(problem.Start.AddMinutes(59)));
        Assert.Equal(12, plan.SlotAt(problem.Start.AddMinutes(60)));
        Assert.Null(plan.SlotAt(problem.Start.AddMinutes(-1)));
        Assert.Null(plan.SlotAt(problem.Start.AddHours(12)));
    }

    private static PlanVehicle SlowsDown(PlanVehicle vehicle)
    {
        var most = vehicle.Max.Value * 3 * 230;
        return vehicle with { Store = new VehicleStore(vehicle.Energy * 1.5, 1 / 3.0, 1) { Taper = [new TaperPoint(0.5, new Watts(most)), new TaperPoint(1, new Watts(most / 8))] } };
    }

    /// <summary>The same, with the first quarters of an hour by five minutes.</summary>
    private static PlanningProblem Finer(PlanningProblem problem, int quarters)
    {
        return problem with
        {
            Slots = [.. problem.Slots.SelectMany((slot, t) => t < quarters ? Enumerable.Repeat(slot / 3, 3) : [slot])],
            Circuits = [.. problem.Circuits.Select(circuit => circuit with { Uncontrolled = Split(circuit.Uncontrolled) })],
            Prices = problem.Prices with { ImportPerKwh = Split(problem.Prices.ImportPerKwh), ExportPerKwh = Split(problem.Prices.ExportPerKwh), Co2GramsPerKwh = Split(problem.Prices.Co2GramsPerKwh) },
        };

        ImmutableArray<T> Split<T>(ImmutableArray<T> series) => [.. series.SelectMany((value, t) => Enumerable.Repeat(value, t < quarters ? 3 : 1))];
    }

    private static PlanningProblem Changed(PlanningProblem problem, ChargingPlan plan, string change) => change switch
    {
        "forecast" => problem with { Circuits = [problem.Circuits[0] with { Uncontrolled = [.. problem.Circuits[0].Uncontrolled.Select(load => load.Select(power => power * 1.05))] }] },
        "roll" => problem with
        {
            Start = problem.Start.AddMinutes(15),
            Slots = problem.Slots[1..],
            Circuits = [problem.Circuits[0] with { Uncontrolled = problem.Circuits[0].Uncontrolled[1..] }],
            Prices = problem.Prices with { ImportPerKwh = problem.Prices.ImportPerKwh[1..], ExportPerKwh = problem.Prices.ExportPerKwh[1..], Co2GramsPerKwh = problem.Prices.Co2GramsPerKwh[1..] },
            Vehicles = [.. problem.Vehicles.Select((vehicle, i) => vehicle with { Energy = vehicle.Energy - new WattHours(plan.Vehicles[i].Charge[0].Value / 4 * vehicle.Efficiency) })],
        },
        "new vehicle" => problem with { Vehicles = problem.Vehicles.Add(problem.Vehicles[0] with { Id = "new", Energy = new WattHours(30_000) }) },
        "vehicle gone" => problem with { Vehicles = problem.Vehicles[1..] },
        "price" => problem with { Prices = problem.Prices with { ImportPerKwh = [.. problem.Prices.ImportPerKwh.Select((price, t) => price + (t % 7 * 0.001))] } },
        _ => problem with { Circuits = [problem.Circuits[0] with { LimitPower = problem.Circuits[0].LimitPower!.Value * 0.97 }] },
    };
}
