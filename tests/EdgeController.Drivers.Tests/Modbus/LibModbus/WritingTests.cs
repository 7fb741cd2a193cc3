using System.Collections.Concurrent;
using EdgeController.Drivers.Modbus;
using EdgeController.Drivers.Modbus.LibModbus;

namespace EdgeController.Drivers.Tests.Modbus.LibModbus;

public class WritingTests
{
    private static readonly RegisterImage Holdings = new([new RegisterRun(3, 100, [1, 2, 3, 4])]);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_written_is_read_again()
    {
        await using var server = ModbusTcpServer.Start();
        server.Serve(1, Holdings);
        server.TakeWrites(1, (_, _) => 0);
        await using var client = ModbusTcpClientTests.Client(server.Port);

        Assert.True((await client.WriteAndReadBackAsync(1, 101, new ushort[] { 77, 0xFFFE }, Stop)).IsOk);
        Assert.True((await client.WriteAndReadBackAsync(1, 100, new ushort[] { 9 }, Stop)).IsOk);
        Assert.Equal([9, 77, 0xFFFE, 4], await ModbusTcpClientTests.WordsAsync(client, 1, 3, 100, 4));
    }

    [Fact]
    public async Task A_device_that_confirms_and_keeps_its_own_value_is_noticed()
    {
        await using var server = ModbusTcpServer.Start();
        server.Serve(1, Holdings);
        var taken = new ConcurrentQueue<int>();
        server.TakeWrites(1, (start, values) =>
        {
            taken.Enqueue(values[0]);
            return 0;
        });
        await using var client = ModbusTcpClientTests.Client(server.Port);
        await using var stubborn = new Stubborn(client);

        var result = await stubborn.WriteAndReadBackAsync(1, 100, new ushort[] { 500 }, Stop);

        Assert.Equal(ModbusFailure.NotTaken, result.Failure);
        Assert.Contains("register 100 holds 0x0064 instead of 0x01F4", result.Sentence, StringComparison.Ordinal);
        Assert.Equal([100], taken);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(6)]
    public async Task A_refused_write_says_so_and_changes_nothing(int code)
    {
        await using var server = ModbusTcpServer.Start();
        server.Serve(1, Holdings);
        server.TakeWrites(1, (_, _) => code);
        await using var client = ModbusTcpClientTests.Client(server.Port);

        Assert.Equal(code, (await client.WriteAsync(1, 100, new ushort[] { 5 }, Stop)).ExceptionCode);
        Assert.Equal([1], await ModbusTcpClientTests.WordsAsync(client, 1, 3, 100, 1));
    }

    [Fact]
    public async Task A_register_that_is_not_there_and_a_device_that_cannot_be_written_are_named()
    {
        await using var server = ModbusTcpServer.Start();
        server.Serve(1, Holdings);
        await using var client = ModbusTcpClientTests.Client(server.Port);

        Assert.Equal(1, (await client.WriteAsync(1, 100, new ushort[] { 5 }, Stop)).ExceptionCode);
        server.TakeWrites(1, (_, _) => 0);
        Assert.Equal(2, (await client.WriteAsync(1, 103, new ushort[] { 5, 6 }, Stop)).ExceptionCode);
        Assert.Equal(ModbusFailure.InvalidRequest, (await client.WriteAsync(1, 0, new ushort[124], Stop)).Failure);
        Assert.Equal(ModbusFailure.InvalidRequest, (await client.WriteAsync(1, 0, Array.Empty<ushort>(), Stop)).Failure);
        Assert.Equal(ModbusFailure.InvalidRequest, (await client.WriteAsync(1, 65535, new ushort[2], Stop)).Failure);
    }

    [Fact]
    public async Task A_device_that_only_knows_function_code_6_is_written_all_the_same()
    {
        var codes = new ConcurrentQueue<int>();
        await using var peer = new RawPeer(async (stream, _, request, stop) =>
        {
            codes.Enqueue(request[7]);
            if (request[7] == 16)
            {
                await stream.ReadExactlyAsync(new byte[3], stop);
                await stream.WriteAsync(new byte[] { request[0], request[1], 0, 0, 0, 3, request[6], 0x90, 1 }, stop);
            }
            else
            {
                await stream.WriteAsync(request, stop);
            }
        });
        await using var client = ModbusTcpClientTests.Client(peer.Port);

        Assert.True((await client.WriteAsync(1, 100, new ushort[] { 5 }, Stop)).IsOk);
        Assert.Equal([16, 6], codes);
    }

    [Fact]
    public async Task The_confirmation_of_another_write_is_no_confirmation()
    {
        await using var peer = new RawPeer(async (stream, _, request, stop) =>
        {
            await stream.ReadExactlyAsync(new byte[3], stop);
            request[5] = 6;
            request[9]++;
            await stream.WriteAsync(request, stop);
        });
        await using var client = ModbusTcpClientTests.Client(peer.Port);

        Assert.Equal(ModbusFailure.WrongAnswer, (await client.WriteAsync(1, 100, new ushort[] { 5 }, Stop)).Failure);
    }

    [Fact]
    public async Task Coils_and_discrete_inputs_are_read_as_zero_and_one()
    {
        await using var server = ModbusTcpServer.Start();
        server.Serve(1, new RegisterImage([new RegisterRun(1, 0, [1, 0, 1]), new RegisterRun(2, 10, [0, 1, 1, 0, 1, 0, 0, 0, 1, 1])]));
        await using var client = ModbusTcpClientTests.Client(server.Port);

        Assert.Equal([1, 0, 1], await ModbusTcpClientTests.WordsAsync(client, 1, 1, 0, 3));
        Assert.Equal([0, 1, 1, 0, 1, 0, 0, 0, 1, 1], await ModbusTcpClientTests.WordsAsync(client, 1, 2, 10, 10));
        Assert.Equal(2, (await ModbusTcpClientTests.ReadAsync(client, 1, 1, 3, new ushort[1])).ExceptionCode);
    }

    /// <summary>Passes on no more than 100.</summary>
    private sealed class Stubborn(IModbusTransport inner) : IModbusTransport
    {
        public ValueTask<ModbusResult> ReadAsync(int unit, int functionCode, int start, int count, Memory<ushort> into, CancellationToken cancellationToken) =>
            inner.ReadAsync(unit, functionCode, start, count, into, cancellationToken);

        public ValueTask<ModbusResult> WriteAsync(int unit, int start, ReadOnlyMemory<ushort> values, CancellationToken cancellationToken) =>
            inner.WriteAsync(unit, start, new[] { Math.Min(values.Span[0], (ushort)100) }, cancellationToken);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
