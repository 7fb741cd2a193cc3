using EdgeController.Host.Running;
using Microsoft.Extensions.Logging;

namespace EdgeController.Host.Commands;

/// <summary><c>run SITE</c>: the controller in operation, with the file's own connections.</summary>
internal static class RunCommand
{
    public static async Task<int> RunAsync(string path, RunOptions options, TextWriter output, TextWriter error)
    {
        var templates = SiteLoading.Templates();
        if (SiteLoading.Load(path, templates, error) is not { } site)
        {
            return ExitCode.SiteFileErrors;
        }

        using var loggers = ConsoleLog.Create(options.Verbose ? LogLevel.Debug : LogLevel.Information);
        using var stop = new StopSignal(options.For, TimeProvider.System);
        await using var controller = new RunningController(site, templates, new ControllerOptions { Http = options.Http, Ocpp = options.Ocpp }, TimeProvider.System, loggers);
        if (await controller.StartAsync(stop.Token) is { } problem)
        {
            await error.WriteLineAsync(problem);
            return ExitCode.Usage;
        }

        await output.WriteLineAsync($"page: http://{Shown(options.Http, controller.HttpPort)}");
        await output.WriteLineAsync($"stations: ws://{Shown(options.Ocpp, controller.OcppPort)}/ocpp");
        await WaitAsync(controller, stop.Token);
        await output.WriteLineAsync("stopping: nothing is raised or renewed any more");
        return ExitCode.Ok;
    }

    /// <summary>An address that can be typed into a browser.</summary>
    public static string Shown(ListenAddress listen, int port) =>
        (System.Net.IPAddress.IsLoopback(listen.Address) ? listen.Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? "[::1]" : "localhost" : listen.Address.ToString())
        + FormattableString.Invariant($":{port}");

    /// <summary>Until asked to stop; a part of the controller that ends by itself is an error that ends the process.</summary>
    public static async Task WaitAsync(RunningController controller, CancellationToken stop)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = stop.Register(() => stopped.TrySetResult());
        await await Task.WhenAny(stopped.Task, controller.Failure);
    }
}
