using EdgeController.Simulator.BackEnd;
using EdgeController.Simulator.World;

namespace EdgeController.Simulator.Tests.World;

public sealed class DayFiguresTests(ITestOutputHelper output)
{
    private const int Day = 86_400;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_day_without_control_trips_a_breaker(ulong seed)
    {
        using var site = new SimulatedSite(GarageSite.Create(), new Scenario(), seed);
        using var csms = new SimulatedCsms(new Scenario().Epoch);
        new DirectConnection(site, csms).Run(0, Day);
        Assert.True(site.Tree.Trips > 0, $"seed {seed}: worst ratio {site.Recorder.WorstRatio}");
        Assert.True(site.Report(0).Overloaded);
    }

    [Fact]
    public void Fallback_alone_delivers_less_than_85_percent_of_an_ideal_that_delivers_80_to_95_percent_of_the_requests()
    {
        var idealShares = new List<double>();
        var fallbackShares = new List<double>();
        var steps = new List<double>();
        var bindingHours = new List<double>();
        for (ulong seed = 1; seed <= 20; seed++)
        {
            var ideal = IdealAllocation.Run(GarageSite.Create(), new Scenario(), seed);
            var fallback = Fallback(seed);
            idealShares.Add(ideal.Kwh / ideal.RequestedKwh);
            fallbackShares.Add(fallback / ideal.Kwh);
            steps.Add(ideal.StepsWhileBinding);
            bindingHours.Add(ideal.BindingSeconds / 3600.0);
            output.WriteLine(FormattableString.Invariant(
                $"seed {seed}: requested {ideal.RequestedKwh:F0} kWh, ideal {ideal.Kwh:F0} ({ideal.Kwh / ideal.RequestedKwh:P1}), fallback {fallback:F0} ({fallback / ideal.Kwh:P1}), steps while binding {ideal.StepsWhileBinding}, binding {ideal.BindingSeconds / 3600.0:F1} h, peak {ideal.PeakKw:F0} kW"));
        }

        var summary = FormattableString.Invariant($"median ideal {Median(idealShares):P1}, fallback {Median(fallbackShares):P1}, steps {Median(steps)}, binding {Median(bindingHours):F1} h");
        output.WriteLine(summary);
        Assert.True(Median(idealShares) is >= 0.80 and <= 0.95, summary);
        Assert.True(Median(fallbackShares) < 0.85, summary);
        Assert.True(Median(steps) >= 4, summary);
    }

    // The vehicles alone at a fixed offer: what the stations would give without any controller above them, but a hundred times faster.
    private static double Fallback(ulong seed)
    {
        var site = GarageSite.Create();
        var plan = ArrivalPlan.Create(site, new Scenario(), new SeededRandom(seed));
        var wattHours = 0.0;
        foreach (var session in plan)
        {
            var vehicle = new Simulator.Vehicles.SimulatedVehicle(session.Vehicle, 230);
            var end = Math.Min(Day, (int)session.Departure.TotalSeconds);
            for (var second = (int)session.Arrival.TotalSeconds; second < end && !vehicle.IsFull; second++)
            {
                vehicle.Advance(6, 3, 1);
            }

            wattHours += vehicle.ChargedWattHours;
        }

        return wattHours / 1000;
    }

    private static double Median(List<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
