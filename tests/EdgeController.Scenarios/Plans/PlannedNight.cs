using EdgeController.Core.Planning;
using EdgeController.Core.Topology;
using EdgeController.Host.Configuration.Sites;
using EdgeController.Host.Simulation;
using EdgeController.Scenarios.Support;
using EdgeController.Simulator.Vehicles;
using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.Plans;

/// <summary>Eight vehicles that come in the evening to one circuit and leave in the morning, with a price of each quarter of an hour.</summary>
internal static class PlannedNight
{
    public static readonly DateTimeOffset Midnight = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Dear in the evening, cheap after midnight, dear again in the morning.</summary>
    public static double Price(DateTimeOffset at) => at.Hour switch { >= 1 and < 5 => 0.12, >= 5 and < 7 => 0.24, >= 17 and < 22 => 0.42, _ => 0.30 };

    public static Site Site(string mode = "plan", double amps = 100)
    {
        var yaml = FormattableString.Invariant($$"""
            schema: 1
            site: { name: Night, timezone: UTC }
            meters: { grid: { template: janitza-umg96rm, connection: { tcp: 127.0.0.1:502 } } }
            circuits: { main: { limit: { amps: {{amps}} }, meter: grid, uncontrolled: { assumed: 20A } } }
            stations: { list: [ { ids: "N-{1..8}", circuit: main, max: 16A, fallback: 6A, mode: {{mode}}, rotation: auto-cycle } ] }
            csms: none
            """);
        var result = SiteFileReader.Read(yaml, "night.yaml", Examples.Templates);
        var site = result.Site ?? throw new InvalidOperationException(string.Join('\n', result.Diagnostics));
        return site with { Tariff = new Tariff { Import = new PriceSource() } };
    }

    public static TimeSeriesInputs Prices()
    {
        var inputs = new TimeSeriesInputs();
        var points = Enumerable.Range(0, 4 * 48).Select(quarter => Midnight.AddMinutes(15 * quarter)).Select(at => new SeriesPoint(at, Price(at)));
        inputs.Set(new TimeSeries("day-ahead", SeriesKind.ImportPrice, [.. points], Midnight.AddDays(2), DateTimeOffset.MaxValue));
        return inputs;
    }

    public static SimulatedRun Run(string mode, Func<SimulationOptions, SimulationOptions>? change = null, double amps = 100)
    {
        var options = new SimulationOptions
        {
            Seed = 1,
            Length = TimeSpan.FromHours(15),
            DriversTellWishes = true,
            Inputs = Prices(),
            Scenario = new Scenario
            {
                StartTimeOfDay = TimeSpan.FromHours(17),
                Epoch = Midnight.AddHours(17),
                Sessions = [.. Enumerable.Range(0, 8).Select(evse => new PlannedSession(evse, TimeSpan.FromMinutes(5 + (12 * evse)), TimeSpan.FromHours(12 + (evse * 0.25)), Vehicle(evse)))],
            },
        };
        return new SimulatedRun(Site(mode, amps), Examples.Templates, change?.Invoke(options) ?? options);
    }

    private static VehicleTraits Vehicle(int number) =>
        new() { Phases = number % 3 == 0 ? 1 : 3, MaxAmps = 16, RequestedWattHours = number % 3 == 0 ? 14_000 : 24_000, ReactionSeconds = 3, UnderDrawAmps = 0.2 };
}
