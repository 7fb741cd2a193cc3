using System.Net.WebSockets;
using EdgeController.Core.Topology;
using EdgeController.Ocpp.Framing;

namespace EdgeController.Host.Ocpp;

/// <summary>Opens the socket to a back end under a station's identity (OCPP-J 3.1: endpoint URL, slash, percent-encoded identity).</summary>
internal sealed class CsmsDialer(CsmsBackEnd backEnd, NetworkOptions network, TimeProvider time)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>What the framework's sockets use by themselves, for all back ends.</summary>
    private static readonly SocketsHttpHandler Connections = new() { PooledConnectionLifetime = TimeSpan.Zero, UseCookies = false };

    /// <summary>An open socket with the stream under it, or a sentence that says why there is none.</summary>
    public async Task<(WebSocket? Socket, WatchedStream? Wire, string? Problem)> ConnectAsync(StationId station, string version, string? authorization, CancellationToken cancellationToken)
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("ocpp" + version);
        socket.Options.KeepAliveInterval = Timeout.InfiniteTimeSpan;
        if (network.Compression && version != "1.6")
        {
            // Without context takeover, so that a connection keeps no dictionary of what it said before.
            socket.Options.DangerousDeflateOptions = new WebSocketDeflateOptions { ClientContextTakeover = false, ServerContextTakeover = false };
        }

        if (authorization is not null)
        {
            socket.Options.SetRequestHeader("Authorization", authorization);
        }

        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var dial = new WatchedDial(Connections, network.KeepAlive, time);
            using var from = new HttpMessageInvoker(dial, disposeHandler: false);
            await socket.ConnectAsync(Address(station), from, either.Token);
            return socket.SubProtocol == "ocpp" + version ? (socket, dial.Wire, null) : (Discard(socket), null, $"the back end does not speak ocpp{version}");
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or InvalidOperationException)
        {
            return (Discard(socket), null, e is OperationCanceledException ? "no answer from the back end" : e.Message);
        }
    }

    private Uri Address(StationId station) => new(backEnd.Url.AbsoluteUri.TrimEnd('/') + "/" + Uri.EscapeDataString(station.Value));

    private static WebSocket? Discard(ClientWebSocket socket)
    {
        socket.Abort();
        socket.Dispose();
        return null;
    }
}
