using System.Collections.Immutable;
using EdgeController.Core.Events;
using EdgeController.Core.Planning;
using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Planning;
using EdgeController.Host.Storage;
using EdgeController.Host.Tests.Configuration.Sites;

namespace EdgeController.Host.Tests.Planning;

/// <summary>Forecasts: the site's own history, what is told in its place as long as it holds, and what of it survives a restart.</summary>
public class SiteForecastTests
{
    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);
    private static readonly ImmutableArray<TimeSpan> Day = [.. Enumerable.Repeat(TimeSpan.FromMinutes(15), 96)];

    private static readonly Site Site = SiteFiles.Good("""
        schema: 1
        site: { name: Forecast, timezone: UTC }
        meters: { grid: { template: janitza-umg96rm, connection: { tcp: "127.0.0.1:502" } } }
        circuits: { main: { limit: { amps: 100 }, meter: grid, uncontrolled: { assumed: 40A } } }
        stations: { list: [ { ids: A1, circuit: main, max: 16A, fallback: 6A } ] }
        csms: none
        """);

    [Fact]
    public void A_told_forecast_goes_before_history_with_its_band_until_it_is_too_old()
    {
        var (inputs, forecast) = Learned();
        var own = forecast.Load(Drawing(Site, 10), 0, Monday.AddDays(7), Day);
        Assert.InRange(Sum(own.Load[48]), 3 * 20 * 230 - 1, 3 * 20 * 230 + 1);
        Assert.Equal(0.05, own.Margin);

        inputs.Set(new TimeSeries("told", SeriesKind.LoadForecast, [new SeriesPoint(Monday.AddDays(7), 9000) { Low = 8000, High = 11_700 }], Monday.AddDays(8), Monday.AddDays(7).AddHours(2)));
        var told = forecast.Load(Drawing(Site, 10), 0, Monday.AddDays(7), Day);
        Assert.All(told.Load, slot => Assert.Equal(9000, Sum(slot), 6));
        Assert.Equal(0.3, told.Margin, 6);

        // Two hours later nobody has told anything new.
        var stale = forecast.Load(Drawing(Site, 10), 0, Monday.AddDays(7).AddHours(2), Day);
        Assert.InRange(Sum(stale.Load[40]), 3 * 20 * 230 - 1, 3 * 20 * 230 + 1);
    }

    [Theory]
    [InlineData(1e12, 100 * 230 * 3)]
    [InlineData(-5e9, 0)]
    public void A_forecast_beyond_all_measure_is_no_more_than_the_breaker_and_no_less_than_nothing(double watts, double expected)
    {
        var (inputs, forecast) = Learned();
        inputs.Set(new TimeSeries("told", SeriesKind.LoadForecast, [new SeriesPoint(Monday.AddDays(7), watts)], Monday.AddDays(9), DateTimeOffset.MaxValue));
        Assert.All(forecast.Load(Drawing(Site, 10), 0, Monday.AddDays(7), Day).Load, slot => Assert.Equal(expected, Sum(slot), 6));
    }

    [Fact]
    public void What_was_learned_survives_a_restart_on_disk()
    {
        using var folder = new PassingFolder();
        var (_, before) = Learned();
        Assert.Null(new PlanMemoryFile(folder.Path!).Write(new PlanMemory(Site.Name, before.Remember(), [new TokenStays("CARD", [new Stay(Monday, TimeSpan.FromHours(8), 12.5)])])));
        var (memory, problem) = new PlanMemoryFile(folder.Path!).Read();
        Assert.Null(problem);
        var after = new SiteForecast(new SiteIndex(Site), new TimeSeriesInputs(), TimeZoneInfo.Utc);

        // Without it the load stays what it is now.
        Assert.Equal(3 * 10 * 230, Sum(after.Load(Drawing(Site, 10), 0, Monday.AddDays(7), Day).Load[48]), 6);
        after.Restore(memory!.Loads);
        Assert.InRange(Sum(after.Load(Drawing(Site, 10), 0, Monday.AddDays(7), Day).Load[48]), 3 * 20 * 230 - 5, 3 * 20 * 230 + 5);
        Assert.Equal(new Stay(Monday, TimeSpan.FromHours(8), 12.5), Assert.Single(Assert.Single(memory.Tokens).Stays));
        Assert.InRange(new FileInfo(Path.Combine(folder.Path!, "plan-memory.json")).Length, 1000, 40_000);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"site\":\"Forecast\",\"loads\":null,\"tokens\":[]}")]
    [InlineData("{\"site\":\"Forecast\",\"loads\":[]}")]
    [InlineData("\0\0\0\0")]
    public void A_corrupt_file_is_told_and_learning_begins_anew(string text)
    {
        using var folder = new PassingFolder();
        File.WriteAllText(Path.Combine(folder.Path!, "plan-memory.json"), text);
        var (memory, problem) = new PlanMemoryFile(folder.Path!).Read();
        Assert.Null(memory);
        Assert.EndsWith("load, PV and stays are learned anew", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_is_left_out_of_a_file_that_can_be_read()
    {
        using var folder = new PassingFolder();
        File.WriteAllText(Path.Combine(folder.Path!, "plan-memory.json"), """
            {"site":"Forecast","loads":[null,{"id":"gone L1","quarters":[]},{"id":"main L1","quarters":[{"bin":-1,"mean":5,"stray":1,"days":1},{"bin":9999,"mean":5,"stray":1,"days":1},{"bin":3,"mean":5,"stray":-1,"days":1}]}],
            "tokens":[null,{"token":"X","stays":[null,{"arrival":"2026-03-02T00:00:00Z","length":"-08:00:00","kwh":1},{"arrival":"2026-03-02T00:00:00Z","length":"08:00:00","kwh":-1}]}]}
            """);
        var (memory, problem) = new PlanMemoryFile(folder.Path!).Read();
        Assert.Null(problem);
        var course = new PlanCourse(Site, Core.Balancing.GuardOptions.Default, new TimeSeriesInputs());
        course.Restore(memory!);
        Assert.Equal((0, 0), (course.Remember().Loads.Length, course.Remember().Tokens.Length));
    }

    /// <summary>A week in which the load was 20 A per phase at noon and 10 A else.</summary>
    private static (TimeSeriesInputs Inputs, SiteForecast Forecast) Learned()
    {
        var inputs = new TimeSeriesInputs();
        var forecast = new SiteForecast(new SiteIndex(Site), inputs, TimeZoneInfo.Utc);
        var (low, high) = (Drawing(Site, 10), Drawing(Site, 20));
        for (var at = Monday; at < Monday.AddDays(7); at = at.AddMinutes(15))
        {
            forecast.Observe(at.Hour is 11 or 12 ? high : low, at);
        }

        return (inputs, forecast);
    }

    private static SiteSnapshot Drawing(Site site, double amps)
    {
        var controller = new EdgeController.Core.Control.SiteController(site, Core.Balancing.GuardOptions.Default, new NoSink());
        for (var second = 0; second < 5; second++)
        {
            var at = Instant.FromSeconds(second);
            controller.Handle(new MeterReading(at, site.Meters[0].Id, PerPhase.All(new Amperes(amps)), new Watts(amps * 690)) { PhasePower = PerPhase.All(new Watts(amps * 230)), Voltage = PerPhase.All(new Volts(230)) });
            controller.Tick(at);
        }

        return controller.Snapshot;
    }

    private static double Sum(PerPhase<Watts> load) => (load.L1 + load.L2 + load.L3).Value;

    private sealed class NoSink : EdgeController.Core.Control.ISetpointSink
    {
        public void Apply(Core.Balancing.Setpoint setpoint, Instant now)
        {
        }
    }
}
