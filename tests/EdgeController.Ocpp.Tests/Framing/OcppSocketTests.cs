using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using EdgeController.Ocpp.Framing;

namespace EdgeController.Ocpp.Tests.Framing;

public class OcppSocketTests
{
    [Fact]
    public async Task Whole_messages_arrive_in_order_even_in_fragments()
    {
        await using var pair = await Pair.OpenAsync();
        await pair.Peer.SendAsync("one "u8.ToArray(), WebSocketMessageType.Text, endOfMessage: false, default);
        await pair.Peer.SendAsync(Encoding.UTF8.GetBytes(new string('x', 9000)), WebSocketMessageType.Text, endOfMessage: true, default);
        await pair.Peer.SendAsync("two"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, default);

        Assert.Equal("one " + new string('x', 9000), Encoding.UTF8.GetString((await pair.Socket.ReceiveAsync(default)).Message.Span));
        Assert.Equal("two", Encoding.UTF8.GetString((await pair.Socket.ReceiveAsync(default)).Message.Span));
        Assert.True(pair.Socket.TrySend("back"u8.ToArray()));
        var buffer = new byte[10];
        var read = await pair.Peer.ReceiveAsync(buffer, default);
        Assert.Equal("back", Encoding.UTF8.GetString(buffer, 0, read.Count));
    }

    [Theory]
    [InlineData(WebSocketMessageType.Text, 1001, SocketCloseReason.TooBig, WebSocketCloseStatus.MessageTooBig)]
    [InlineData(WebSocketMessageType.Binary, 10, SocketCloseReason.Binary, WebSocketCloseStatus.InvalidMessageType)]
    public async Task What_is_too_big_or_binary_closes_with_its_own_status(
        WebSocketMessageType type, int size, SocketCloseReason reason, WebSocketCloseStatus status)
    {
        await using var pair = await Pair.OpenAsync(new OcppSocketOptions { MaxBytes = 1000 });
        await pair.Peer.SendAsync(new byte[size], type, endOfMessage: true, default);
        var receive = pair.Socket.ReceiveAsync(default).AsTask();
        await pair.Peer.ReceiveAsync(new byte[10], default);
        Assert.Equal(status, pair.Peer.CloseStatus);
        await pair.Peer.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, default);

        Assert.Equal(reason, (await receive).Closed);
    }

    [Fact]
    public async Task A_message_that_never_ends_is_given_up()
    {
        var options = new OcppSocketOptions { AssemblyTimeout = TimeSpan.FromMilliseconds(50), CloseTimeout = TimeSpan.FromMilliseconds(200) };
        await using var pair = await Pair.OpenAsync(options);
        await pair.Peer.SendAsync("[2,"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: false, default);

        Assert.Equal(SocketCloseReason.AssemblyTimeout, (await pair.Socket.ReceiveAsync(default)).Closed);
    }

    [Fact]
    public async Task Closing_sends_what_was_queued_and_ends_the_wait_for_messages()
    {
        await using var pair = await Pair.OpenAsync();
        var receive = pair.Socket.ReceiveAsync(default).AsTask();
        Assert.True(pair.Socket.TrySend("last"u8.ToArray()));
        var close = pair.Socket.CloseAsync(WebSocketCloseStatus.EndpointUnavailable, "bye");
        var buffer = new byte[10];
        Assert.Equal(4, (await pair.Peer.ReceiveAsync(buffer, default)).Count);
        await pair.Peer.ReceiveAsync(buffer, default);
        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, pair.Peer.CloseStatus);
        await pair.Peer.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, default);

        await close;
        Assert.Equal(SocketCloseReason.Peer, (await receive).Closed);
        Assert.False(pair.Socket.TrySend("too late"u8.ToArray()));
    }

    [Fact]
    public async Task A_connection_that_breaks_is_told_as_broken()
    {
        await using var pair = await Pair.OpenAsync();
        pair.Peer.Abort();

        Assert.Equal(SocketCloseReason.Broken, (await pair.Socket.ReceiveAsync(default)).Closed);
    }

    private sealed record Pair(OcppSocket Socket, WebSocket Peer) : IAsyncDisposable
    {
        public static async Task<Pair> OpenAsync(OcppSocketOptions? options = null)
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var client = new TcpClient();
            await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
            var server = await listener.AcceptTcpClientAsync();
            var socket = WebSocket.CreateFromStream(server.GetStream(), new WebSocketCreationOptions { IsServer = true });
            var peer = WebSocket.CreateFromStream(client.GetStream(), new WebSocketCreationOptions { IsServer = false });
            return new Pair(new OcppSocket(socket, options ?? new OcppSocketOptions(), TimeProvider.System), peer);
        }

        public async ValueTask DisposeAsync()
        {
            await Socket.DisposeAsync();
            Peer.Dispose();
        }
    }
}
