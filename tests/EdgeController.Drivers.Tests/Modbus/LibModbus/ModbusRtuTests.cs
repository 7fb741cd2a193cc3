using EdgeController.Core.Topology;
using EdgeController.Drivers.Modbus;
using EdgeController.Drivers.Modbus.LibModbus;

namespace EdgeController.Drivers.Tests.Modbus.LibModbus;

/// <summary>The serial client over a pseudo-terminal, against devices that share no code with it.</summary>
public class ModbusRtuTests
{
    private static readonly RegisterImage Counting = new(
        [new RegisterRun(3, 100, [1, 2, 3, 4]), new RegisterRun(4, 100, [11, 12, 13, 14]), new RegisterRun(1, 0, [1, 0, 1]), new RegisterRun(2, 0, [0, 1, 1, 0, 0, 0, 0, 0, 1])]);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Registers_and_bits_are_read_and_registers_written()
    {
        await using var server = ModbusRtuServer.Start();
        server.Serve(1, Counting);
        await using var client = Client(server);

        Assert.Equal([2, 3], await ModbusTcpClientTests.WordsAsync(client, 1, 3, 101, 2));
        Assert.Equal([12, 13], await ModbusTcpClientTests.WordsAsync(client, 1, 4, 101, 2));
        Assert.Equal([1, 0, 1], await ModbusTcpClientTests.WordsAsync(client, 1, 1, 0, 3));
        Assert.Equal([0, 1, 1, 0, 0, 0, 0, 0, 1], await ModbusTcpClientTests.WordsAsync(client, 1, 2, 0, 9));
        Assert.True((await client.WriteAndReadBackAsync(1, 101, new ushort[] { 7, 0xFFFF }, Stop)).IsOk);
        Assert.Equal(2, (await ModbusTcpClientTests.ReadAsync(client, 1, 3, 103, new ushort[2])).ExceptionCode);
    }

    [Fact]
    public async Task A_silent_unit_on_the_bus_takes_its_time_and_the_others_go_on()
    {
        await using var server = ModbusRtuServer.Start();
        server.Serve(1, Counting);
        server.Serve(3, new RegisterImage([new RegisterRun(3, 100, [33])]));
        await using var client = Client(server);

        Assert.Equal([1], await ModbusTcpClientTests.WordsAsync(client, 1, 3, 100, 1));
        Assert.Equal(ModbusFailure.TimedOut, (await ModbusTcpClientTests.ReadAsync(client, 2, 3, 100, new ushort[1])).Failure);
        Assert.Equal([33], await ModbusTcpClientTests.WordsAsync(client, 3, 3, 100, 1));
    }

    [Fact]
    public async Task A_damaged_answer_is_refused_by_its_checksum_and_the_next_is_good()
    {
        await using var server = ModbusRtuServer.Start();
        server.Serve(1, Counting);
        server.Disturb = answer =>
        {
            answer[4] ^= 0x10;
            return answer;
        };
        await using var client = Client(server);

        var damaged = await ModbusTcpClientTests.ReadAsync(client, 1, 3, 100, new ushort[1]);
        Assert.Equal(ModbusFailure.BadChecksum, damaged.Failure);
        Assert.Contains("two devices with the same unit id", damaged.Sentence, StringComparison.Ordinal);

        server.Disturb = answer => answer;
        Assert.Equal([1], await ModbusTcpClientTests.WordsAsync(client, 1, 3, 100, 1));
    }

    /// <summary>Nothing numbers requests on a serial line: what comes too late must be gone before the next request.</summary>
    [Fact]
    public async Task An_answer_that_comes_too_late_is_not_taken_for_the_next()
    {
        await using var server = ModbusRtuServer.Start();
        server.Serve(1, Counting);
        var first = true;
        server.Disturb = answer =>
        {
            if (first)
            {
                first = false;
                TimeProvider.System.CreateTimer(_ => server.Disturb = kept => kept, null, TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
                SpinWait.SpinUntil(() => false, TimeSpan.FromMilliseconds(350));
            }

            return answer;
        };
        await using var client = Client(server);

        Assert.Equal(ModbusFailure.TimedOut, (await ModbusTcpClientTests.ReadAsync(client, 1, 3, 100, new ushort[1])).Failure);
        Assert.Equal([4], await ModbusTcpClientTests.WordsAsync(client, 1, 3, 103, 1));
    }

    [Fact]
    public async Task The_answer_of_another_unit_is_discarded()
    {
        await using var server = ModbusRtuServer.Start();
        server.Serve(1, Counting);
        server.Disturb = answer =>
        {
            answer[0] = 9;
            return ModbusRtuServer.Framed(answer.AsSpan(0, answer.Length - 2));
        };
        await using var client = Client(server);

        Assert.Equal(ModbusFailure.WrongAnswer, (await ModbusTcpClientTests.ReadAsync(client, 1, 3, 100, new ushort[1])).Failure);
    }

    [Fact]
    public async Task A_port_that_is_not_there_is_named_and_found_when_it_is()
    {
        await using var client = new ModbusRtuClient(new ModbusRtuOptions { Device = "/dev/ttyNotThere", Format = new SerialFormat(9600, 8, 'N', 1) }, TimeProvider.System);

        var result = await ModbusTcpClientTests.ReadAsync(client, 1, 3, 100, new ushort[1]);
        Assert.Equal(ModbusFailure.Unreachable, result.Failure);
        Assert.Contains("there is no serial port /dev/ttyNotThere: is the adapter plugged in?", result.Sentence, StringComparison.Ordinal);
        Assert.Contains("next attempt in", (await ModbusTcpClientTests.ReadAsync(client, 1, 3, 100, new ushort[1])).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_pause_between_requests_is_kept()
    {
        await using var server = ModbusRtuServer.Start();
        server.Serve(1, Counting);
        await using var client = new ModbusRtuClient(
            new ModbusRtuOptions { Device = server.Device, Format = new SerialFormat(115200, 8, 'N', 1), Gap = TimeSpan.FromMilliseconds(40) }, TimeProvider.System);

        var from = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < 5; i++)
        {
            await ModbusTcpClientTests.WordsAsync(client, 1, 3, 100, 1);
        }

        Assert.InRange(TimeProvider.System.GetElapsedTime(from).TotalMilliseconds, 155, 5000);
    }

    private static ModbusRtuClient Client(ModbusRtuServer server) => new(
        new ModbusRtuOptions { Device = server.Device, Format = new SerialFormat(19200, 8, 'E', 1), ResponseTimeout = TimeSpan.FromMilliseconds(250) }, TimeProvider.System);
}
