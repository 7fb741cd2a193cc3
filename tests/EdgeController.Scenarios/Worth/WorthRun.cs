using EdgeController.Core.Planning;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Simulation;
using EdgeController.Scenarios.Support;

namespace EdgeController.Scenarios.Worth;

/// <summary>The controller in closed loop on a site with prices.</summary>
internal static class WorthRun
{
    public static WorthOutcome Simulate(WorthSite worth, string policy, ChargingMode mode, Sharing sharing, WorthTruth? foresight = null)
    {
        var inputs = new TimeSeriesInputs();
        inputs.Set(worth.Prices.Known(worth.Start));
        using var run = new SimulatedRun(worth.With(mode, sharing), Examples.Templates, new SimulationOptions
        {
            Seed = worth.Seed,
            Length = worth.Scenario.Duration,
            Scenario = worth.Scenario,
            DriversTellWishes = true,
            Inputs = inputs,
            Plans = mode == ChargingMode.Plan,
            Planner = foresight is null ? null : () => new ForesightPlanner(worth, foresight),
        });
        var full = Stored(run);
        var end = inputs.All.First().End;
        for (var hour = 1; hour <= worth.Scenario.Duration.TotalHours; hour++)
        {
            run.RunUntil(Instant.FromSeconds(hour * 3600));
            if (worth.Prices.Known(worth.Start.AddHours(hour)) is { } known && known.End > end)
            {
                inputs.Set(known);
                end = known.End;
            }
        }

        var report = run.Report();
        var (energy, sessions) = (report.Energy!, report.Sessions);
        var cost = report.Cost!.Total - ((Stored(run) - full) * worth.MeanPrice);
        return new WorthOutcome(policy, cost, energy.PeakQuarterKw, sessions.RequestedKwh, sessions.MissedKwh, energy.SelfConsumption, report.Overloaded) { Plans = report.Cost.Plans };
    }

    private static double Stored(SimulatedRun run) =>
        run.World.Resources.Where(one => one.Resource.Kind == ResourceKind.Battery).Sum(one => one.StateOfCharge * WorthSite.BatteryKwh(one.Resource));
}
