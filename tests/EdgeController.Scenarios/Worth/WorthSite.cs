using EdgeController.Core.Topology;
using EdgeController.Host.Configuration.Sites;
using EdgeController.Scenarios.Support;
using EdgeController.Simulator.Electrical;
using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.Worth;

/// <summary>An example site with prices, and a roof where it has none: everything that all policies have in common.</summary>
internal sealed record WorthSite
{
    private static readonly DateOnly FirstDay = new(2026, 5, 4);

    public required string Name { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>As the site file says, but for modes and sharing.</summary>
    public required Site Site { get; init; }

    public required Scenario Scenario { get; init; }

    public required WorthPrices Prices { get; init; }

    public DateTimeOffset Start => Scenario.WallAtStart(Site.TimeZone);

    /// <summary>The mean of what a kilowatt-hour costs.</summary>
    public double MeanPrice => Enumerable.Range(0, (int)Scenario.Duration.TotalHours).Average(hour => Prices.Import(Start.AddHours(hour)));

    /// <summary>What the simulator's battery holds.</summary>
    public static double BatteryKwh(EnergyResource battery) => battery.Max.Value * 2 / 1000;

    /// <summary>Everybody who comes leaves before the end, so that nobody can put off what he owes.</summary>
    public static WorthSite Of(string name, TimeSpan length, TimeSpan startsAt, ulong seed = 1)
    {
        var site = Read(name) with { Tariff = WorthPrices.Tariff };
        var scenario = ExampleScenarios.Of(name) with { Duration = length, StartTimeOfDay = startsAt, FirstDay = FirstDay, Weather = new Weather(seed) };
        var start = scenario.WallAtStart(site.TimeZone);
        var sessions = ArrivalPlan.Create(site, scenario, new SeededRandom(seed)).Where(session => session.Departure <= length).ToArray();
        return new WorthSite
        {
            Name = name,
            Seed = seed,
            Site = site,
            Scenario = scenario with { Epoch = start.ToUniversalTime(), Sessions = sessions },
            Prices = new WorthPrices(seed, start - startsAt, quarters: name is "housing" or "depot"),
        };
    }

    /// <summary>With every station in that mode, and batteries by plan or as the file says.</summary>
    public Site With(ChargingMode mode, Sharing sharing) => Site with
    {
        Stations = [.. Site.Stations.Select(station => station with { Mode = mode })],
        Resources = [.. Site.Resources.Select(one => mode == ChargingMode.Plan && one is { Kind: ResourceKind.Battery, Control: not null } ? one with { Mode = ResourceMode.Plan } : one)],
        Policy = Site.Policy with { Sharing = sharing },
    };

    private static Site Read(string name)
    {
        var file = Path.Combine(Examples.Repository, "site-examples", name, "site.yaml");
        var text = File.ReadAllText(file);
        var roof = name switch { "garage" => "60kW", "depot" => "250kW", "housing" => "80kW", _ => null };
        if (roof is not null)
        {
            const string Meters = "\nmeters:\n";
            text = text.Replace(Meters, Meters + "  roof: { template: janitza-umg96rm, connection: { tcp: 10.99.0.1:502, unit: 9 }, role: pv }\n", StringComparison.Ordinal)
                + $"\nder:\n  sun: {{ circuit: main, max: {roof}, meter: roof }}\n";
            text = text.Replace("\n    meter: grid\n", $"\n    bus: {(name == "depot" ? 2500 : 400)}A\n    meter: grid\n", StringComparison.Ordinal);
        }

        var result = SiteFileReader.Read(text, file, Examples.Templates);
        return result.Site ?? throw new InvalidOperationException(string.Join('\n', result.Diagnostics));
    }
}
