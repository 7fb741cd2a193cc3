using System.Collections.Immutable;
using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Drivers.Modbus;
using EdgeController.Drivers.SunSpec;
using EdgeController.Simulator.SunSpec;

namespace EdgeController.Host.Simulation;

/// <summary>A SunSpec device's connection in simulated time: the driver of operation on one side, the device's registers on the other.</summary>
internal sealed class SimulatedSunSpecLine : IModbusTransport
{
    private static readonly ModbusResult Silent = ModbusResult.Failed(ModbusFailure.TimedOut, "no answer");

    private readonly SemaphoreSlim _gate = new(1);
    private readonly SimulatedSunSpec _device;
    private readonly SunSpecDevice _driver;

    public SimulatedSunSpecLine(SimulatedSunSpec device, SunSpecUnit unit, Func<Instant> clock)
    {
        _device = device;
        _driver = new SunSpecDevice(unit, this, _gate, (_, _) => ValueTask.CompletedTask, clock, TimeProvider.System);
    }

    /// <summary>One poll of what its registers hold now.</summary>
    public ImmutableArray<SiteEvent> Poll()
    {
        var poll = _driver.PollAsync(CancellationToken.None);
        return poll.IsCompleted ? poll.GetAwaiter().GetResult() : throw new InvalidOperationException("a poll in simulated time waits for real time");
    }

    /// <summary>Carries the order out at once.</summary>
    public void Order(ResourceOrder order)
    {
        _driver.Apply(order);
        var carried = _driver.CarryOutAsync(CancellationToken.None);
        if (!carried.IsCompletedSuccessfully)
        {
            throw new InvalidOperationException("an order in simulated time waits for real time, or failed", carried.Exception);
        }
    }

    public ValueTask<ModbusResult> ReadAsync(int unit, int functionCode, int start, int count, Memory<ushort> into, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_device.Image is not { } image ? Silent : image.TryRead(functionCode, start, into.Span[..count]) ? ModbusResult.Ok : ModbusResult.FromException(2));

    public ValueTask<ModbusResult> WriteAsync(int unit, int start, ReadOnlyMemory<ushort> values, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_device.Image is null ? Silent : _device.Write(start, [.. values.Span]) is > 0 and var code ? ModbusResult.FromException(code) : ModbusResult.Ok);

    public ValueTask DisposeAsync()
    {
        _gate.Dispose();
        return ValueTask.CompletedTask;
    }
}
