using EdgeController.Host.Configuration.Stations;
using EdgeController.Host.Running;
using EdgeController.Host.Simulation;
using EdgeController.Host.Storage;
using EdgeController.Simulator.BackEnd;
using EdgeController.Simulator.Shell;
using EdgeController.Simulator.World;
using Microsoft.Extensions.Logging;

namespace EdgeController.Host.Commands;

/// <summary><c>demo</c>: the controller over real sockets, with everything around it simulated on this machine.</summary>
internal static class DemoCommand
{
    private const ulong Seed = 1;

    public static async Task<int> RunAsync(string? path, string? report, IReadOnlyList<string> versions, RunOptions options, TextWriter output, TextWriter error)
    {
        if ((NativeLibrary.Problem(options.ModbusLibrary) ?? ReportFile.Problem(report)) is { } problem)
        {
            await error.WriteLineAsync(problem);
            return ExitCode.Usage;
        }

        var templates = SiteLoading.Templates(path ?? SiteLoading.DemoSite);
        if (SiteLoading.Load(path ?? SiteLoading.DemoSite, templates, error) is not { } written)
        {
            return ExitCode.SiteFileErrors;
        }

        var now = TimeProvider.System.GetUtcNow();
        var file = SimulatedConnections.ReplaceBroker(path is null ? DemoDay.Departing(written, now) : written, options.Broker);
        if (NativeLibrary.MqttProblem(file, options.MqttLibrary) is { } missing)
        {
            await error.WriteLineAsync(missing);
            return ExitCode.Usage;
        }

        using var loggers = ConsoleLog.Create(options.Verbose ? LogLevel.Information : LogLevel.Warning);
        using var stop = new StopSignal(options.For, TimeProvider.System);
        var scenario = Busy(now) with { Versions = versions };
        if (path is null)
        {
            // The built-in site's day is today: its sun and its prices go by the same clock.
            scenario = scenario with { StartTimeOfDay = DemoDay.Local(file, now).TimeOfDay };
        }

        using var world = new SimulatedSite(file, scenario, Seed, templates);
        await using var surroundings = RealTimeSite.Open(world, TimeProvider.System);
        using var backEnd = new SimulatedCsms(scenario.Epoch);
        await using var csms = await CsmsServer.StartAsync(backEnd, TimeProvider.System, CancellationToken.None);
        var site = SimulatedConnections.Replace(file, surroundings.MeterPort, csms.Endpoint, surroundings.ResourcePort);
        using var journal = new PassingFolder();
        var controller = new RunningController(
            site,
            templates,
            new ControllerOptions
            {
                Http = options.Http,
                Ocpp = options.Ocpp,
                Stations = StationFiles.LoadShipped(),
                Simulated = true,
                SiteFolder = SiteLoading.FolderOf(path ?? SiteLoading.DemoSite),
                Series = path is null ? DemoDay.Series(file, now) : [],
                JournalFolder = journal.Path,
                JournalReserve = 0,
                EndProcess = DeadMan.FailFast,
            },
            TimeProvider.System,
            loggers);
        async Task Started()
        {
            surroundings.Start(new Uri($"ws://127.0.0.1:{controller.OcppPort}/ocpp"));
            await output.WriteLineAsync($"{site.Name}. {SimulatedConnections.Notice(site)}");
        }

        var ended = await Operation.RunAsync(controller, options, Started, output, error, stop.Token);
        if (ended != ExitCode.Ok || (report is null && options.For is null))
        {
            return ended;
        }

        var outcome = surroundings.Look(seen => seen.Report(Ideal(seen)));
        return ReportFile.Finish(outcome, report, output, error);
    }

    /// <summary>A busy morning with a vehicle in every bay, so that there is something to see at any time of day.</summary>
    private static Scenario Busy(DateTimeOffset now) => new()
    {
        Epoch = now,
        StartTimeOfDay = TimeSpan.FromHours(9),
        Duration = TimeSpan.FromDays(2),
        Arrivals = new ArrivalParameters { PluggedInAtStart = true, LateSleeperShare = 0, NeverShare = 0 },
    };

    private static double Ideal(SimulatedSite seen) =>
        IdealAllocation.Run(seen.Site, seen.Scenario with { Duration = TimeSpan.FromSeconds(seen.Recorder.Seconds) }, seen.Seed).Kwh;
}
