using EdgeController.Core.Events;
using EdgeController.Core.Planning;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Simulation;
using EdgeController.Scenarios.PluggedIn;
using EdgeController.Scenarios.Support;
using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.Plans;

/// <summary>Sessions in mode <c>plan</c>: the plan's present slot is a wish to the guard, who keeps the limits whatever the plan says.</summary>
public sealed class ByPlanTests
{
    private static readonly Site Small = new SmallSite(20, "{ ids: \"A{1..2}\", circuit: main, max: 16A, fallback: 0A }").Site;
    private static readonly Site Site = Small with { Stations = [.. Small.Stations.Select(station => station with { Mode = ChargingMode.Plan })] };

    [Fact]
    public void Vehicles_wait_for_the_cheap_hours_and_are_ready_at_departure()
    {
        using var run = Run(planner: null);
        SmallSite.Minutes(run, 5);
        Wish(run);
        SmallSite.Minutes(run, 170);
        Assert.NotNull(run.Plan);
        Assert.True(Taken(run, 0) < 500 && Taken(run, 1) < 500, $"{Taken(run, 0)} and {Taken(run, 1)} Wh before prices fell");
        SmallSite.Minutes(run, 8 * 60);
        Assert.InRange(Taken(run, 0), 14_000, 30_000);
        Assert.InRange(Taken(run, 1), 14_000, 30_000);
    }

    [Fact]
    public void A_plan_of_rubbish_breaks_no_limit()
    {
        using var run = Run(() => new RubbishPlanner());
        SmallSite.Minutes(run, 5);
        Wish(run);
        for (var minute = 6; minute < 60; minute++)
        {
            SmallSite.Minutes(run, minute);
            Assert.True(SmallSite.Drawn(run, 0) + SmallSite.Drawn(run, 1) <= 20.01);
        }

        // The plan reached the guard: without it nobody was planned more than a station can give.
        Assert.Equal(1000, run.Snapshot!.Evses[0].Session!.Plan!.At(run.Now)!.Value.Value);
    }

    private static SimulatedRun Run(Func<IChargingPlanner>? planner) => new(Site, Examples.Templates, new SimulationOptions
    {
        Seed = 1,
        Length = TimeSpan.FromHours(12),
        Planner = planner,
        Inputs = Dear(),
        Scenario = new Scenario { Sessions = [.. Enumerable.Range(0, 2).Select(evse => new PlannedSession(evse, TimeSpan.FromSeconds(60), TimeSpan.FromHours(24), SmallSite.Hungry(amps: 16)))] },
    });

    /// <summary>0.40 for the first three hours of the first day, then 0.20.</summary>
    private static TimeSeriesInputs Dear()
    {
        var inputs = new TimeSeriesInputs();
        var midnight = new Scenario().Epoch;
        inputs.Set(new TimeSeries("day-ahead", SeriesKind.ImportPrice, [new SeriesPoint(midnight, 0.4), new SeriesPoint(midnight.AddHours(3), 0.2)], midnight.AddDays(3), DateTimeOffset.MaxValue));
        return inputs;
    }

    private static void Wish(SimulatedRun run)
    {
        foreach (var evse in Site.Evses)
        {
            run.Tell(new SessionWished(run.Now, evse.Id, WishSource.Operator) { Departure = Instant.Start + TimeSpan.FromHours(8), Energy = new WattHours(15_000) });
        }
    }

    private static double Taken(SimulatedRun run, int evse) => run.Snapshot!.Evses[evse].Taken.Value;

    /// <summary>Wants a thousand amperes for everybody, always.</summary>
    private sealed class RubbishPlanner : IChargingPlanner
    {
        public ChargingPlan Plan(PlanningProblem problem, PlanBounds bounds) => new()
        {
            Revision = problem.Revision,
            Start = problem.Start,
            Slots = problem.Slots,
            Status = PlanStatus.Optimal,
            Solver = "rubbish",
            Objective = double.NaN,
            Cost = new PlanCost(0, 0, 0, 0),
            Vehicles = [.. problem.Vehicles.Select(vehicle => new VehiclePlan(vehicle.Id, [], [], [.. problem.Slots.Select(_ => new Amperes(1000))]))],
        };

        public void Dispose()
        {
        }
    }
}
