using EdgeController.Core.Balancing;
using EdgeController.Core.Units;
using EdgeController.Host.Simulation;
using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.Plans;

/// <summary>A depot whose vehicles give back into its own peak by plan, over OCPP 2.1, within lease, reserve and fallback.</summary>
public sealed class V2xDepotTests(ITestOutputHelper output)
{
    private static readonly Instant Evening = Instant.Start + TimeSpan.FromHours(2);

    [Fact]
    public void It_gives_in_the_dear_evening_and_every_vehicle_has_its_energy_at_departure()
    {
        var (with, cost, peak, gave) = Night(gives: true);
        var (without, costWithout, peakWithout, _) = Night(gives: false);
        output.WriteLine($"with V2X cost {cost:F2}, evening peak {peak:F1} kW, {gave:F0} W given at 19:00; without {costWithout:F2}, {peakWithout:F1} kW");
        output.WriteLine($"missed {with.Sessions.MissedKwh} kWh against {without.Sessions.MissedKwh} kWh");
        Assert.True(gave > 5000, $"{gave} W given");
        Assert.False(with.Overloaded);
        Assert.Equal(with.Sessions.Count, with.Sessions.Met);
        Assert.True(cost < costWithout * 0.9, $"{cost} against {costWithout}");
        Assert.True(peak < peakWithout * 0.7, $"{peak} kW against {peakWithout} kW");
    }

    private static (RunReport Report, double Cost, double PeakKw, double Given) Night(bool gives)
    {
        using var run = V2xDepot.Run(gives);
        var (given, peak) = (0.0, 0.0);
        for (var quarter = 2; quarter <= 20; quarter++)
        {
            run.RunUntil(Instant.Start + TimeSpan.FromMinutes(15 * quarter) - TimeSpan.FromMinutes(7));
            peak = Math.Max(peak, run.World.Tree.Watts(0) / 1000);
            given = quarter == 8 ? Given(run) : given;
        }

        run.World.Loads[0].Exactly = 5;
        var report = run.Run();
        return (report, report.Cost!.Total, peak, given);
    }

    private static double Given(SimulatedRun run) => Enumerable.Range(0, 4).Sum(evse => (run.World.VehicleAt(evse)?.GivenAmps ?? 0) * 3 * 230);

    [Theory]
    [InlineData(Protections.None, true)]
    [InlineData(Protections.DischargeLease, false)]
    public void Stations_that_lose_their_link_while_they_give_are_back_to_charging_when_their_lease_ends(Protections without, bool back)
    {
        using var run = V2xDepot.Run(gives: true, options => V2xDepot.Without(options, without));
        run.RunUntil(Evening);
        Assert.True(Given(run) > 5000, $"{Given(run)} W given");
        for (var station = 0; station < 4; station++)
        {
            run.Isolate(station, cut: true);
        }

        run.RunUntil(Evening + TimeSpan.FromSeconds(75));
        Assert.Equal(back, Given(run) == 0);
        Assert.Equal(back, Enumerable.Range(0, 4).All(evse => run.World.VehicleAt(evse)!.DrawnAmps > 5));
        run.RunUntil(Evening + TimeSpan.FromMinutes(5));
        Assert.False(run.Report().Overloaded);
    }
}
