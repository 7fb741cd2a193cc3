using EdgeController.Core.Planning;
using EdgeController.Core.Units;
using EdgeController.Optimizer.Tests.Support;

namespace EdgeController.Optimizer.Tests.Planning;

/// <summary>What vehicles may draw whatever else flows: the guard's reserve, in which neither the sun nor a battery helps.</summary>
public sealed class VehicleLimitTests
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_sun_does_not_lift_what_vehicles_may_draw_together()
    {
        var free = Most(Problem(circuit => circuit));
        var current = Most(Problem(circuit => circuit with { VehicleCurrent = PerPhase.All(new Amperes(20)) }));
        var power = Most(Problem(circuit => circuit with { VehiclePower = new Watts(9000) }));
        Assert.True(free > 40_000, $"{free} W with nothing in the way");
        Assert.Equal(3 * 20 * 230.0, current, 1.0);
        Assert.Equal(9000, power, 1.0);
    }

    [Fact]
    public void A_plan_by_rule_keeps_it_too()
    {
        var problem = Problem(circuit => circuit with { VehicleCurrent = PerPhase.All(new Amperes(20)) });
        using var planner = new EdgeController.Optimizer.Planning.ChargingPlanner([]);
        var plan = planner.Plan(problem, PlanBounds.Default);
        Assert.Equal(PlanStatus.Filled, plan.Status);
        LimitOracle.Holds(problem, plan);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Who_is_only_expected_is_no_help_against_what_flows_back(bool expected)
    {
        var problem = Problem(circuit => circuit with { ExportPower = new Watts(1000), Uncontrolled = [] });
        problem = problem with { Vehicles = [problem.Vehicles[0] with { IsExpected = expected, Fallback = Amperes.Zero, Min = Amperes.Zero }], Pv = [.. problem.Pv.Select(pv => pv with { Curtailable = true, Margin = 0 })] };
        using var planner = SolverChoice.Planner("clp");
        var plan = planner.Plan(problem, PlanBounds.Default);
        LimitOracle.Holds(problem, plan);
        Assert.Equal(expected, plan.Pv[0].Power.All(power => power.Value <= 1001));
    }

    /// <summary>The first is dear to the site and would get all 20 A; the guard would keep 6 A for each of the two that pause meanwhile, so that it could not.</summary>
    [Theory]
    [InlineData("managed")]
    [InlineData("clp")]
    public void Who_is_paused_counts_with_its_fallback(string solver)
    {
        Assert.Equal(8, MostOfTheFirst(solver, new Amperes(6)), 0.2);
        Assert.Equal(20, MostOfTheFirst(solver, Amperes.Zero), 0.2);
    }

    /// <summary>Three connectors of 6 A, and two of the three vehicles leave after an hour: what they leave is kept for the next, of what vehicles may draw and, as far as two may come at once, of the limit.</summary>
    [Theory]
    [InlineData("managed", 20, 63, 20, 8)]
    [InlineData("clp", 20, 63, 20, 8)]
    [InlineData("managed", 100, 20, 20, 10)]
    public void What_a_free_connector_gives_is_kept(string solver, double vehicles, double limit, double before, double after)
    {
        var problem = Problem(circuit => circuit with { Limit = PerPhase.All(new Amperes(limit)), VehicleCurrent = PerPhase.All(new Amperes(vehicles)), Connectors = PerPhase.All(new Amperes(18)), Newcomers = new Amperes(10) }) with { Pv = [] };
        problem = problem with { Vehicles = [.. problem.Vehicles.Select((vehicle, i) => vehicle with { Connector = new PlanConnector(new Amperes(6), Phases.All), Departure = i == 0 ? vehicle.Departure : Noon.AddHours(1) })] };
        using var planner = SolverChoice.Planner(solver);
        var plan = planner.Plan(problem, PlanBounds.Default);
        LimitOracle.Holds(problem, plan);
        Assert.Equal((before, after), (Amps(plan, 2), Amps(plan, 6)));

        var unkept = planner.Plan(problem with { Circuits = [problem.Circuits[0] with { Connectors = default }] }, PlanBounds.Default);
        Assert.Equal((before, before), (Amps(unkept, 2), Amps(unkept, 6)));
    }

    /// <summary>Nobody needs more than there is; what is planned for later leaves a part of each limit.</summary>
    [Theory]
    [InlineData(60, double.PositiveInfinity, 60, 54)]
    [InlineData(63, 40, 40, 36)]
    public void Later_a_part_of_the_limits_is_left(double limit, double vehicles, double near, double later)
    {
        var problem = Problem(circuit => circuit with { Limit = PerPhase.All(new Amperes(limit)), VehicleCurrent = double.IsFinite(vehicles) ? PerPhase.All(new Amperes(vehicles)) : null }) with { Pv = [] };
        problem = problem with { Goals = problem.Goals with { LaterShare = 0.9 } };
        using var planner = SolverChoice.Planner("clp");
        var plan = planner.Plan(problem, PlanBounds.Default);
        LimitOracle.Holds(problem, plan);
        Assert.Equal((near, near, later, later), (Amps(plan, 0), Amps(plan, 3), Amps(plan, 4), Amps(plan, 7)));
    }

    [Fact]
    public void Where_fallbacks_alone_are_more_than_vehicles_may_draw_there_is_a_plan()
    {
        var problem = WithFallback(new Amperes(10));
        using var planner = SolverChoice.Planner("managed");
        var plan = planner.Plan(problem, PlanBounds.Default);
        Assert.Equal(PlanStatus.Optimal, plan.Status);
        LimitOracle.Holds(problem, plan);
    }

    private static double MostOfTheFirst(string solver, Amperes fallback)
    {
        var problem = WithFallback(fallback);
        using var planner = SolverChoice.Planner(solver);
        var plan = planner.Plan(problem, PlanBounds.Default);
        LimitOracle.Holds(problem, plan);
        return plan.Vehicles[0].Charge.Max(power => power.Value) / (3 * 230);
    }

    private static double Amps(ChargingPlan plan, int slot) => Math.Round(plan.Vehicles.Sum(vehicle => vehicle.Charge[slot].Value) / (3 * 230), 2);

    private static PlanningProblem WithFallback(Amperes fallback)
    {
        var problem = Problem(circuit => circuit with { VehicleCurrent = PerPhase.All(new Amperes(20)) });
        return problem with { Vehicles = [.. problem.Vehicles.Select((vehicle, i) => vehicle with { Fallback = fallback, Priority = i == 0 ? 5 : 1 })], Goals = problem.Goals with { FairnessPerVehicle = 0 } };
    }

    private static double Most(PlanningProblem problem)
    {
        using var planner = SolverChoice.Planner("managed");
        var plan = planner.Plan(problem, PlanBounds.Default);
        LimitOracle.Holds(problem, plan);
        return Enumerable.Range(0, problem.Slots.Length).Max(t => plan.Vehicles.Sum(vehicle => vehicle.Charge[t].Value));
    }

    private static PlanningProblem Problem(Func<PlanCircuit, PlanCircuit> change) => new()
    {
        Start = Noon,
        Slots = [.. Enumerable.Repeat(TimeSpan.FromMinutes(15), 8)],
        Circuits = [change(new PlanCircuit { Id = "main", Limit = PerPhase.All(new Amperes(63)) })],
        Pv = [new PlanPv { Id = "roof", Circuit = 0, Curtailable = true, Forecast = [.. Enumerable.Repeat(new Watts(30_000), 8)] }],
        Vehicles = [.. Enumerable.Range(0, 3).Select(i => new PlanVehicle { Id = $"v{i}", Circuit = 0, Phases = Phases.All, Max = new Amperes(32), Arrival = Noon, Departure = Noon.AddHours(2), Energy = new WattHours(60_000) })],
    };
}
