using System.Net.WebSockets;
using System.Threading.Channels;

namespace EdgeController.Ocpp.Framing;

/// <summary>
/// A WebSocket that carries whole text messages: capped in size and assembly time, with one bounded send queue and a single writer.
/// <see cref="ReceiveAsync"/> is for one reader; <see cref="TrySend"/> and <see cref="CloseAsync"/> are for any thread.
/// </summary>
public sealed class OcppSocket : IAsyncDisposable
{
    private readonly WebSocket _socket;
    private readonly OcppSocketOptions _options;
    private readonly TimeProvider _time;
    private readonly Channel<ReadOnlyMemory<byte>> _queue;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _receiveEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _sender;
    private byte[] _buffer = new byte[4096];
    private int _receiving;
    private int _closing;

    public OcppSocket(WebSocket socket, OcppSocketOptions options, TimeProvider time)
    {
        _socket = socket;
        _options = options;
        _time = time;

        // Overflow: the queue refuses (TrySend is false) and the owner closes the socket, because a peer that reads nothing is gone.
        _queue = Channel.CreateBounded<ReadOnlyMemory<byte>>(new BoundedChannelOptions(options.SendQueue) { SingleReader = true });
        _sender = SendAllAsync();
    }

    /// <summary>Queues one text message; false where the queue is full or the socket is closing.</summary>
    public bool TrySend(ReadOnlyMemory<byte> message) => _queue.Writer.TryWrite(message);

    /// <summary>The next whole text message, or why there will be none: after a close reason the socket is finished.</summary>
    public async ValueTask<SocketReceive> ReceiveAsync(CancellationToken cancellationToken)
    {
        Interlocked.Exchange(ref _receiving, 1);
        var received = await ReceiveMessageAsync(cancellationToken);
        Interlocked.Exchange(ref _receiving, 0);
        if (received.Closed is { } closed)
        {
            _receiveEnded.TrySetResult();
            if (closed is not SocketCloseReason.Cancelled)
            {
                await CloseAsync(CloseStatusFor(closed), closed.ToString());
            }
        }

        return received;
    }

    /// <summary>Sends what is queued, then the close frame, and waits a bounded time for the peer's; the first call's status wins.</summary>
    public async Task CloseAsync(WebSocketCloseStatus status, string reason)
    {
        if (Interlocked.Exchange(ref _closing, 1) != 0)
        {
            return;
        }

        _queue.Writer.TryComplete();
        using var limit = new CancellationTokenSource(_options.CloseTimeout, _time);
        try
        {
            await _sender.WaitAsync(limit.Token);
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await _socket.CloseOutputAsync(status, reason.Length <= 60 ? reason : reason[..60], limit.Token);
            }

            await PeerCloseAsync(limit.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            _socket.Abort();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _queue.Writer.TryComplete();
        await _sender;
        _socket.Dispose();
        _stop.Dispose();
    }

    private static WebSocketCloseStatus CloseStatusFor(SocketCloseReason reason) => reason switch
    {
        SocketCloseReason.TooBig => WebSocketCloseStatus.MessageTooBig,
        SocketCloseReason.Binary => WebSocketCloseStatus.InvalidMessageType,
        SocketCloseReason.AssemblyTimeout => WebSocketCloseStatus.PolicyViolation,
        _ => WebSocketCloseStatus.NormalClosure,
    };

    private async Task PeerCloseAsync(CancellationToken limit)
    {
        if (Volatile.Read(ref _receiving) != 0)
        {
            await _receiveEnded.Task.WaitAsync(limit);
            return;
        }

        var discard = new byte[1024];
        while (_socket.State == WebSocketState.CloseSent)
        {
            await _socket.ReceiveAsync(discard.AsMemory(), limit);
        }
    }

    private async Task<SocketReceive> ReceiveMessageAsync(CancellationToken cancellationToken)
    {
        using var assembly = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var deadline = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _time);
        using var expiry = deadline.Token.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), assembly);
        var length = 0;
        try
        {
            while (true)
            {
                var part = await _socket.ReceiveAsync(_buffer.AsMemory(length), assembly.Token);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    return SocketReceive.End(SocketCloseReason.Peer, _socket.CloseStatusDescription);
                }

                if (part.MessageType == WebSocketMessageType.Binary)
                {
                    return SocketReceive.End(SocketCloseReason.Binary);
                }

                length += part.Count;
                if (length > _options.MaxBytes)
                {
                    return SocketReceive.End(SocketCloseReason.TooBig);
                }

                if (part.EndOfMessage)
                {
                    return SocketReceive.Whole(_buffer.AsSpan(0, length).ToArray());
                }

                if (length == part.Count)
                {
                    deadline.CancelAfter(_options.AssemblyTimeout);
                }

                if (length == _buffer.Length)
                {
                    Array.Resize(ref _buffer, Math.Min(_buffer.Length * 2, _options.MaxBytes + 1));
                }
            }
        }
        catch (OperationCanceledException)
        {
            return SocketReceive.End(cancellationToken.IsCancellationRequested ? SocketCloseReason.Cancelled : SocketCloseReason.AssemblyTimeout);
        }
        catch (Exception e) when (e is WebSocketException or IOException or ObjectDisposedException)
        {
            return SocketReceive.End(SocketCloseReason.Broken, e.Message);
        }
    }

    private async Task SendAllAsync()
    {
        try
        {
            await foreach (var message in _queue.Reader.ReadAllAsync(_stop.Token))
            {
                using var limit = new CancellationTokenSource(_options.SendTimeout, _time);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stop.Token);
                await _socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, either.Token);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The reader sees the broken socket and tells the owner why.
            _queue.Writer.TryComplete();
            _socket.Abort();
        }
    }
}
