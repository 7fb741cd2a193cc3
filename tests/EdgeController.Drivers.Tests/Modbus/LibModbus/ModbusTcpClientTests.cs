using EdgeController.Drivers.Modbus;
using EdgeController.Drivers.Modbus.LibModbus;
using EdgeController.Host.Tests.Rigs;

namespace EdgeController.Drivers.Tests.Modbus.LibModbus;

public class ModbusTcpClientTests
{
    private static readonly RegisterImage Counting = new([new RegisterRun(3, 100, [1, 2, 3, 4]), new RegisterRun(4, 100, [11, 12, 13, 14])]);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Holding_and_input_registers_are_told_apart()
    {
        await using var server = ModbusTcpServer.Start();
        server.Serve(1, Counting);
        await using var client = Client(server.Port);

        Assert.Equal([2, 3], await WordsAsync(client, 1, 3, 101, 2));
        Assert.Equal([12, 13], await WordsAsync(client, 1, 4, 101, 2));
    }

    [Fact]
    public async Task Host_names_are_resolved()
    {
        await using var server = ModbusTcpServer.Start();
        server.Serve(1, Counting);
        await using var client = new ModbusTcpClient(new ModbusTcpOptions { Host = "localhost", Port = server.Port }, TimeProvider.System);

        Assert.Equal([1], await WordsAsync(client, 1, 3, 100, 1));
    }

    [Fact]
    public async Task An_image_changed_at_run_time_is_what_the_next_read_gets()
    {
        await using var server = ModbusTcpServer.Start();
        await using var client = Client(server.Port);
        for (ushort i = 0; i < 50; i++)
        {
            server.Serve(1, new RegisterImage([new RegisterRun(3, 0, [i])]));
            Assert.Equal([i], await WordsAsync(client, 1, 3, 0, 1));
        }
    }

    [Fact]
    public async Task Two_units_behind_one_gateway_and_one_that_is_not_there()
    {
        await using var server = ModbusTcpServer.Start();
        server.Serve(1, Counting);
        server.Serve(2, new RegisterImage([new RegisterRun(3, 100, [99])]));
        await using var client = Client(server.Port);

        Assert.Equal([1], await WordsAsync(client, 1, 3, 100, 1));
        Assert.Equal([99], await WordsAsync(client, 2, 3, 100, 1));
        var missing = await ReadAsync(client, 3, 3, 100, new ushort[1]);
        Assert.Equal((ModbusFailure.Exception, 11), (missing.Failure, missing.ExceptionCode));
        Assert.Equal([1], await WordsAsync(client, 1, 3, 100, 1));
    }

    [Fact]
    public async Task Several_clients_are_served_at_once()
    {
        await using var server = ModbusTcpServer.Start();
        server.Serve(1, Counting);
        await using var first = Client(server.Port);
        await using var second = Client(server.Port);
        for (var i = 0; i < 20; i++)
        {
            var both = await Task.WhenAll(WordsAsync(first, 1, 3, 100, 1), WordsAsync(second, 1, 4, 100, 1));
            Assert.Equal([1], both[0]);
            Assert.Equal([11], both[1]);
        }
    }

    [Theory]
    [InlineData(2, "register map")]
    [InlineData(4, "device failure")]
    [InlineData(6, "busy")]
    [InlineData(11, "gateway")]
    public async Task Exception_codes_are_named_and_keep_the_connection(int code, string word)
    {
        await using var server = ModbusTcpServer.Start();
        server.Serve(1, Counting);
        server.AnswerException(1, code);
        await using var client = Client(server.Port);

        var result = await ReadAsync(client, 1, 3, 100, new ushort[1]);
        Assert.Equal((ModbusFailure.Exception, code), (result.Failure, result.ExceptionCode));
        Assert.Contains(word, result.Sentence, StringComparison.Ordinal);

        server.AnswerException(1, null);
        Assert.Equal([1], await WordsAsync(client, 1, 3, 100, 1));
    }

