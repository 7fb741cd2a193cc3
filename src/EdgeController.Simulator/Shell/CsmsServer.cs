using System.Net;
using System.Net.WebSockets;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;
using EdgeController.Simulator.BackEnd;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EdgeController.Simulator.Shell;

/// <summary>A <see cref="SimulatedCsms"/> behind a WebSocket endpoint on a free loopback port: <c>/ocpp/{id}</c>, the station's preferred one of the sub-protocols of OCPP 1.6, 2.0.1 and 2.1.</summary>
public sealed class CsmsServer : IAsyncDisposable
{
    private static readonly string[] Protocols = ["ocpp" + OcppVersion.V16, "ocpp" + OcppVersion.V201, "ocpp" + OcppVersion.V21];

    private readonly WebApplication _application;
    private readonly SimulatedCsms _csms;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly Lock _gate = new();

    private CsmsServer(WebApplication application, SimulatedCsms csms, TimeProvider time)
    {
        _application = application;
        _csms = csms;
        _time = time;
        _started = time.GetTimestamp();
    }

    /// <summary>The endpoint to which <c>/identity</c> is appended.</summary>
    public Uri Endpoint { get; private set; } = new("ws://127.0.0.1/ocpp");

    public static async Task<CsmsServer> StartAsync(SimulatedCsms csms, TimeProvider time, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton(time);
        var server = new CsmsServer(builder.Build(), csms, time);
        server._application.UseWebSockets();
        server._application.Map("/ocpp/{id}", server.ServeAsync);
        await server._application.StartAsync(cancellationToken);
        var address = new Uri(server._application.Urls.First());
        server.Endpoint = new Uri($"ws://127.0.0.1:{address.Port}/ocpp");
        return server;
    }

    /// <summary>Reads the machine's records while it runs.</summary>
    public T Look<T>(Func<SimulatedCsms, T> look)
    {
        lock (_gate)
        {
            return look(_csms);
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(3), _time);
        await _application.StopAsync(limit.Token);
        await _application.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext context)
    {
        var agreed = context.WebSockets.WebSocketRequestedProtocols.FirstOrDefault(Protocols.Contains);
        if (!context.WebSockets.IsWebSocketRequest || agreed is null)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        var station = (string)context.Request.RouteValues["id"]!;
        var stopping = _application.Lifetime.ApplicationStopping;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping, context.RequestAborted);
        using var web = await context.WebSockets.AcceptWebSocketAsync(agreed);
        await using var socket = new OcppSocket(web, new OcppSocketOptions { CloseTimeout = TimeSpan.FromSeconds(1) }, _time);
        var received = await socket.ReceiveAsync(ended.Token);
        while (received.Closed is null)
        {
            byte[]? answer;
            lock (_gate)
            {
                answer = _csms.Receive(station, received.Message, new Instant(_time.GetElapsedTime(_started)));
            }

            if (answer is not null && !socket.TrySend(answer))
            {
                break;
            }

            received = await socket.ReceiveAsync(ended.Token);
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "");
    }
}
