using System.Collections.Concurrent;
using EdgeController.Drivers.Modbus;

namespace EdgeController.Drivers.Tests.Modbus.LibModbus;

/// <summary>Answers that belong to something else (fault A9) never become the answer to the request at hand.</summary>
public class WrongAnswerTests
{
    [Fact]
    public async Task A_late_answer_is_never_taken_for_the_next_request()
    {
        var late = new ConcurrentQueue<(Stream Stream, byte[] Answer)>();
        await using var peer = new RawPeer(async (stream, _, request, stop) =>
        {
            if (late.IsEmpty)
            {
                late.Enqueue((stream, RawPeer.Answer(request, 1)));
                return;
            }

            // The late answer goes out now, on its own connection; then the right one.
            foreach (var (old, answer) in late)
            {
                try
                {
                    await old.WriteAsync(answer, stop);
                }
                catch (Exception closed) when (closed is IOException or ObjectDisposedException)
                {
                    break;
                }
            }

            await stream.WriteAsync(RawPeer.Answer(request, 2), stop);
        });
        await using var client = ModbusTcpClientTests.Client(peer.Port, TimeSpan.FromMilliseconds(300));

        var first = await ModbusTcpClientTests.ReadAsync(client, 1, 3, 0, new ushort[2]);
        Assert.Equal(ModbusFailure.TimedOut, first.Failure);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal([2, 2], await ModbusTcpClientTests.WordsAsync(client, 1, 3, 0, 2));
        }

        Assert.Equal(2, peer.Connections);
    }

    [Theory]
    [InlineData(1, "transaction")]
    [InlineData(6, "unit")]
    [InlineData(7, "function code")]
    public async Task An_answer_to_something_else_is_discarded_and_the_connection_made_anew(int wrongByte, string named)
    {
        await using var peer = new RawPeer(async (stream, number, request, stop) =>
        {
            var answer = RawPeer.Answer(request, 5);
            if (number == 1)
            {
                answer[wrongByte] ^= 7;
            }

            await stream.WriteAsync(answer, stop);
        });
        await using var client = ModbusTcpClientTests.Client(peer.Port);

        var words = new ushort[2];
        var wrong = await ModbusTcpClientTests.ReadAsync(client, 1, 3, 0, words);
        Assert.Equal(ModbusFailure.WrongAnswer, wrong.Failure);
        Assert.Contains(named, wrong.Sentence, StringComparison.Ordinal);
        Assert.Equal([0, 0], words);

        Assert.Equal([5, 5], await ModbusTcpClientTests.WordsAsync(client, 1, 3, 0, 2));
        Assert.Equal(2, peer.Connections);
    }

    [Fact]
    public async Task A_doubled_answer_is_discarded_when_the_next_request_finds_it()
    {
        await using var peer = new RawPeer(async (stream, number, request, stop) =>
        {
            var answer = RawPeer.Answer(request, number == 1 ? (byte)1 : (byte)2);
            await stream.WriteAsync(number == 1 ? [.. answer, .. answer] : answer, stop);
        });
        await using var client = ModbusTcpClientTests.Client(peer.Port);

        Assert.Equal([1], await ModbusTcpClientTests.WordsAsync(client, 1, 3, 0, 1));
        Assert.Equal(ModbusFailure.WrongAnswer, (await ModbusTcpClientTests.ReadAsync(client, 1, 3, 0, new ushort[1])).Failure);
        Assert.Equal([2], await ModbusTcpClientTests.WordsAsync(client, 1, 3, 0, 1));
    }

    [Fact]
    public async Task An_answer_with_too_few_registers_is_a_wrong_length()
    {
        await using var peer = new RawPeer(async (stream, _, request, stop) =>
        {
            request[11]--;
            await stream.WriteAsync(RawPeer.Answer(request, 1), stop);
        });
        await using var client = ModbusTcpClientTests.Client(peer.Port);

        var result = await ModbusTcpClientTests.ReadAsync(client, 1, 3, 0, new ushort[4]);
        Assert.Equal(ModbusResult.Failed(ModbusFailure.WrongLength, "the device sent 3 registers instead of 4"), result);
    }
}
