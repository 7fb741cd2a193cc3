using EdgeController.Core.Planning;
using EdgeController.Core.Units;

namespace EdgeController.Optimizer.Tests.Planning;

/// <summary>Who is expected keeps room in a plan and is not in it.</summary>
public sealed class ExpectedVehicleTests
{
    [Fact]
    public void Room_is_kept_for_whom_is_expected_only_after_all_who_are_there()
    {
        // 16 A until the morning: enough for one, or for both where the first does not wait for the cheap hours.
        var there = Vehicle("there", 0, 12, 55);
        var comes = Vehicle("expected", 6, 12, 55) with { IsExpected = true, Priority = 0.5 };
        using var planner = SolverChoice.Planner("clp");

        var alone = planner.Plan(Night(there), PlanBounds.Default);
        Assert.True(First(alone, 24) < 1, $"{First(alone, 24)} kWh before midnight though it is dear");
        var both = planner.Plan(Night(there, comes), PlanBounds.Default);
        Assert.True(First(both, 24) > 40, $"{First(both, 24)} kWh before midnight though somebody will come");
        Assert.Equal("there", Assert.Single(both.Vehicles).Id);
        Assert.NotNull(both.Vehicles[0].MarginalPerKwh);

        // Both at once: who is there goes first, and nobody is warned of who may come.
        var scarce = planner.Plan(Night(there with { Arrival = Start.AddHours(6) }, comes), PlanBounds.Default);
        Assert.Equal(0, scarce.Vehicles[0].Shortage.Value, 1);
        Assert.Empty(scarce.Warnings);
        Assert.NotEmpty(planner.Plan(Night(there with { Arrival = Start.AddHours(6) }, comes with { IsExpected = false }), PlanBounds.Default).Warnings);
    }

    private static readonly DateTimeOffset Start = new(2026, 3, 2, 18, 0, 0, TimeSpan.Zero);

    private static PlanVehicle Vehicle(string id, double from, double to, double kwh) => new()
    {
        Id = id,
        Circuit = 0,
        Phases = Phases.All,
        Max = new Amperes(16),
        Min = Amperes.Zero,
        Arrival = Start.AddHours(from),
        Departure = Start.AddHours(to),
        Energy = new WattHours(kwh * 1000),
        Efficiency = 1,
    };

    /// <summary>Twelve hours behind 16 A, of which the first six are dear.</summary>
    private static PlanningProblem Night(params PlanVehicle[] vehicles) => new()
    {
        Start = Start,
        Slots = [.. Enumerable.Repeat(TimeSpan.FromMinutes(15), 48)],
        Nominal = new Volts(230),
        Circuits = [new PlanCircuit { Id = "main", Limit = PerPhase.All(new Amperes(16)) }],
        Vehicles = [.. vehicles],
        Prices = new PlanPrices { ImportPerKwh = [.. Enumerable.Range(0, 48).Select(t => t < 24 ? 0.4 : 0.2)] },
    };

    private static double First(ChargingPlan plan, int slots) => plan.Vehicles[0].Charge.Take(slots).Sum(power => power.Value) / 4000;
}