    [Fact]
    public async Task Registers_that_the_device_does_not_have_are_exception_2()
    {
        await using var server = ModbusTcpServer.Start();
        server.Serve(1, Counting);
        await using var client = Client(server.Port);

        Assert.Equal(2, (await ReadAsync(client, 1, 3, 103, new ushort[2])).ExceptionCode);
    }

    [Fact]
    public async Task A_silent_server_times_out_within_its_bound_and_recovers_when_it_speaks()
    {
        await using var server = ModbusTcpServer.Start();
        server.Serve(1, Counting);
        server.Fault = ModbusServerFault.Mute;
        await using var client = Client(server.Port, TimeSpan.FromMilliseconds(200));

        var from = TimeProvider.System.GetTimestamp();
        var result = await ReadAsync(client, 1, 3, 100, new ushort[1]);
        var took = TimeProvider.System.GetElapsedTime(from);
        Assert.Equal(ModbusFailure.TimedOut, result.Failure);
        Assert.InRange(took.TotalMilliseconds, 190, 2000);

        server.Fault = ModbusServerFault.None;
        Assert.Equal([1], await WordsAsync(client, 1, 3, 100, 1));
    }

    [Fact]
    public async Task A_trickling_answer_does_not_stretch_the_time_out()
    {
        await using var peer = new RawPeer(async (stream, _, request, stop) =>
        {
            foreach (var part in RawPeer.Answer(request, 7))
            {
                await stream.WriteAsync(new[] { part }, stop);
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, stop);
            }
        });
        await using var client = Client(peer.Port, TimeSpan.FromMilliseconds(300));

