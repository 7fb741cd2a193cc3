using EdgeController.Core.Topology;
using EdgeController.Host.Planning;

namespace EdgeController.Host.Configuration.Commands;

/// <summary>Says what plans go by: prices, forecasts, the duty plan and what tokens need; reads the files that are named, and counts what is wrong with them.</summary>
internal static class PlanningSummary
{
    /// <returns>How many things are wrong.</returns>
    public static int Write(Site site, string folder, TextWriter output)
    {
        var feeds = FeedSource.Of(site, folder).ToList();
        var duties = PlanInputs.DutiesOf(site, folder);
        var tokens = site.Policy.Tokens.Where(token => token.Value is { Departs: not null } or { Needs: not null } or { Battery: not null } or { Vehicle: not null }).OrderBy(token => token.Key, StringComparer.Ordinal).ToList();
        if (feeds.Count == 0 && duties is null && tokens.Count == 0)
        {
            return 0;
        }

        output.WriteLine("Plans go by");
        var zone = TimeZoneInfo.FindSystemTimeZoneById(site.TimeZone);
        var problems = feeds.Sum(feed => Feed(feed, zone, output)) + (duties is null ? 0 : Duties(duties, site, zone, output));
        foreach (var (token, terms) in tokens)
        {
            output.WriteLine($"  token {token}: {string.Join(", ", Words(terms))}");
        }

        output.WriteLine();
        return problems;
    }

    private static int Feed(FeedSource feed, TimeZoneInfo zone, TextWriter output)
    {
        if (feed.File is null)
        {
            output.WriteLine(FormattableString.Invariant($"  {feed.Word} from {feed.Url}, asked every {feed.Every.TotalMinutes:0} min"));
            return 0;
        }

        var (series, problem) = feed.ReadFile(zone);
        output.WriteLine(series is null
            ? $"  warning: {problem}"
            : FormattableString.Invariant($"  {feed.Word} from {feed.File}: {series.Points.Length} values from {TimeZoneInfo.ConvertTime(series.Points[0].Start, zone):yyyy-MM-dd HH:mm} to {TimeZoneInfo.ConvertTime(series.End, zone):yyyy-MM-dd HH:mm}"));
        return series is null ? 1 : 0;
    }

    private static int Duties(string path, Site site, TimeZoneInfo zone, TextWriter output)
    {
        var plan = DutyText.ReadFile(path, site, zone);
        output.WriteLine(plan.Duties.IsEmpty ? $"  duty plan {path}: no duties" : FormattableString.Invariant(
            $"  duty plan {path}: {plan.Duties.Length} duties, departures from {TimeZoneInfo.ConvertTime(plan.Duties[0].Departure, zone):yyyy-MM-dd HH:mm} to {TimeZoneInfo.ConvertTime(plan.Duties[^1].Departure, zone):yyyy-MM-dd HH:mm}"));
        foreach (var problem in plan.Problems.Concat(plan.Hints))
        {
            output.WriteLine($"  warning: {problem}");
        }

        return plan.Problems.Length + plan.Hints.Length;
    }

    private static IEnumerable<string> Words(TokenTerms terms)
    {
        if (terms.Vehicle is { } vehicle)
        {
            yield return $"is {vehicle}";
        }

        if (terms.Departs is { } departs)
        {
            yield return FormattableString.Invariant($"leaves at {departs:hh\\:mm}{(terms.DepartureDays == Weekdays.All ? "" : $" ({terms.DepartureDays})")}");
        }

        if (terms.Needs is { } needs)
        {
            yield return FormattableString.Invariant($"needs {needs.Value / 1000:0.#} kWh");
        }

        if (terms.Battery is { } battery)
        {
            yield return FormattableString.Invariant($"has a battery of {battery.Value / 1000:0.#} kWh");
        }
    }
}
