using System.IO.Pipelines;
using EdgeController.Ocpp.Framing;

namespace EdgeController.Ocpp.Tests.Framing;

public class WatchedStreamTests
{
    /// <summary>Frames of every length form, masked and not, with payloads full of bytes that look like control frames.</summary>
    public static TheoryData<int, bool> Payloads => new()
    {
        { 0, true }, { 1, false }, { 125, true }, { 126, true }, { 126, false }, { 65535, true }, { 65536, true }, { 70000, false },
    };

    [Theory]
    [MemberData(nameof(Payloads))]
    public async Task Control_frames_are_told_from_payload_however_the_bytes_are_cut(int length, bool masked)
    {
        var payload = new byte[length];
        payload.AsSpan().Fill(0x89);
        byte[] bytes = [.. Frame(0x81, payload, masked), .. Frame(0x89, "p"u8.ToArray(), masked), .. Frame(0x80, payload, masked), .. Frame(0x8a, [], masked)];
        foreach (var cut in new[] { 1, 7, bytes.Length })
        {
            var floods = 0;
            using var one = new WatchedStream(new MemoryStream(bytes), new Allowance(0.001, 2), TimeProvider.System) { OnFlood = () => floods++ };
            await DrainAsync(one, cut);
            Assert.Equal(0, floods);
            using var two = new WatchedStream(new MemoryStream(bytes), new Allowance(0.001, 1), TimeProvider.System) { OnFlood = () => floods++ };
            await DrainAsync(two, cut);
            Assert.Equal(1, floods);
        }
    }

    [Fact]
    public async Task A_peer_that_sends_anything_after_the_ping_is_alive_and_others_share_the_answer()
    {
        var (stream, incoming, outgoing) = Open();
        var read = stream.ReadAsync(new byte[10]);
        var first = stream.ProbeAsync(TimeSpan.FromSeconds(20));
        var second = stream.ProbeAsync(TimeSpan.FromSeconds(20));
        Assert.Same(first, second);
        Assert.Equal(0x89, (await outgoing.Reader.ReadAsync()).Buffer.FirstSpan[0]);
        await incoming.Writer.WriteAsync(new byte[] { 0x8a });

        Assert.True(await first);
        Assert.Equal(1, await read);
    }

    [Fact]
    public async Task A_peer_that_stays_silent_or_ends_is_dead()
    {
        var (stream, incoming, _) = Open();
        var read = stream.ReadAsync(new byte[10]);
        Assert.False(await stream.ProbeAsync(TimeSpan.FromMilliseconds(50)));

        var asked = stream.ProbeAsync(TimeSpan.FromSeconds(20));
        await incoming.Writer.CompleteAsync();
        Assert.False(await asked);
        Assert.Equal(0, await read);
        Assert.False(await stream.ProbeAsync(TimeSpan.FromSeconds(20)));
    }

    [Theory]
    [InlineData(true, 0x84)]
    [InlineData(false, 0x04)]
    public async Task A_silent_peer_is_pinged_and_then_told_as_gone_and_only_a_clients_ping_is_masked(bool asClient, byte second)
    {
        var (stream, _, outgoing) = Open(new KeepAlive(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)), asClient);
        var gone = 0;
        stream.OnSilent = () => gone++;

        stream.Elapse();

        var ping = (await outgoing.Reader.ReadAsync()).Buffer.FirstSpan.ToArray();
        Assert.Equal([0x89, second], ping[..2]);
        Assert.Equal("here"u8.ToArray(), ping[^4..]);
        Assert.Equal(0, gone);
        stream.Elapse();
        Assert.Equal(1, gone);
    }

    /// <summary>A write that waited for another and then fails before it begins leaves room for the next: a ping, or the close.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_write_that_fails_lets_the_next_one_begin(bool waited)
    {
        var first = new TaskCompletionSource();
        var inner = new ScriptedStream();
        using var stream = new WatchedStream(inner, null, TimeProvider.System);
        var begun = Task.CompletedTask;
        if (waited)
        {
            inner.Writes.Enqueue(() => new ValueTask(first.Task));
            begun = stream.WriteAsync(new byte[1]).AsTask();
        }

        inner.Writes.Enqueue(() => throw new IOException("gone"));
        var failing = WriteAsync();
        first.SetResult();
        await begun;
        await Assert.ThrowsAsync<IOException>(() => failing);
        inner.Writes.Enqueue(() => ValueTask.CompletedTask);
        await stream.WriteAsync(new byte[1], TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

        async Task WriteAsync() => await stream.WriteAsync(new byte[1]);
    }

    private static (WatchedStream Stream, Pipe Incoming, Pipe Outgoing) Open(KeepAlive? keepAlive = null, bool asClient = false)
    {
        var (incoming, outgoing) = (new Pipe(), new Pipe());
        var stream = new WatchedStream(new Duplex(incoming.Reader.AsStream(), outgoing.Writer.AsStream()), Allowance.Unlimited, TimeProvider.System, keepAlive, asClient);
        return (stream, incoming, outgoing);
    }

    private static async Task DrainAsync(Stream stream, int cut)
    {
        var buffer = new byte[cut];
        while (await stream.ReadAsync(buffer) > 0)
        {
        }
    }

    private static byte[] Frame(byte first, byte[] payload, bool masked)
    {
        var mask = (byte)(masked ? 0x80 : 0);
        var length = payload.Length;
        byte[] size = length < 126 ? [(byte)(mask | length)]
            : length < 65536 ? [(byte)(mask | 126), (byte)(length >> 8), (byte)length]
            : [(byte)(mask | 127), 0, 0, 0, 0, (byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length];
        return [first, .. size, .. masked ? "\0\0\0\0"u8.ToArray() : [], .. payload];
    }

    private sealed class Duplex(Stream incoming, Stream outgoing) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => 0;

        public override long Position { get; set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => incoming.ReadAsync(buffer, cancellationToken);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => outgoing.WriteAsync(buffer, cancellationToken);

        public override void Flush() => throw new NotSupportedException();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }

    /// <summary>Each write does what it is told.</summary>
    private sealed class ScriptedStream : MemoryStream
    {
        public Queue<Func<ValueTask>> Writes { get; } = new();

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => Writes.Dequeue()();
    }
}
