using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace EdgeController.Ocpp.Framing;

/// <summary>
/// A WebSocket that carries whole text messages: capped in size and assembly time, with one bounded send queue and a single writer.
/// <see cref="ReceiveAsync"/> is for one reader; <see cref="TrySend"/> and <see cref="CloseAsync"/> are for any thread.
/// </summary>
public sealed class OcppSocket : IAsyncDisposable
{
    /// <summary>What a socket keeps for its next message: nearly all fit, and what waits for one that does not is given back after it.</summary>
    private const int KeptBuffer = 1024;

    private readonly WebSocket _socket;
    private readonly OcppSocketOptions _options;
    private readonly TimeProvider _time;
    private readonly Channel<ReadOnlyMemory<byte>> _queue;
    private readonly CancellationTokenSource _stop;
    private readonly CancellationTokenRegistration _stopped;
    private CancellationTokenRegistration _cancelled;
    private readonly TaskCompletionSource _receiveEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _sender;
    private readonly WatchedStream? _wire;
    private readonly MessagePace _pace;
    private Task _floodClose = Task.CompletedTask;
    private byte[] _buffer = new byte[KeptBuffer];
    private int _queuedBytes;
    private int _receiving;
    private int _closing;
    private volatile bool _silent;

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
        _stop = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _stopped = _stop.Token.UnsafeRegister(static socket => ((WebSocket)socket!).Abort(), socket);
        _pace = new MessagePace(options.Messages, options.FloodPatience, time);
        if (wire is not null)
        {
            // Off the reader's stack, which it is called on; awaited on disposal.
            wire.OnFlood = () => _floodClose = Task.Run(() => CloseAsync(WebSocketCloseStatus.PolicyViolation, "too many control frames"));
            wire.OnSilent = () =>
            {
                _silent = true;
                _socket.Abort();
            };
        }

        // Overflow: the queue refuses (TrySend is false) and the owner closes the socket, because a peer that reads nothing is gone.
        // Where the writer is idle, TrySend runs it up to its first wait: a message costs no change of threads.
        _queue = Channel.CreateBounded<ReadOnlyMemory<byte>>(
            new BoundedChannelOptions(options.SendQueue) { SingleReader = true, AllowSynchronousContinuations = true });
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
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<SocketReceive> ReceiveAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _queuedBytes) > 0)
        {
            await AwaitRoomAsync(cancellationToken);
        }

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

    /// <summary>A second has passed: a silent peer is pinged, and given up where it stays silent. For one thread at a time.</summary>
    public void Elapse() => _wire?.Elapse();

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
        _queue.Writer.TryComplete();
        if (!_sender.IsCompleted)
        {
            await _stop.CancelAsync();
        }

        await _sender;
        await _floodClose;
        await _stopped.DisposeAsync();
        await _cancelled.DisposeAsync();
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

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<SocketReceive> ReceiveMessageAsync(CancellationToken cancellationToken)
    {
        try
        {
            Obey(cancellationToken);
            var part = await _socket.ReceiveAsync(_buffer.AsMemory(), CancellationToken.None);
            return part.EndOfMessage || Refusal(part, part.Count) is not null
                ? Taken(part, part.Count)
                : await ReceiveRestAsync(part.Count, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return SocketReceive.End(cancellationToken.IsCancellationRequested ? SocketCloseReason.Cancelled : SocketCloseReason.AssemblyTimeout);
        }
        catch (Exception e) when (e is WebSocketException or IOException or ObjectDisposedException)
        {
            return cancellationToken.IsCancellationRequested
                ? SocketReceive.End(SocketCloseReason.Cancelled)
                : SocketReceive.End(SocketCloseReason.Broken, _silent ? "a ping was not answered in time" : e.Message);
        }
        finally
        {
            if (_buffer.Length > KeptBuffer)
            {
                _buffer = new byte[KeptBuffer];
            }
        }
    }

    /// <summary>Aborts the socket on cancellation, as a receive with the token would: registered once and not with each message.</summary>
    private void Obey(CancellationToken cancellationToken)
    {
        if (_cancelled.Token != cancellationToken)
        {
            _cancelled.Dispose();
            _cancelled = cancellationToken.UnsafeRegister(static socket => ((WebSocket)socket!).Abort(), _socket);
        }
    }

    /// <summary>The rest of a message that began: its time counts once, because fragments without content must not push it further away.</summary>
    private async Task<SocketReceive> ReceiveRestAsync(int length, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(_options.AssemblyTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        while (true)
        {
            if (length == _buffer.Length)
            {
                Array.Resize(ref _buffer, Math.Min(_buffer.Length * 4, _options.MaxBytes + 1));
            }

            var part = await _socket.ReceiveAsync(_buffer.AsMemory(length), either.Token);
            length += part.Count;
            if (part.EndOfMessage || Refusal(part, length) is not null)
            {
                return Taken(part, length);
            }
        }
    }

    private SocketReceive Taken(ValueWebSocketReceiveResult part, int length) => Refusal(part, length) is { } refused
        ? SocketReceive.End(refused, refused == SocketCloseReason.Peer ? _socket.CloseStatusDescription : null)
        : SocketReceive.Whole(_buffer.AsSpan(0, length).ToArray());

    private SocketCloseReason? Refusal(ValueWebSocketReceiveResult part, int length) => part.MessageType switch
    {
        WebSocketMessageType.Close => SocketCloseReason.Peer,
        WebSocketMessageType.Binary => SocketCloseReason.Binary,
        _ => length > _options.MaxBytes ? SocketCloseReason.TooBig : null,
    };

    private async Task SendAllAsync()
    {
        try
        {
            // Without tokens, each of which would cost more than the send: the queue's end and the abort of the socket end this too.
            await foreach (var message in _queue.Reader.ReadAllAsync(CancellationToken.None))
            {
                var sending = _socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
                if (sending.IsCompleted)
                {
                    await sending;
                }
                else
                {
                    // Nearly every send is done by now; the time counts for those that wait for the peer.
                    _stop.CancelAfter(_options.SendTimeout);
                    await sending;
                    _stop.CancelAfter(Timeout.InfiniteTimeSpan);
                }

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
