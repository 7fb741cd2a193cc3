using System.Globalization;
using EdgeController.Core.Topology;
using EdgeController.Scenarios.Support;

namespace EdgeController.Scenarios.Worth;

/// <summary>One site's days by every policy.</summary>
/// <param name="Worth">The site.</param>
/// <param name="Optimum">Knows the future.</param>
/// <param name="OptimumGap">How far its worst day is above what is proven, as a part of it.</param>
/// <param name="Others">By name.</param>
internal sealed record WorthComparison(WorthSite Worth, WorthOutcome Optimum, double OptimumGap, IReadOnlyDictionary<string, WorthOutcome> Others)
{
    public const string AtOnce = "charge at once";
    public const string Fair = "fair";
    public const string LeastLaxity = "least-laxity";
    public const string Plan = "plan";
    public const string Foresight = "plan, perfect forecasts";

    /// <summary>So many days are planned with perfect forecasts: everybody who will come is in each of these plans, which makes them the dearest to make.</summary>
    private static readonly TimeSpan Foreseen = TimeSpan.FromDays(7);

    private static readonly Lazy<Task<WorthComparison[]>> All = new(() => Task.WhenAll(Sites.SelectMany(Parts).Select(part => Compare(part.Worth, part.Policies))));

    public double Days => Worth.Scenario.Duration.TotalDays;

    /// <summary>In the long mode all sites, 30 days of garage and small business and 7 of the others (or as many as EDGE_WORTH_DAYS says, as "30,7", of the sites that EDGE_WORTH_SITES names); else one working day of the small business.</summary>
    public static Task<WorthComparison[]> AllAsync() => All.Value;

    /// <summary>Their cost above the optimum's, as a part of it; what vehicles miss is bought at the mean price, so that nobody is cheaper by delivering less.</summary>
    public double Above(WorthOutcome outcome) => (Whole(outcome) / Whole(Optimum)) - 1;

    private double Whole(WorthOutcome outcome) => outcome.Cost + (outcome.MissedKwh * Worth.MeanPrice);

    private static IEnumerable<WorthSite> Sites
    {
        get
        {
            if (!Campaign.Long)
            {
                return [WorthSite.Of("business", TimeSpan.FromHours(12.5), TimeSpan.FromHours(6))];
            }

            var days = (Environment.GetEnvironmentVariable("EDGE_WORTH_DAYS") ?? "30,7").Split(',').Select(text => TimeSpan.FromDays(int.Parse(text, CultureInfo.InvariantCulture))).ToArray();

            // Vehicles of depot and housing stay overnight.
            return from site in new (string Name, int Kind, int Hour)[] { ("garage", 0, 0), ("business", 0, 0), ("depot", 1, 12), ("housing", 1, 12) }
                   where days[site.Kind] > TimeSpan.Zero && (Environment.GetEnvironmentVariable("EDGE_WORTH_SITES")?.Split(',').Contains(site.Name) ?? true)
                   select WorthSite.Of(site.Name, days[site.Kind], TimeSpan.FromHours(site.Hour));
        }
    }

    /// <summary>What is compared on the site's days; perfect forecasts on the first of them alone where there are many, with an optimum of their own.</summary>
    private static IEnumerable<(WorthSite Worth, string[] Policies)> Parts(WorthSite worth)
    {
        string[] policies = [AtOnce, Fair, Plan];
        if (!Campaign.Long)
        {
            return [(worth, policies)];
        }

        policies = [.. policies, LeastLaxity];
        return worth.Scenario.Duration <= Foreseen
            ? [(worth, [.. policies, Foresight])]
            : [(worth, policies), (WorthSite.Of(worth.Name, Foreseen, worth.Scenario.StartTimeOfDay), [Foresight])];
    }

    private static async Task<WorthComparison> Compare(WorthSite worth, string[] policies)
    {
        var truth = await Campaign.RunAsync(() => new WorthTruth(worth));
        var (optimum, gap) = await Campaign.RunAsync(() =>
        {
            var paper = new WorthOptimum(worth, truth);
            return (paper.Solve(), paper.WorstGap);
        });
        var outcomes = await Task.WhenAll(policies.Select(policy => Campaign.RunAsync(() => policy switch
        {
            AtOnce => EdgeController.Scenarios.Worth.AtOnce.Simulate(worth, truth),
            Fair => WorthRun.Simulate(worth, Fair, ChargingMode.Fast, Sharing.Fair),
            LeastLaxity => WorthRun.Simulate(worth, LeastLaxity, ChargingMode.Fast, Sharing.LeastLaxity),
            Plan => WorthRun.Simulate(worth, Plan, ChargingMode.Plan, Sharing.Fair),
            _ => WorthRun.Simulate(worth, Foresight, ChargingMode.Plan, Sharing.Fair, truth),
        })));
        return new WorthComparison(worth, optimum, gap, outcomes.ToDictionary(outcome => outcome.Policy));
    }
}
