using EdgeController.Core.Topology;

namespace EdgeController.Host.Configuration.Commands;

/// <summary>Says in plain text which limits come and go.</summary>
internal static class TimedLimitSummary
{
    private static readonly (Weekdays Day, string Name)[] Names =
    [
        (Weekdays.Monday, "mo"), (Weekdays.Tuesday, "tu"), (Weekdays.Wednesday, "we"), (Weekdays.Thursday, "th"), (Weekdays.Friday, "fr"), (Weekdays.Saturday, "sa"), (Weekdays.Sunday, "su"),
    ];

    public static void Write(Circuit circuit, string depth, TextWriter output)
    {
        foreach (var limit in circuit.Calendar)
        {
            var days = limit.Days == Weekdays.All ? "every day" : string.Join(' ', Names.Where(name => limit.Days.HasFlag(name.Day)).Select(name => name.Name));
            var dates = limit.Dates is { } year ? FormattableString.Invariant($", {year.From.Month:00}-{year.From.Day:00} to {year.To.Month:00}-{year.To.Day:00}") : "";
            var amps = limit.Amps is { } current ? $" {SiteSummary.Phases(current)}" : "";
            var power = limit.Power is { } watts ? FormattableString.Invariant($" {watts.Value / 1000:0.##}kW") : "";
            output.WriteLine($"{depth}limit '{limit.Name}':{amps}{power}, {days} {Clock(limit.From)} to {Clock(limit.To)}{(limit.To <= limit.From ? " of the next day" : "")}{dates}");
        }

        if (circuit.Demand is { } demand)
        {
            output.WriteLine(FormattableString.Invariant($"{depth}contract demand: {demand.Power.Value / 1000:0.##}kW mean of {demand.Period.TotalMinutes:0}min{(demand.MonthPeak ? ", or the month's peak so far" : "")}"));
        }
    }

    public static void WriteDimming(Site site, TextWriter output)
    {
        if (site.Dimming is { } rule)
        {
            var scope = rule.Circuit is { } circuit ? $"the stations under {site.Circuits[circuit].Id}" : "all stations";
            output.WriteLine(FormattableString.Invariant($"Dimming by the grid operator: {scope} together keep {rule.Minimum.Value / 1000:0.##}kW; a signal not repeated for {rule.LostAfter.TotalSeconds}s dims"));
        }
    }

    private static string Clock(TimeSpan time) => FormattableString.Invariant($"{(int)time.TotalHours:00}:{time.Minutes:00}");
}
