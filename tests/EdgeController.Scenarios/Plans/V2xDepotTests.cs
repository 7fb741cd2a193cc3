using EdgeController.Core.Balancing;
using EdgeController.Core.Units;
using EdgeController.Host.Simulation;
using EdgeController.Scenarios.Support;
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

    /// <summary>Two vehicles charge with what the vans give, and then all vans stop giving at about the same moment.</summary>
    [Theory]
    [InlineData(Protections.None, true, true)]
    [InlineData(Protections.Reserve, false, true)]
    [InlineData(Protections.MeasuredHelp, true, false)]
    public void Vans_that_stop_giving_while_others_charge_with_it_leave_no_more_than_113_percent_and_30_seconds(Protections without, bool low, bool brief)
    {
        var quits = TimeSpan.FromMinutes(118);
        var site = V2xDepot.Site("- { ids: \"F-{1..2}\", circuit: main, max: 32A, fallback: 0A }", limit: 63, fallback: 0);
        var hungry = Enumerable.Range(4, 2).Select(evse => new PlannedSession(evse, TimeSpan.FromMinutes(95), TimeSpan.FromHours(12), new() { Phases = 3, MaxAmps = 32, RequestedWattHours = 90_000 }));
        using var run = V2xDepot.Run(gives: true, options => V2xDepot.Without(options, without), site, hungry, quits);
        run.RunUntil(Instant.Start + quits);
        var (given, drawn) = (Given(run), run.World.VehicleAt(4)!.DrawnAmps + run.World.VehicleAt(5)!.DrawnAmps);
        Assert.True(given > 5000, $"{given} W given");
        Assert.True(drawn > 26, $"{drawn} A drawn: they have no help");
        var (worst, over, longest) = (0.0, 0, 0);
        for (var second = 1; second <= 8 * 60; second++)
        {
            run.RunUntil(Instant.Start + quits + TimeSpan.FromSeconds(second));
            var ratio = TrueLoad.WorstRatio(run.World);
            (worst, over) = (Math.Max(worst, ratio), ratio > 1 ? over + 1 : 0);
            longest = Math.Max(longest, over);
        }

        output.WriteLine($"{without}: {worst:F3} x the limit, {longest} s over");
        Assert.Equal(low, worst <= 1.13);
        Assert.Equal(brief, longest <= 30);
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

        V2xDepot.Work(run, 5);
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
