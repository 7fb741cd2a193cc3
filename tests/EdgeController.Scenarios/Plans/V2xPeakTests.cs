using EdgeController.Core.Planning;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Simulation;
using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.Plans;

/// <summary>
/// One price at all hours, and money for each kW of the highest quarter of an hour: the workshop's kiln runs from half past six to half past eight in the evening, and
/// the vans give into that peak because the plan counts what it costs. In the first quarter the vans arrive and show what they take.
/// </summary>
public sealed class V2xPeakTests(ITestOutputHelper output)
{
    private const double PerKw = 10;
    private const double Kiln = 39;

    private static readonly TimeSpan Off = TimeSpan.FromHours(4);

    [Fact]
    public void Vans_give_into_the_sites_own_peak_and_have_their_energy_at_departure()
    {
        var (first, with, kiln, given, report) = Play(gives: true, PerKw, wholeNight: true);
        var (_, without, _, _, _) = Play(gives: false, PerKw);
        output.WriteLine($"first quarter {first:F1} kW, highest after it {with:F1} kW, {kiln:F1} kW while the kiln runs, and {given:F1} kWh given in the evening; without V2X {without:F1} kW");
        Assert.InRange(without, 26.5, 30);
        Assert.True(with < without * 0.65, $"{with} kW against {without} kW");
        Assert.True(first < without * 0.85, $"{first} kW in the first quarter against {without} kW");
        Assert.True(kiln < without * 0.5, $"{kiln} kW while the kiln runs against {without} kW");
        Assert.True(given > 8, $"{given} kWh given");
        output.WriteLine($"missed {report.Sessions.MissedKwh} of {report.Sessions.RequestedKwh} kWh");
        Assert.False(report.Overloaded);
        Assert.True(report.Sessions.MissedKwh < 0.25, $"{report.Sessions.MissedKwh} kWh missed");
    }

    /// <summary>The control: where the peak costs nothing there is no reason to give, and the kiln is the peak.</summary>
    [Fact]
    public void Without_the_demand_charge_in_the_plan_nobody_gives_and_the_peak_stays()
    {
        var (_, peak, _, given, _) = Play(gives: true, perKw: 0);
        output.WriteLine($"highest quarter {peak:F1} kW, {given:F1} kWh given");
        Assert.True(peak > 26.5, $"{peak} kW");
        Assert.True(given < 0.5, $"{given} kWh given");
    }

    /// <summary>Mean of the first quarter of an hour, highest of the others until nine in the evening and while the kiln runs (kW), what was given until then (kWh), and the run.</summary>
    private static (double First, double Peak, double Hot, double Given, RunReport Report) Play(bool gives, double perKw, bool wholeNight = false)
    {
        var site = V2xDepot.Site(demand: "demand: { kw: 52, month_peak: true },") with { Tariff = new Tariff { Import = new PriceSource { Fixed = 0.30 }, DemandPerKw = perKw > 0 ? perKw : null } };
        using var run = V2xDepot.Run(gives, options => options with { Inputs = Forecast() }, site);
        V2xDepot.Work(run, Amps(TimeSpan.Zero));
        var (first, peak, hot, given) = (0.0, 0.0, 0.0, 0.0);
        const int Step = 15;
        for (var (at, sum) = (Step, 0.0); at <= (int)Off.TotalSeconds; at += Step)
        {
            run.RunUntil(Instant.FromSeconds(at));
            if (at % 900 == 0)
            {
                V2xDepot.Work(run, Amps(TimeSpan.FromSeconds(at)));
            }

            sum += run.World.Tree.Watts(0) / 1000;
            given += Enumerable.Range(0, 4).Sum(evse => (run.World.VehicleAt(evse)?.GivenAmps ?? 0) * 3 * 0.23) * Step / 3600;
            if (at % 900 == 0)
            {
                var mean = sum * Step / 900;
                (first, peak, hot, sum) = (at == 900 ? mean : first, at == 900 ? peak : Math.Max(peak, mean), Amps(TimeSpan.FromSeconds(at - 900)) == Kiln ? Math.Max(hot, mean) : hot, 0);
            }
        }

        return (first, peak, hot, given, wholeNight ? run.Run() : run.Report());
    }

    /// <summary>The workshop's load since five in the afternoon, amperes per phase.</summary>
    private static double Amps(TimeSpan since) => since < TimeSpan.FromHours(1.5) ? 10 : since < TimeSpan.FromHours(3.5) ? Kiln : 5;

    private static TimeSeriesInputs Forecast()
    {
        var (inputs, start) = (new TimeSeriesInputs(), PlannedNight.Midnight.AddHours(17));
        var points = Enumerable.Range(0, 4 * 48).Select(quarter => new SeriesPoint(start.AddMinutes(15 * quarter), Amps(TimeSpan.FromMinutes(15 * quarter)) * 3 * 230) { Low = 0, High = (Amps(TimeSpan.FromMinutes(15 * quarter)) + 1) * 3 * 230 });
        inputs.Set(new TimeSeries("workshop", SeriesKind.LoadForecast, [.. points], start.AddDays(2), DateTimeOffset.MaxValue));
        return inputs;
    }
}
