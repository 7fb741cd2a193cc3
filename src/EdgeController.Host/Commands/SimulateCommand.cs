using EdgeController.Core.Balancing;
using EdgeController.Core.Planning;
using EdgeController.Core.Topology;
using EdgeController.Host.Configuration.Stations;
using EdgeController.Host.Planning;
using EdgeController.Host.Simulation;
using EdgeController.Ocpp.Links;
using EdgeController.Simulator.World;

namespace EdgeController.Host.Commands;

/// <summary><c>simulate SITE</c>: a day (or more) of the site in simulated time, on one thread; the same seed gives the same bytes.</summary>
internal static class SimulateCommand
{
    public static int Run(string path, SimulateArguments arguments, TextWriter output, TextWriter error)
    {
        var templates = SiteLoading.Templates(path);
        if (SiteLoading.Load(path, templates, error) is not { } written)
        {
            return ExitCode.SiteFileErrors;
        }

        var site = SimulatedConnections.ReplaceBroker(written, broker: null);

        foreach (var fault in arguments.Faults)
        {
            if ((fault.TargetProblem(site) ?? TooLate(fault, arguments.Length)) is { } late)
            {
                error.WriteLine(late);
                return ExitCode.Usage;
            }
        }

        if (arguments.Start is { } start && TimeZoneInfo.FindSystemTimeZoneById(site.TimeZone).IsInvalidTime(start))
        {
            error.WriteLine($"--start {start:yyyy-MM-ddTHH:mm}: the clock skips that time in {site.TimeZone}");
            return ExitCode.Usage;
        }

        if (arguments.Adversary is not null && AdversaryText.Problem(site, arguments.Length) is { } impossible)
        {
            error.WriteLine(impossible);
            return ExitCode.Usage;
        }

        if (ReportFile.Problem(arguments.Report) is { } problem)
        {
            error.WriteLine(problem);
            return ExitCode.Usage;
        }

        output.WriteLine($"{site.Name}. {SimulatedConnections.Notice(site)}");
        using var trace = arguments.Trace is { } file ? OpenTrace(file, error) : null;
        if (arguments.Trace is not null && trace is null)
        {
            return ExitCode.Usage;
        }

        var inputs = new TimeSeriesInputs();
        foreach (var missing in SeriesFeeds.Load(site, SiteLoading.FolderOf(path), inputs))
        {
            error.WriteLine(missing);
        }

        var duties = new DutyBook();
        if (PlanInputs.DutiesOf(site, SiteLoading.FolderOf(path)) is { } plan)
        {
            duties.Plan = DutyText.ReadFile(plan, site, TimeZoneInfo.FindSystemTimeZoneById(site.TimeZone));
            foreach (var bad in duties.Plan.Problems)
            {
                error.WriteLine(bad);
            }
        }

        var options = new SimulationOptions
        {
            Seed = arguments.Seed,
            Inputs = inputs,
            Duties = duties,
            DriversTellWishes = site.Stations.Any(station => station.Mode == ChargingMode.Plan),
            Length = arguments.Length,
            Faults = arguments.Faults,
            Trace = trace,
            Adversary = arguments.Adversary,
            Link = new StationLinkOptions { Stations = StationFiles.LoadShipped() },
            Scenario = Begin(new Scenario { Versions = arguments.Versions }, arguments.Start, site.TimeZone),
            Guard = arguments.GuardOff ? GuardOptions.Default with { Without = Protections.Guard } : GuardOptions.Default,
        };
        using var run = new SimulatedRun(site, templates, options);
        return ReportFile.Finish(Compare(run.Run(), site, templates, options), arguments.Report, output, error);
    }

    /// <summary>Where PV and batteries are steered, the same time once more with them left to themselves.</summary>
    private static RunReport Compare(RunReport report, Core.Topology.Site site, IReadOnlyDictionary<string, Drivers.Meters.MeterTemplate> templates, SimulationOptions options)
    {
        if (!site.Resources.Any(resource => resource.Control is not null))
        {
            return report;
        }

        using var unsteered = new SimulatedRun(site, templates, options with { SteersResources = false, Trace = null });
        return report with { EnergyUnsteered = unsteered.Run().Energy };
    }

    private static Scenario Begin(Scenario scenario, DateTime? start, string timeZone)
    {
        if (start is not { } local)
        {
            return scenario;
        }

        var begun = scenario with { FirstDay = DateOnly.FromDateTime(local), StartTimeOfDay = local.TimeOfDay };
        return begun with { Epoch = begun.WallAtStart(timeZone).ToUniversalTime() };
    }

    private static string? TooLate(PlannedFault fault, TimeSpan length) => fault.At < length
        ? null
        : FormattableString.Invariant($"--fault {fault.Word}: begins at {fault.At:hh\\:mm}, after the end of a run of {length.TotalHours:0.##} h");

    private static StreamWriter? OpenTrace(string file, TextWriter error)
    {
        try
        {
            return new StreamWriter(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            error.WriteLine($"{file}: the trace cannot be written: {e.Message}");
            return null;
        }
    }
}

/// <summary>The options of <c>simulate</c>.</summary>
internal sealed record SimulateArguments(ulong Seed, TimeSpan Length, string? Report, IReadOnlyList<PlannedFault> Faults, bool GuardOff, string? Trace)
{
    /// <summary>OCPP versions of the stations, in turn.</summary>
    public required IReadOnlyList<string> Versions { get; init; }

    /// <summary>A hostile back end, odd stations or both; null for none.</summary>
    public AdversaryOptions? Adversary { get; init; }

    /// <summary>Local beginning of the run; null for the usual one.</summary>
    public DateTime? Start { get; init; }
}
