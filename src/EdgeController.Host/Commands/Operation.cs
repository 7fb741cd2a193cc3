using System.Net;
using System.Net.Sockets;
using EdgeController.Host.Running;

namespace EdgeController.Host.Commands;

/// <summary>One life of the controller on the command line: start it, say where it listens, wait, stop it.</summary>
internal static class Operation
{
    /// <summary>Returns when the controller has stopped and its sockets are closed.</summary>
    public static async Task<int> RunAsync(
        RunningController controller, RunOptions options, Func<Task> started, TextWriter output, TextWriter error, CancellationToken stop)
    {
        await using (controller)
        {
            try
            {
                if (await controller.StartAsync(stop) is { } problem)
                {
                    await error.WriteLineAsync(problem);
                    return ExitCode.Usage;
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return ExitCode.Ok;
            }

            await started();
            await output.WriteLineAsync($"page: http://{Shown(options.Http, controller.HttpPort)}");
            await output.WriteLineAsync($"stations: ws://{Shown(options.Ocpp, controller.OcppPort)}/ocpp");
            await WaitAsync(controller, stop);
            await output.WriteLineAsync("stopping: nothing is raised or renewed any more");
        }

        return ExitCode.Ok;
    }

    /// <summary>An address that can be typed into a browser.</summary>
    private static string Shown(ListenAddress listen, int port)
    {
        var local = IPAddress.IsLoopback(listen.Address);
        var six = listen.Address.AddressFamily == AddressFamily.InterNetworkV6;
        return (local && !six ? "localhost" : six ? $"[{listen.Address}]" : listen.Address.ToString()) + FormattableString.Invariant($":{port}");
    }

    /// <summary>Until asked to stop; a part of the controller that ends by itself is an error that ends the process.</summary>
    private static async Task WaitAsync(RunningController controller, CancellationToken stop)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = stop.Register(() => stopped.TrySetResult());
        await await Task.WhenAny(stopped.Task, controller.Failure);
    }
}
