using System.Collections.Concurrent;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.RegularExpressions;

namespace EdgeController.Host.Tests.Network;

/// <summary>One end of an OCPP connection: keeps what comes and answers each CALL as it is told to.</summary>
internal sealed partial class Peer
{
    private readonly WebSocket _socket;
    private readonly Func<string, string?> _answer;
    private readonly ConcurrentQueue<string> _received = new();
    private readonly SemaphoreSlim _sending = new(1, 1);

    public Peer(WebSocket socket, Func<string, string?>? answer = null)
    {
        _socket = socket;
        _answer = answer ?? AcceptAll;
        Ended = ReadAsync();
    }

    public Task Ended { get; }

    public IReadOnlyCollection<string> Received => _received;

    public bool IsOpen => _socket.State == WebSocketState.Open && !Ended.IsCompleted;

    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    /// <summary>What the server said about extensions; empty where it agreed to none.</summary>
    public string Extensions { get; private init; } = "";

    public static async Task<Peer> ConnectAsync(Uri address, string protocol, bool deflate = false, Func<string, string?>? answer = null)
    {
        var (peer, status) = await TryConnectAsync(address, protocol, deflate, answer);
        return peer ?? throw new InvalidOperationException($"refused with {status}");
    }

    public static async Task<(Peer? Peer, HttpStatusCode Status)> TryConnectAsync(Uri address, string protocol, bool deflate = false, Func<string, string?>? answer = null)
    {
        var client = new ClientWebSocket();
        client.Options.CollectHttpResponseDetails = true;
        client.Options.AddSubProtocol(protocol);
        client.Options.DangerousDeflateOptions = deflate ? new WebSocketDeflateOptions() : null;
        try
        {
            await client.ConnectAsync(address, TestContext.Current.CancellationToken);
            var extensions = client.HttpResponseHeaders is { } headers && headers.TryGetValue("Sec-WebSocket-Extensions", out var said) ? string.Join(",", said) : "";
            return (new Peer(client, answer) { Extensions = extensions }, client.HttpStatusCode);
        }
        catch (WebSocketException)
        {
            var status = client.HttpStatusCode;
            client.Dispose();
            return (null, status);
        }
    }

    /// <summary>The answer that a station or a back end of few words gives.</summary>
    public static string? AcceptAll(string call) => Id(call) is { } id
        ? $"[3,\"{id}\",{{\"status\":\"Accepted\",\"currentTime\":\"2026-01-01T00:00:00Z\",\"interval\":300,\"transactionId\":7,\"idTagInfo\":{{\"status\":\"Accepted\"}}}}]"
        : null;

    /// <summary>The id of a CALL; null for all else.</summary>
    public static string? Id(string text) => Call().Match(text) is { Success: true } match ? match.Groups["id"].Value : null;

    public async Task SendAsync(ReadOnlyMemory<byte> bytes, WebSocketMessageType type = WebSocketMessageType.Text)
    {
        await _sending.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            await _socket.SendAsync(bytes, type, endOfMessage: true, TestContext.Current.CancellationToken);
        }
        finally
        {
            _sending.Release();
        }
    }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>Sends; false where the connection is gone.</summary>
    public async Task<bool> TrySendAsync(ReadOnlyMemory<byte> bytes, WebSocketMessageType type = WebSocketMessageType.Text)
    {
        try
        {
            await SendAsync(bytes, type);
            return true;
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            return false;
        }
    }

    public void Abort() => _socket.Abort();

    private async Task ReadAsync()
    {
        var buffer = new byte[64 * 1024];
        var text = new StringBuilder();
        try
        {
            while (true)
            {
                var part = await _socket.ReceiveAsync(buffer, CancellationToken.None);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    await _socket.CloseOutputAsync(_socket.CloseStatus ?? WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
                    return;
                }

                text.Append(Encoding.UTF8.GetString(buffer, 0, part.Count));
                if (!part.EndOfMessage)
                {
                    continue;
                }

                var message = text.ToString();
                text.Clear();
                _received.Enqueue(message);
                if (_answer(message) is { } answer)
                {
                    await SendAsync(answer);
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // Broken or aborted: seen by whoever asks for the close status.
        }
    }

    [GeneratedRegex("""^\s*\[\s*2\s*,\s*"(?<id>[^"]*)"\s*,""", RegexOptions.ExplicitCapture)]
    private static partial Regex Call();
}
