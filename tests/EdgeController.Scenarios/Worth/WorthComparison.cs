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

    private static readonly Lazy<Task<WorthComparison[]>> All = new(() => Task.WhenAll(Sites.Select(Compare)));

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

    private static async Task<WorthComparison> Compare(WorthSite worth)
    {
        var truth = await Campaign.RunAsync(() => new WorthTruth(worth));
        var (optimum, gap) = await Campaign.RunAsync(() =>
        {
            var paper = new WorthOptimum(worth, truth);
            return (paper.Solve(), paper.WorstGap);
        });
        var runs = new List<Func<WorthOutcome>>
        {
            () => EdgeController.Scenarios.Worth.AtOnce.Simulate(worth, truth),
            () => WorthRun.Simulate(worth, Fair, ChargingMode.Fast, Sharing.Fair),
            () => WorthRun.Simulate(worth, Plan, ChargingMode.Plan, Sharing.Fair),
        };
        if (Campaign.Long)
        {
            runs.Add(() => WorthRun.Simulate(worth, LeastLaxity, ChargingMode.Fast, Sharing.LeastLaxity));
            runs.Add(() => WorthRun.Simulate(worth, Foresight, ChargingMode.Plan, Sharing.Fair, truth));
        }

        var outcomes = await Task.WhenAll(runs.Select(run => Campaign.RunAsync(run)));
        return new WorthComparison(worth, optimum, gap, outcomes.ToDictionary(outcome => outcome.Policy));
    }
}
