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
    private readonly WatchedStream? _wire;
    private readonly MessagePace _pace;
    private Task _floodClose = Task.CompletedTask;
    private byte[] _buffer = new byte[4096];
    private int _queuedBytes;
    private int _receiving;
    private int _closing;

    /// <param name="socket">The socket; disposed with this.</param>
    /// <param name="options">Its bounds.</param>
    /// <param name="time">The clock for them.</param>
    /// <param name="wire">The stream under the socket, where it is ours to watch.</param>
    public OcppSocket(WebSocket socket, OcppSocketOptions options, TimeProvider time, WatchedStream? wire = null)
    {
        _socket = socket;
        _options = options;
        _time = time;
        _wire = wire;
        _pace = new MessagePace(options.Messages, options.FloodPatience, time);
        if (wire is not null)
        {
            // Off the reader's stack, which it is called on; awaited on disposal.
            wire.OnFlood = () => _floodClose = Task.Run(() => CloseAsync(WebSocketCloseStatus.PolicyViolation, "too many control frames"));
        }

        // Overflow: the queue refuses (TrySend is false) and the owner closes the socket, because a peer that reads nothing is gone.
        _queue = Channel.CreateBounded<ReadOnlyMemory<byte>>(new BoundedChannelOptions(options.SendQueue) { SingleReader = true });
        _sender = SendAllAsync();
    }

    /// <summary>Queues one text message; false where the queue is full or the socket is closing.</summary>
    public bool TrySend(ReadOnlyMemory<byte> message)
    {
        if (Interlocked.Add(ref _queuedBytes, message.Length) <= _options.SendQueueBytes && _queue.Writer.TryWrite(message))
        {
            return true;
        }

        Interlocked.Add(ref _queuedBytes, -message.Length);
        return false;
    }

    /// <summary>The next whole text message, or why there will be none: after a close reason the socket is finished.</summary>
    public async ValueTask<SocketReceive> ReceiveAsync(CancellationToken cancellationToken)
    {
        await AwaitRoomAsync(cancellationToken);
        Interlocked.Exchange(ref _receiving, 1);
        var received = await ReceiveMessageAsync(cancellationToken);
        if (received.Closed is null && await _pace.IsFloodAsync(cancellationToken))
        {
            received = SocketReceive.End(SocketCloseReason.Flood, "too many messages");
        }

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

        _wire?.Closing = true;
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
        await _floodClose;
        _socket.Dispose();
        _stop.Dispose();
    }

    private static WebSocketCloseStatus CloseStatusFor(SocketCloseReason reason) => reason switch
    {
        SocketCloseReason.TooBig => WebSocketCloseStatus.MessageTooBig,
        SocketCloseReason.Binary => WebSocketCloseStatus.InvalidMessageType,
        SocketCloseReason.AssemblyTimeout or SocketCloseReason.Flood => WebSocketCloseStatus.PolicyViolation,
        _ => WebSocketCloseStatus.NormalClosure,
    };

    private async Task PeerCloseAsync(CancellationToken limit)
    {
        if (Volatile.Read(ref _receiving) != 0)
        {
            await _receiveEnded.Task.WaitAsync(limit);
            return;
        }

        var discard = new byte[4096];
        for (var drained = 0; _socket.State == WebSocketState.CloseSent;)
        {
            drained += (await _socket.ReceiveAsync(discard.AsMemory(), limit)).Count;
            if (drained > _options.DrainBytes)
            {
                // Unread bytes would reset the connection before the peer has seen why: leave it the rest of the time.
                await Task.Delay(Timeout.InfiniteTimeSpan, _time, limit);
            }
        }
    }

    /// <summary>A peer that does not take our answers as fast as it asks is read no faster than it takes them.</summary>
    private async ValueTask AwaitRoomAsync(CancellationToken cancellationToken)
    {
        while (_queue.Reader.Count > _options.SendQueue / 4 && !_sender.IsCompleted && !cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), _time, CancellationToken.None);
        }
    }

    private async Task<SocketReceive> ReceiveMessageAsync(CancellationToken cancellationToken)
    {
        using var assembly = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var deadline = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _time);
        using var expiry = deadline.Token.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), assembly);
        var length = 0;
        var begun = false;
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

                if (!begun)
                {
                    // Once: fragments without content must not push it further away.
                    begun = true;
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
                Interlocked.Add(ref _queuedBytes, -message.Length);
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
