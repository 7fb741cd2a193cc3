using System.Collections.Immutable;
using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Drivers.Inputs;
using EdgeController.Drivers.Modbus;
using EdgeController.Drivers.Modbus.LibModbus;

namespace EdgeController.Drivers.Tests.Inputs;

public sealed class ModbusDigitalInputTests
{
    [Theory]
    [InlineData(0b0100, false, true)]
    [InlineData(0b1011, false, false)]
    [InlineData(0b0100, true, false)]
    [InlineData(0b1011, true, true)]
    public void One_bit_is_the_signal_as_it_is_wired(ushort value, bool whenOpen, bool active) =>
        Assert.Equal(active, new DigitalInput("h", 502, 1, 4, 0, 2, whenOpen).IsActive(value));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_contact_that_is_a_bit_of_its_own_is_read_on_a_serial_bus(int functionCode)
    {
        await using var bus = ModbusRtuServer.Start();
        bus.Serve(5, new RegisterImage([new RegisterRun(functionCode, 8, [0, 1, 0])]));
        await using var client = new ModbusRtuClient(new ModbusRtuOptions { Device = bus.Device, Format = new SerialFormat(19200, 8, 'E', 1) }, TimeProvider.System);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var told = new System.Collections.Concurrent.ConcurrentQueue<SiteEvent>();
        var contact = new DigitalInput(bus.Device, 0, 5, functionCode, 9, 0, false) { Serial = new SerialFormat(19200, 8, 'E', 1) };
        var reading = new ModbusDigitalInput(contact, client, Post, () => Instant.Start, TimeProvider.System).RunAsync(stop.Token);

        await Until.TrueAsync(() => Task.FromResult(told.OfType<DimmingSignalled>().Any(signal => signal.Active)));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);

        ValueTask Post(SiteEvent what, CancellationToken cancellationToken)
        {
            told.Enqueue(what);
            return ValueTask.CompletedTask;
        }
    }

    [Fact]
    public async Task The_contact_is_told_each_second_and_a_device_that_does_not_answer_tells_nothing()
    {
        await using var device = ModbusTcpServer.Start();
        Show(device, 1);
        await using var client = new ModbusTcpClient(new ModbusTcpOptions { Host = "127.0.0.1", Port = device.Port }, TimeProvider.System);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var told = new List<DimmingSignalled>();
        var input = new ModbusDigitalInput(new DigitalInput("127.0.0.1", device.Port, 5, 4, 10, 0, false), client, Post, () => Instant.Start, TimeProvider.System);
        var reading = input.RunAsync(stop.Token);

        await Until.TrueAsync(() => Task.FromResult(Last(told) is true));
        Show(device, 0);
        await Until.TrueAsync(() => Task.FromResult(Last(told) is false));
        device.AnswerException(5, 4);
        await Until.TrueAsync(() => Task.FromResult(device.Requests > 3));
        var before = Count(told);
        var asked = device.Requests;
        await Until.TrueAsync(() => Task.FromResult(device.Requests > asked + 1));
        Assert.InRange(Count(told) - before, 0, 1);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);

        ValueTask Post(SiteEvent what, CancellationToken cancellationToken)
        {
            lock (told)
            {
                told.Add((DimmingSignalled)what);
            }

            return ValueTask.CompletedTask;
        }
    }

    private static void Show(ModbusTcpServer device, ushort value) => device.Serve(5, new RegisterImage([new RegisterRun(4, 10, ImmutableArray.Create(value))]));

    private static bool? Last(List<DimmingSignalled> told)
    {
        lock (told)
        {
            return told.Count == 0 ? null : told[^1].Active;
        }
    }

    private static int Count(List<DimmingSignalled> told)
    {
        lock (told)
        {
            return told.Count;
        }
    }
}
