using System.Collections.Immutable;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Configuration.Keys;

namespace EdgeController.Host.Configuration.Sites;

/// <summary>Reads a circuit's limits by time of day and its contract demand.</summary>
internal static class CalendarSection
{
    internal static ImmutableArray<CalendarLimit> Read(Entry circuit, DiagnosticList diagnostics)
    {
        var limits = ImmutableArray.CreateBuilder<CalendarLimit>();
        foreach (var entry in circuit.Find("limits")?.Children ?? [])
        {
            var limit = new CalendarLimit
            {
                Name = entry.Text("name") ?? FormattableString.Invariant($"limit {limits.Count + 1}"),
                Days = entry.Find("days")?.Value as Weekdays? ?? Weekdays.All,
                From = entry.Duration("from") ?? TimeSpan.Zero,
                To = entry.Duration("to") ?? TimeSpan.FromHours(24),
                Dates = entry.Find("dates")?.Value as YearSpan?,
                Amps = entry.Find("amps")?.Value as PerPhase<Amperes>?,
                Power = entry.Number("kw") is { } kw ? new Watts(kw * 1000) : null,
            };
            Check(entry, limit, limits, diagnostics);
            limits.Add(limit);
        }

        return limits.ToImmutable();
    }

    internal static ContractDemand? ReadDemand(Entry circuit, DiagnosticList diagnostics)
    {
        if (circuit.Find("demand") is not { } entry || entry.Number("kw") is not { } kw)
        {
            return null;
        }

        if (circuit.Find("meter") is null)
        {
            diagnostics.Error(entry.KeyPosition, Codes.DemandNeedsMeter, $"{entry.Path}: a mean cannot be kept on a circuit without a meter", $"Write 'meter' at {circuit.Path}, or move the demand to the circuit that is measured.");
        }

        return new ContractDemand(new Watts(kw * 1000), TimeSpan.FromMinutes(15), entry.Find("month_peak")?.Value as bool? ?? false);
    }

    private static void Check(Entry entry, CalendarLimit limit, IEnumerable<CalendarLimit> before, DiagnosticList diagnostics)
    {
        if (entry.Find("amps") is null && entry.Find("kw") is null)
        {
            diagnostics.Error(entry.Position, Codes.MissingKey, $"{entry.Path} limits nothing", "Write 'amps', 'kw' or both.");
        }

        // What was written but could not be read needs no second report.
        if (limit.From == limit.To && entry.Find("from") is not { Value: null } && entry.Find("to") is not { Value: null })
        {
            diagnostics.Error((entry.Find("to") ?? entry.Find("from"))!.Position, Codes.EmptyWindow, $"{entry.Path}: the window ends when it begins", "For the whole day leave out 'from' and 'to'.");
        }

        if (before.Any(other => other.Name == limit.Name))
        {
            diagnostics.Error(entry.Find("name")?.Position ?? entry.Position, Codes.DuplicateLimit, $"{entry.Path}: the circuit has another limit '{limit.Name}'", "Give each limit a name of its own: it is shown as the reason.");
        }
    }
}
