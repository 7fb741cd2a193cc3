using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;

namespace EdgeController.Host.Tests.Rigs;

/// <summary>One end of a WebSocket without any OCPP: keeps the texts that come, and how it was closed.</summary>
internal sealed class RawSocket
{
    private readonly WebSocket _socket;
    private readonly ConcurrentQueue<string> _received = new();
    private readonly ConcurrentQueue<string> _calls = new();

    public RawSocket(WebSocket socket)
    {
        _socket = socket;
        Ended = ReadAsync();
    }

    public Task Ended { get; }

    /// <summary>What came, but for the controller's own calls.</summary>
    public IReadOnlyCollection<string> Received => _received;

    /// <summary>The controller's own calls, which are answered at once.</summary>
    public IReadOnlyCollection<string> Calls => _calls;

    public bool IsOpen => _socket.State == WebSocketState.Open;

    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    public string? SubProtocol => _socket.SubProtocol;

    public Task SendAsync(string text) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(text).AsMemory(), WebSocketMessageType.Text, endOfMessage: true, TestContext.Current.CancellationToken).AsTask();

    public Task ReceivedAsync(string text) => Until.TrueAsync($"'{text}' among [{string.Join("; ", _received)}]", () => _received.Contains(text, StringComparer.Ordinal));

    public void Abort() => _socket.Abort();

    private async Task ReadAsync()
    {
        var buffer = new byte[64 * 1024];
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

                var text = Encoding.UTF8.GetString(buffer, 0, part.Count);
                if (text.StartsWith("[2,\"ec-", StringComparison.Ordinal))
                {
                    _calls.Enqueue(text);
                    await SendAsync($"[3,\"{text.Split('"')[1]}\",{{\"status\":\"Accepted\"}}]");
                }
                else
                {
                    _received.Enqueue(text);
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Broken or aborted: the test sees that it ended without a close status.
        }
    }
}