        var from = TimeProvider.System.GetTimestamp();
        var result = await ReadAsync(client, 1, 3, 0, new ushort[10]);
        Assert.Equal(ModbusFailure.TimedOut, result.Failure);
        Assert.InRange(TimeProvider.System.GetElapsedTime(from).TotalMilliseconds, 290, 2000);
    }

    [Fact]
    public async Task A_restarted_server_is_found_again()
    {
        var server = ModbusTcpServer.Start();
        server.Serve(1, Counting);
        await using var client = Client(server.Port);
        Assert.Equal([1], await WordsAsync(client, 1, 3, 100, 1));

        await server.DisposeAsync();
        Assert.False((await ReadAsync(client, 1, 3, 100, new ushort[1])).IsOk);

        await using var again = ModbusTcpServer.Start(server.Port);
        again.Serve(1, Counting);
        await Until.TrueAsync(async () => (await ReadAsync(client, 1, 3, 100, new ushort[1])).IsOk);
    }

    [Fact]
    public async Task A_refused_connection_is_named_and_not_tried_again_before_its_pause()
    {
        await using var server = ModbusTcpServer.Start();
        server.Serve(1, Counting);
        server.Fault = ModbusServerFault.Refuse;
        await using var client = Client(server.Port);
        await Until.TrueAsync(async () => (await ReadAsync(client, 1, 3, 100, new ushort[1])).Failure == ModbusFailure.ConnectionRefused);

        var soon = await ReadAsync(client, 1, 3, 100, new ushort[1]);
        Assert.Equal(ModbusFailure.ConnectionRefused, soon.Failure);
        Assert.Contains("next attempt in", soon.Sentence, StringComparison.Ordinal);

        server.Fault = ModbusServerFault.None;
        await Until.TrueAsync(async () => (await ReadAsync(client, 1, 3, 100, new ushort[1])).IsOk);
    }

    /// <summary>Fault A11: another client holds its only session.</summary>
    [Fact]
    public async Task A_gateway_that_takes_the_session_away_again_is_not_hammered()
    {
        await using var server = ModbusTcpServer.Start();
        server.Fault = ModbusServerFault.Close;
        await using var client = Client(server.Port);

        var from = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(ModbusFailure.ConnectionLost, (await ReadAsync(client, 1, 3, 100, new ushort[1])).Failure);
        }

        Assert.InRange(server.Requests, 1, 5);
        var (took, seen) = (TimeProvider.System.GetElapsedTime(from).TotalSeconds, server.Requests);

        // The negative control: without a pause each read makes a connection of its own.
        await using var hasty = new ModbusTcpClient(
            new ModbusTcpOptions { Host = "127.0.0.1", Port = server.Port, ResponseTimeout = TimeSpan.FromSeconds(2), FirstBackOff = TimeSpan.Zero, LongestBackOff = TimeSpan.Zero }, TimeProvider.System);
        for (var i = 0; i < 20; i++)
        {
            Assert.False((await ReadAsync(hasty, 1, 3, 100, new ushort[1])).IsOk);
        }

        Assert.True(server.Requests - seen >= 20, $"{server.Requests - seen}");
        ProcessFaults.Name("A11", 1, took, $"{server.Requests - seen} requests in place of {seen}");
    }

    [Fact]
    public async Task A_host_name_that_does_not_resolve_is_named()
    {
        await using var client = new ModbusTcpClient(new ModbusTcpOptions { Host = "meter.invalid", Port = 502 }, TimeProvider.System);

        var result = await ReadAsync(client, 1, 3, 0, new ushort[1]);
        Assert.Equal(ModbusFailure.HostUnknown, result.Failure);
        Assert.Contains("meter.invalid", result.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_library_is_one_sentence_that_names_the_package()
    {
        await using var client = new ModbusTcpClient(
            new ModbusTcpOptions { Host = "127.0.0.1", Port = 502, LibraryNames = ["libmodbus-not-there.so"] }, TimeProvider.System);

        var result = await ReadAsync(client, 1, 3, 0, new ushort[1]);
        Assert.Equal(ModbusFailure.LibraryMissing, result.Failure);
        Assert.Contains("install the package libmodbus5", result.Sentence, StringComparison.Ordinal);
        Assert.Null(LibModbusLibrary.Load(LibModbusLibrary.DefaultNames));
    }

    [Fact]
    public async Task Disposing_ends_a_waiting_read_at_once()
    {
        await using var server = ModbusTcpServer.Start();
        server.Fault = ModbusServerFault.Mute;
        var client = Client(server.Port, TimeSpan.FromSeconds(30));
        var read = ReadAsync(client, 1, 3, 0, new ushort[1]);
        await Until.TrueAsync(() => Task.FromResult(server.Requests == 1));

        var from = TimeProvider.System.GetTimestamp();
        await client.DisposeAsync();
        Assert.False((await read).IsOk);
        Assert.True(TimeProvider.System.GetElapsedTime(from) < TimeSpan.FromSeconds(2));
        Assert.Equal(ModbusFailure.Closed, (await ReadAsync(client, 1, 3, 0, new ushort[1])).Failure);
    }

    [Theory]
    [InlineData(256, 3, 0, 1)]
    [InlineData(1, 6, 0, 1)]
    [InlineData(1, 3, 65535, 2)]
    [InlineData(1, 3, 0, 126)]
    public async Task What_Modbus_cannot_ask_is_never_sent(int unit, int functionCode, int start, int count)
    {
        await using var client = Client(1);
        Assert.Equal(ModbusFailure.InvalidRequest, (await ReadAsync(client, unit, functionCode, start, new ushort[count])).Failure);
    }

    internal static ModbusTcpClient Client(int port, TimeSpan? responseTimeout = null) => new(
        new ModbusTcpOptions
        {
            Host = "127.0.0.1",
            Port = port,
            ResponseTimeout = responseTimeout ?? TimeSpan.FromSeconds(2),
            FirstBackOff = TimeSpan.FromMilliseconds(500),
        },
        TimeProvider.System);

    internal static async Task<ModbusResult> ReadAsync(IModbusTransport client, int unit, int functionCode, int start, ushort[] into) =>
        await client.ReadAsync(unit, functionCode, start, into.Length, into, Stop);

    internal static async Task<ushort[]> WordsAsync(IModbusTransport client, int unit, int functionCode, int start, int count)
    {
        var words = new ushort[count];
        var result = await ReadAsync(client, unit, functionCode, start, words);
        Assert.True(result.IsOk, result.Sentence);
        return words;
    }
}
