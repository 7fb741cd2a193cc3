namespace EdgeController.Drivers.Modbus.LibModbus;

/// <summary>
/// Modbus TCP client over libmodbus, with a thread of its own; a connection that fails is made again with back-off, and until then every
/// request fails at once with the sentence of that failure.
/// </summary>
public sealed class ModbusTcpClient(ModbusTcpOptions options, TimeProvider time) : IModbusTransport
{
    private readonly ModbusWorker _worker = new(
        new TcpLine(options),
        new LineTiming { FirstBackOff = options.FirstBackOff, LongestBackOff = options.LongestBackOff, Gap = options.Gap, AfterFailure = options.Gap, AfterOpen = options.AfterConnect },
        options.LibraryNames,
        time);

    public ValueTask<ModbusResult> ReadAsync(int unit, int functionCode, int start, int count, Memory<ushort> into, CancellationToken cancellationToken) =>
        _worker.ReadAsync(unit, functionCode, start, count, into, cancellationToken);

    public ValueTask<ModbusResult> WriteAsync(int unit, int start, ReadOnlyMemory<ushort> values, CancellationToken cancellationToken) =>
        _worker.WriteAsync(unit, start, values, cancellationToken);

    public ValueTask DisposeAsync() => _worker.DisposeAsync();
}
