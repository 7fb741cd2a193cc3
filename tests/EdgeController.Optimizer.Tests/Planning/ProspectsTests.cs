using EdgeController.Core.Planning;
using EdgeController.Core.Units;
using EdgeController.Optimizer.Tests.Cases;

namespace EdgeController.Optimizer.Tests.Planning;

/// <summary>What is told to be missing: no more than will be because a plan leaves a part of later limits, and no less than the limits forbid.</summary>
public sealed class ProspectsTests
{
    private static readonly PlanBounds Bounds = new(200_000, null);

    [Fact]
    public void What_is_told_is_what_all_of_the_limits_leave_missing()
    {
        var (whole, part) = (Plan(Scarce(1)), Plan(Scarce(0.8)));
        var delivered = part.Vehicles.Sum(vehicle => vehicle.Charge.Sum(power => power.Value) / 4);
        Assert.True(Told(whole) > 5000, $"{Told(whole)}");
        Assert.True(delivered < whole.Vehicles.Sum(vehicle => vehicle.Charge.Sum(power => power.Value) / 4) - 5000);
        Assert.Equal(Told(whole), Told(part), 1.0);
        Assert.Equal(Told(part), part.Warnings.Sum(warning => warning.Missing.Value), 1.0);
    }

    [Fact]
    public void What_only_the_part_that_is_left_leaves_missing_is_told_to_nobody()
    {
        var problem = Scarce(1);
        problem = problem with { Vehicles = [.. problem.Vehicles.Select(vehicle => vehicle with { Energy = vehicle.Energy * 0.6 })] };
        Assert.DoesNotContain(Plan(problem).Warnings, warning => warning.Kind == PlanWarningKind.Shortage);
        Assert.DoesNotContain(Plan(problem with { Goals = problem.Goals with { LaterShare = 0.5 } }).Warnings, warning => warning.Kind == PlanWarningKind.Shortage);
    }

    [Fact]
    public void Who_has_too_little_time_is_told_all_that_it_will_miss()
    {
        var problem = Scarce(0.8);
        var late = problem.Vehicles[0] with { Id = "late", Departure = problem.Start.AddMinutes(30), Energy = new WattHours(80_000), Priority = 5 };
        var plan = Plan(problem with { Vehicles = [late, .. problem.Vehicles.Select(vehicle => vehicle with { Energy = vehicle.Energy * 0.5 })] });
        var most = late.Max.Value * 3 * 230 / 2 * late.Efficiency;
        Assert.Equal(80_000 - most, plan.Vehicles[0].Shortage.Value, 5.0);
    }

    /// <summary>Ten vehicles of which the transformer cannot serve all by four in the morning.</summary>
    private static PlanningProblem Scarce(double later)
    {
        var (problem, _) = CaseFiles.Read("depot-night");
        return problem with { Demand = null, Vehicles = [.. problem.Vehicles.Select(vehicle => vehicle with { Energy = vehicle.Energy * 1.1 })], Goals = problem.Goals with { LaterShare = later } };
    }

    private static ChargingPlan Plan(PlanningProblem problem)
    {
        using var planner = SolverChoice.Planner("clp");
        return planner.Plan(problem, Bounds);
    }

    private static double Told(ChargingPlan plan) => plan.Vehicles.Sum(vehicle => vehicle.Shortage.Value);
}
