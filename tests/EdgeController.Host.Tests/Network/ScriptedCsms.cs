using System.Collections.Concurrent;
using System.Net;
using EdgeController.Host.Tests.Rigs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EdgeController.Host.Tests.Network;

/// <summary>A back end that answers each CALL as it is told to.</summary>
internal sealed class ScriptedCsms : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly Func<string, string?>? _answer;
    private readonly ConcurrentQueue<Connection> _connections = new();

    private ScriptedCsms(WebApplication application, Func<string, string?>? answer) => (_application, _answer) = (application, answer);

    public IReadOnlyList<Connection> Connections => [.. _connections];

    public int Port { get; private set; }

    public static async Task<ScriptedCsms> StartAsync(Func<string, string?>? answer = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var csms = new ScriptedCsms(builder.Build(), answer);
        csms._application.UseWebSockets();
        csms._application.Run(csms.ServeAsync);
        await csms._application.StartAsync(TestContext.Current.CancellationToken);
        csms.Port = new Uri(csms._application.Urls.First()).Port;
        return csms;
    }

    public static Uri At(int port) => new($"ws://127.0.0.1:{port}/back/end");

    /// <summary>The newest connection of that station, once there are so many of it.</summary>
    public async Task<Peer> StationAsync(int number, int count = 1)
    {
        Connection[] found = [];
        await Until.TrueAsync($"connection {count} of station {number}", () => (found = [.. _connections.Where(one => one.Station == $"N{number:000}")]).Length >= count);
        return found[count - 1].Peer;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections)
        {
            connection.Peer.Abort();
        }

        await _application.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext context)
    {
        var offered = context.Request.Headers["Sec-WebSocket-Extensions"].ToString();
        using var web = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            SubProtocol = context.WebSockets.WebSocketRequestedProtocols[0],
            DangerousEnableCompression = true,
        });
        var peer = new Peer(web, _answer);
        _connections.Enqueue(new Connection(context.Request.Path.Value!.Split('/')[^1], peer, offered));
        await peer.Ended;
    }

    internal sealed record Connection(string Station, Peer Peer, string Extensions);
}
