using EdgeController.Host.Configuration.Stations;
using EdgeController.Host.Running;
using EdgeController.Host.Storage;
using Microsoft.Extensions.Logging;

namespace EdgeController.Host.Commands;

/// <summary><c>run SITE</c>: the controller in operation, with the file's own connections.</summary>
internal static class RunCommand
{
    public static async Task<int> RunAsync(string path, RunOptions options, TextWriter output, TextWriter error)
    {
        if (NativeLibrary.Problem(options.ModbusLibrary) is { } missing)
        {
            await error.WriteLineAsync(missing);
            return ExitCode.Usage;
        }

        var templates = SiteLoading.Templates(path);
        if (SiteLoading.Load(path, templates, error) is not { } site)
        {
            return ExitCode.SiteFileErrors;
        }

        using var state = StateFolder.Open(options.StateFolder ?? StateFolder.Standard(path));
        if (state.Problem is { } problem)
        {
            await error.WriteLineAsync(problem);
            if (state.InUse)
            {
                return ExitCode.Usage;
            }
        }

        using var loggers = ConsoleLog.Create(options.Verbose ? LogLevel.Debug : LogLevel.Information);
        using var stop = new StopSignal(options.For, TimeProvider.System);
        var controller = new RunningController(site, templates, Options(options, state), TimeProvider.System, loggers);
        return await Operation.RunAsync(controller, options, () => Task.CompletedTask, output, error, stop.Token);
    }

    /// <summary>A site without a folder for its state is still a site to steer.</summary>
    private static ControllerOptions Options(RunOptions options, StateFolder state) => new()
    {
        Http = options.Http,
        Ocpp = options.Ocpp,
        Stations = StationFiles.LoadShipped(),
        StateFolder = state.Path,
        JournalFolder = state.Path,
        JournalWaitsForDisk = Environment.GetEnvironmentVariable("EDGE_TEST_JOURNAL") != "answers-first",
        StateProblem = state.Problem,
        EndProcess = DeadMan.FailFast,
    };
}
