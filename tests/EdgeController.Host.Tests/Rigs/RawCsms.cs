using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace EdgeController.Host.Tests.Rigs;

/// <summary>A back end that takes every station and answers nothing by itself.</summary>
internal sealed class RawCsms : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ConcurrentQueue<Connection> _connections = new();

    private RawCsms(WebApplication application) => _application = application;

    /// <summary>Connections in the order in which they came.</summary>
    public IReadOnlyList<Connection> Connections => [.. _connections];

    public int Port { get; private set; }

    public Uri Endpoint => At(Port);

    public static Uri At(int port) => new($"ws://127.0.0.1:{port}/back/end");

    public static async Task<RawCsms> StartAsync(int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        var csms = new RawCsms(builder.Build());
        csms._application.UseWebSockets();
        csms._application.Run(csms.ServeAsync);
        await csms._application.StartAsync(TestContext.Current.CancellationToken);
        csms.Port = new Uri(csms._application.Urls.First()).Port;
        return csms;
    }

    /// <summary>The newest connection, once there are that many.</summary>
    public async Task<Connection> ConnectionAsync(int count = 1)
    {
        await Until.TrueAsync($"{count} connections of the back end", () => _connections.Count >= count);
        return Connections[count - 1];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections)
        {
            connection.Socket.Abort();
        }

        await _application.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext context)
    {
        var protocol = context.WebSockets.WebSocketRequestedProtocols[0];
        using var web = await context.WebSockets.AcceptWebSocketAsync(protocol);
        var socket = new RawSocket(web);
        _connections.Enqueue(new Connection(socket, context.Features.Get<IHttpRequestFeature>()!.RawTarget, protocol, context.Request.Headers.Authorization));
        await socket.Ended;
    }

    internal sealed record Connection(RawSocket Socket, string Target, string Protocol, string? Authorization);
}
