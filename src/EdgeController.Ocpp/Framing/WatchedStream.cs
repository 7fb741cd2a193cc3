using System.Runtime.CompilerServices;

namespace EdgeController.Ocpp.Framing;

/// <summary>
/// The bytes under a server's WebSocket, watched for what the framework keeps to itself: whether the peer still answers a ping, and
/// whether it floods us with control frames.
/// </summary>
/// <remarks>Writes go out one at a time and the framework writes whole frames, so that a ping of ours never lands inside another frame.</remarks>
public sealed class WatchedStream : Stream
{
    /// <summary>An unmasked ping of a server; its payload is not the framework's, so that the pong is no answer to a keep-alive of its own.</summary>
    private static readonly byte[] Ping = [0x89, 0x04, (byte)'h', (byte)'e', (byte)'r', (byte)'e'];

    private readonly Stream _inner;
    private readonly TimeProvider _time;
    private readonly TokenBucket _controlFrames;
    private readonly SemaphoreSlim _writes = new(1, 1);
    private readonly Lock _gate = new();
    private ControlFrameCounter _counter;
    private TaskCompletionSource<bool>? _heard;
    private Task<bool>? _probe;
    private volatile bool _ended;

    public WatchedStream(Stream inner, Allowance controlFrames, TimeProvider time)
    {
        (_inner, _time) = (inner, time);
        _controlFrames = new TokenBucket(controlFrames, time);
    }

    /// <summary>Called once, from the reader, when the peer sends more control frames than it may.</summary>
    public Action? OnFlood { get; set; }

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
                Volatile.Read(ref _heard)?.TrySetResult(!_ended);
            }
        }

        for (var control = _counter.Count(buffer.Span[..read]); control > 0; control--)
        {
            if (_controlFrames.Take() > TimeSpan.Zero && OnFlood is { } flood)
            {
                OnFlood = null;
                flood();
            }
        }

        return read;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
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

    public override async Task FlushAsync(CancellationToken cancellationToken)
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

    private async Task<bool> AskAsync(TimeSpan limit)
    {
        var heard = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _heard, heard);
        using var expiry = new CancellationTokenSource(limit, _time);
        try
        {
            if (!_ended)
            {
                await WriteAsync(Ping, expiry.Token);
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
