using EdgeController.Core.Topology;
using EdgeController.Host.Configuration;
using EdgeController.Host.Configuration.Stations;
using EdgeController.Host.MqttApi;
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

        if (options.Duties is { } duties)
        {
            site = site with { Planning = site.Planning with { Duties = Path.GetFullPath(duties) } };
        }

        if (NativeLibrary.MqttProblem(site, options.MqttLibrary) is { } noMqtt)
        {
            await error.WriteLineAsync(noMqtt);
            return ExitCode.Usage;
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
        var controller = new RunningController(site, templates, Options(options, state) with { Mqtt = Broker(site, path), SiteFolder = SiteLoading.FolderOf(path) }, TimeProvider.System, loggers);
        return await Operation.RunAsync(controller, options, () => Task.CompletedTask, output, error, stop.Token);
    }

    /// <summary>A broker whose password is missing is no reason to leave a site without control.</summary>
    private static MqttGatewayOptions Broker(Site site, string path)
    {
        var (password, problem) = site.Mqtt?.PasswordSecret is { } name ? SecretFolder.Read(name, path) : default;
        return new MqttGatewayOptions { Password = password, Problem = problem };
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
