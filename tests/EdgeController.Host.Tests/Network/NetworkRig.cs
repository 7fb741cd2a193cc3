using System.Net.WebSockets;
using EdgeController.Host.Ocpp;
using EdgeController.Host.Running;
using EdgeController.Host.Tests.Configuration.Sites;
using EdgeController.Host.Tests.Rigs;
using Microsoft.Extensions.Logging;

namespace EdgeController.Host.Tests.Network;

/// <summary>A controller in operation with stations <c>N001</c>, <c>N002</c> and so on, and chosen bounds of its network side.</summary>
internal sealed class NetworkRig : IAsyncDisposable
{
    private readonly RunningController _controller;

    private NetworkRig(RunningController controller, LogBook log) => (_controller, Log) = (controller, log);

    public LogBook Log { get; }

    public int Port => _controller.OcppPort;

    /// <summary>Completes when a part of the controller ends that must not.</summary>
    public Task Failed => _controller.Failure;

    public static async Task<NetworkRig> StartAsync(NetworkOptions? network = null, Uri? csms = null, TimeProvider? time = null, int stations = 6)
    {
        var site = SiteFiles.Good($$"""
            schema: 1
            site: { name: Network, timezone: UTC }
            circuits:
              main: { limit: { amps: 5000 }, uncontrolled: { assumed: 20A } }
            stations:
              defaults: { max: 16A, min: 6A, fallback: 6A }
              list:
                - { ids: "N{001..{{stations:000}}}", circuit: main, connectors: 1 }
            csms: {{(csms is null ? "none" : $"{{ main: {{ url: \"{csms}\", stations: \"*\" }} }}")}}
            """);
        var loopback = ListenAddress.Parse("127.0.0.1:0")!;
        var log = new LogBook();
        var options = new ControllerOptions { Http = loopback, Ocpp = loopback, Network = network ?? new NetworkOptions() };
        var controller = new RunningController(site, SiteFiles.Templates, options, time ?? TimeProvider.System, new Readable(log));
        Assert.Null(await controller.StartAsync(TestContext.Current.CancellationToken));
        return new NetworkRig(controller, log);
    }

    public Task<Peer> ConnectAsync(int number, string version = "1.6", bool deflate = false, Func<string, string?>? answer = null) =>
        Peer.ConnectAsync(new Uri($"ws://127.0.0.1:{Port}/ocpp/N{number:000}"), "ocpp" + version, deflate, answer);

    public bool Logged(string text) => Log.AtLeast(LogLevel.Information).Any(line => line.Contains(text, StringComparison.Ordinal));

    /// <summary>Sends a Heartbeat and waits for its answer: what a station in good health can always do.</summary>
    public static async Task AssertServedAsync(Peer station, double capSeconds = 60)
    {
        var id = $"alive-{Guid.NewGuid():N}"[..36];
        await station.SendAsync($"[2,\"{id}\",\"Heartbeat\",{{}}]");
        await Until.TrueAsync("an answer to a heartbeat", () => station.Received.Any(text => text.Contains(id, StringComparison.Ordinal)), capSeconds);
    }

    public static async Task AssertClosedAsync(Peer peer, WebSocketCloseStatus status, double capSeconds = 60)
    {
        await Until.TrueAsync("the socket to be closed", () => peer.Ended.IsCompleted, capSeconds);
        Assert.Equal(status, peer.CloseStatus);
    }

    public async ValueTask DisposeAsync()
    {
        await _controller.DisposeAsync();
        Log.AssertClean();
    }

    /// <summary>The log without the framework's traces, which would fill the memory that is measured here.</summary>
    private sealed class Readable(LogBook log) : ILoggerFactory, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                log.Log(logLevel, eventId, state, exception, formatter);
            }
        }

        public void Dispose()
        {
        }
    }
}
