using EdgeController.Core.Events;
using EdgeController.Core.Units;
using EdgeController.Drivers.Meters;
using EdgeController.Drivers.Modbus;
using EdgeController.Simulator.Electrical;

namespace EdgeController.Host.Simulation;

/// <summary>
/// A meter's connection in simulated time: the driver and the Modbus dialogue of operation, on one side, and the gateway's frames on the
/// other. Every frame arrives at once, so that a poll is over when it returns; the run adds the meter's latency.
/// </summary>
internal sealed class SimulatedLine : IModbusTransport
{
    private static readonly ModbusResult Silent = ModbusResult.Failed(ModbusFailure.TimedOut, "no answer");

    private readonly SemaphoreSlim _gate = new(1);
    private readonly SimulatedMeter _meter;
    private readonly SimulatedGateway _gateway;
    private readonly ModbusDialogue _dialogue;
    private readonly ModbusMeterDriver _driver;
    private bool _open;

    public SimulatedLine(SimulatedMeter meter, SimulatedGateway gateway, bool checksIdentity, Func<Instant> clock)
    {
        (_meter, _gateway, _dialogue) = (meter, gateway, new ModbusDialogue(checksIdentity));
        _driver = new ModbusMeterDriver(meter.Meter, meter.Template, this, _gate, (_, _) => ValueTask.CompletedTask, clock, TimeProvider.System);
    }

    /// <summary>One poll of what the meter measures now.</summary>
    public SiteEvent Poll(ElectricalTree tree)
    {
        _gateway.Acquire(_meter, tree);
        var poll = _driver.PollAsync(CancellationToken.None);
        return poll.IsCompleted ? poll.GetAwaiter().GetResult() : throw new InvalidOperationException("a poll in simulated time waits for real time");
    }

    public ValueTask<ModbusResult> ReadAsync(int unit, int functionCode, int start, int count, Memory<ushort> into, CancellationToken cancellationToken)
    {
        if (!_open)
        {
            _meter.Connections++;
        }

        var answer = _gateway.Answer(_meter, _dialogue.Ask(unit, functionCode, start, count));
        var result = answer is null ? Silent : _dialogue.Take(answer, into.Span[..count]);
        _open = !ModbusDialogue.Ends(result);
        return ValueTask.FromResult(result);
    }

    public ValueTask<ModbusResult> WriteAsync(int unit, int start, ReadOnlyMemory<ushort> values, CancellationToken cancellationToken) =>
        ValueTask.FromResult(ModbusResult.FromException(1));

    public ValueTask DisposeAsync()
    {
        _gate.Dispose();
        return ValueTask.CompletedTask;
    }
}
