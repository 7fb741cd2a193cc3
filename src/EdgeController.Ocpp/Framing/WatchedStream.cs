using System.Runtime.CompilerServices;

namespace EdgeController.Ocpp.Framing;

/// <summary>
/// The bytes under a WebSocket, watched for what the framework keeps to itself: whether the peer still says anything, and whether it floods
/// us with control frames.
/// </summary>
/// <remarks>Writes go out one at a time and the framework writes whole frames, so that a ping of ours never lands inside another frame.</remarks>
public sealed class WatchedStream : Stream
{
    /// <summary>A server's ping is not masked, a client's is (RFC 6455, 5.3); this one hides nothing, so that its mask may be all zeros.</summary>
    private static readonly byte[] Ping = [0x89, 0x04, (byte)'h', (byte)'e', (byte)'r', (byte)'e'];
    private static readonly byte[] MaskedPing = [0x89, 0x84, 0, 0, 0, 0, (byte)'h', (byte)'e', (byte)'r', (byte)'e'];

    private readonly Stream _inner;
    private readonly TimeProvider _time;
    private readonly TokenBucket? _controlFrames;
    private readonly SilenceWatch _silence;
    private readonly bool _asClient;
    private readonly SemaphoreSlim _writes = new(1, 1);
    private readonly Lock _gate = new();
    private ControlFrameCounter _counter;
    private TaskCompletionSource<bool>? _heard;
    private Task<bool>? _probe;
    private volatile bool _ended;

    /// <param name="inner">The stream, right after the handshake.</param>
    /// <param name="controlFrames">Control frames that the peer may send; null where nobody counts them.</param>
    /// <param name="time">The clock.</param>
    /// <param name="keepAlive">When the peer is pinged and given up, as far as <see cref="Elapse"/> is called; null for never.</param>
    /// <param name="asClient">We opened the connection.</param>
    public WatchedStream(Stream inner, Allowance? controlFrames, TimeProvider time, KeepAlive? keepAlive = null, bool asClient = false)
    {
        (_inner, _time, _asClient) = (inner, time, asClient);
        _controlFrames = controlFrames is null ? null : new TokenBucket(controlFrames, time);
        _silence = new SilenceWatch(keepAlive ?? KeepAlive.Never);
    }

    /// <summary>Called once, from the reader, when the peer sends more control frames than it may.</summary>
    public Action? OnFlood { get; set; }

    /// <summary>Called where the peer has not answered a keep-alive in time.</summary>
    public Action? OnSilent { get; set; }

    /// <summary>We have begun to close: what is left of the connection is its farewell.</summary>
    public bool Closing { get; set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Pings the peer: true where anything comes from it within the limit. Those who ask meanwhile share the answer.</summary>
    public Task<bool> ProbeAsync(TimeSpan limit)
    {
        lock (_gate)
        {
            return _probe is { IsCompleted: false } running ? running : _probe = AskAsync(limit);
        }
    }

    /// <summary>A second has passed. Pings a silent peer, and gives it up where it stays silent.</summary>
    public void Elapse()
    {
        switch (_silence.Look())
        {
            case Silence.Ping:
                _ = PingAsync();
                break;
            case Silence.Dead:
                OnSilent?.Invoke();
                break;
            default:
                break;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = 0;
        try
        {
            read = await _inner.ReadAsync(buffer, cancellationToken);
        }
        finally
        {
            _ended |= read == 0 && !buffer.IsEmpty;
            if (read > 0 || _ended)
            {
                _silence.Heard();
                Volatile.Read(ref _heard)?.TrySetResult(!_ended);
            }
        }

        if (_controlFrames is not null)
        {
            Count(buffer.Span[..read], _controlFrames);
        }

        return read;
    }

    /// <summary>Nearly always nobody else writes and the connection takes it at once: then it costs no state machine.</summary>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_writes.Wait(0, CancellationToken.None))
        {
            return WriteLaterAsync(buffer, cancellationToken);
        }

        ValueTask writing;
        try
        {
            writing = _inner.WriteAsync(buffer, cancellationToken);
        }
        catch
        {
            _writes.Release();
            throw;
        }

        if (!writing.IsCompletedSuccessfully)
        {
            return EndWriteAsync(writing);
        }

        _writes.Release();
        return writing;
    }

    /// <summary>What a client writes to an upgraded connection leaves at once; a server's goes through a pipe.</summary>
    public override Task FlushAsync(CancellationToken cancellationToken) => _asClient ? Task.CompletedTask : FlushPipeAsync(cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _ended = true;
            Volatile.Read(ref _heard)?.TrySetResult(false);
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Count(ReadOnlySpan<byte> bytes, TokenBucket allowed)
    {
        for (var control = _counter.Count(bytes); control > 0; control--)
        {
            if (allowed.Take() > TimeSpan.Zero && OnFlood is { } flood)
            {
                OnFlood = null;
                flood();
            }
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask WriteLaterAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        await _writes.WaitAsync(cancellationToken);
        try
        {
            await _inner.WriteAsync(buffer, cancellationToken);
        }
        finally
        {
            _writes.Release();
        }
    }

    /// <summary>Waits for a write that has begun and lets the next one begin.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask EndWriteAsync(ValueTask writing)
    {
        try
        {
            await writing;
        }
        finally
        {
            _writes.Release();
        }
    }

    private async Task FlushPipeAsync(CancellationToken cancellationToken)
    {
        await _writes.WaitAsync(cancellationToken);
        try
        {
            await _inner.FlushAsync(cancellationToken);
        }
        finally
        {
            _writes.Release();
        }
    }

    private async Task PingAsync()
    {
        try
        {
            await WriteAsync(_asClient ? MaskedPing : Ping);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The connection is gone: its reader tells.
            return;
        }
    }

    private async Task<bool> AskAsync(TimeSpan limit)
    {
        var heard = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _heard, heard);
        using var expiry = new CancellationTokenSource(limit, _time);
        try
        {
            if (!_ended)
            {
                await WriteAsync(_asClient ? MaskedPing : Ping, expiry.Token);
                return await heard.Task.WaitAsync(expiry.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Nothing came, or there is nothing left to write to. Bytes that came while the ping could not leave still count.
        }

        return heard.Task.IsCompletedSuccessfully && await heard.Task;
    }
}
