namespace EdgeController.Drivers.Modbus.LibModbus;

/// <summary>Modbus RTU client over libmodbus, with a thread of its own: the only master of its bus.</summary>
public sealed class ModbusRtuClient(ModbusRtuOptions options, TimeProvider time) : IModbusTransport
{
    private readonly ModbusWorker _worker = new(
        new RtuLine(options),
        new LineTiming
        {
            FirstBackOff = options.FirstBackOff,
            LongestBackOff = options.LongestBackOff,
            Gap = options.Gap > options.Silence ? options.Gap : options.Silence,
            AfterFailure = options.AfterFailure,
        },
        options.LibraryNames,
        time);

    public ValueTask<ModbusResult> ReadAsync(int unit, int functionCode, int start, int count, Memory<ushort> into, CancellationToken cancellationToken) =>
        _worker.ReadAsync(unit, functionCode, start, count, into, cancellationToken);

    public ValueTask<ModbusResult> WriteAsync(int unit, int start, ReadOnlyMemory<ushort> values, CancellationToken cancellationToken) =>
        _worker.WriteAsync(unit, start, values, cancellationToken);

    public ValueTask DisposeAsync() => _worker.DisposeAsync();
}
