using EdgeController.Core.Planning;
using EdgeController.Core.Units;
using EdgeController.Host.Planning;

namespace EdgeController.Host.Tests.Planning;

/// <summary>What a planner may answer, and what is refused.</summary>
public sealed class PlanCheckTests
{
    private static readonly PlanExample Example = new();

    public static TheoryData<string, Func<ChargingPlan, ChargingPlan>> Garbage => new()
    {
        { "slots", plan => plan with { Slots = plan.Slots[1..] } },
        { "slots", plan => plan with { Start = plan.Start.AddHours(1) } },
        { "slots", plan => plan with { Grid = [] } },
        { "about B9/1", plan => plan with { Vehicles = [plan.Vehicles[0] with { Id = "B9/1" }] } },
        { "current of A1/1", plan => plan with { Vehicles = [plan.Vehicles[0] with { Current = PlanExample.Each(new Amperes(17)) }] } },
        { "current of A1/1", plan => plan with { Vehicles = [plan.Vehicles[0] with { Current = PlanExample.Each(new Amperes(-3)) }] } },
        { "current of A1/1", plan => plan with { Vehicles = [plan.Vehicles[0] with { Current = PlanExample.Each(new Amperes(double.NaN)) }] } },
        { "current of A1/1", plan => plan with { Vehicles = [plan.Vehicles[0] with { Charge = PlanExample.Each(new Watts(double.PositiveInfinity)) }] } },
        { "current of A1/1", plan => plan with { Vehicles = [plan.Vehicles[0] with { Current = [] }] } },
        { "about tank", plan => plan with { Batteries = [plan.Batteries[0] with { Id = "tank" }] } },
        { "power of cell", plan => plan with { Batteries = [plan.Batteries[0] with { Discharge = PlanExample.Each(new Watts(9000)) }] } },
        { "power of cell", plan => plan with { Batteries = [plan.Batteries[0] with { StateOfCharge = PlanExample.Each(double.NaN) }] } },
        { "no numbers", plan => plan with { Cost = new PlanCost(double.NaN, 0, 0, 0) } },
    };

    [Fact]
    public void A_plan_of_its_problem_is_taken_also_where_a_vehicle_was_left_out()
    {
        Assert.Null(PlanCheck.Problem(Example.Problem, Example.Plan([0, 0, 16, 0])));
        Assert.Null(PlanCheck.Problem(Example.Problem, Example.Plan([0, 0, 16, 0]) with { Vehicles = [] }));
    }

    [Theory]
    [MemberData(nameof(Garbage), DisableDiscoveryEnumeration = true)]
    public void A_plan_that_cannot_be_meant_is_refused_with_what_is_wrong(string about, Func<ChargingPlan, ChargingPlan> spoil) =>
        Assert.Contains(about, PlanCheck.Problem(Example.Problem, spoil(Example.Plan([0, 0, 16, 0]))), StringComparison.Ordinal);
}
