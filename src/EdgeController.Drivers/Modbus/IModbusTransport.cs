namespace EdgeController.Drivers.Modbus;

/// <summary>One Modbus connection, shared by the units behind it; requests are answered one after the other.</summary>
public interface IModbusTransport : IAsyncDisposable
{
    /// <summary>
    /// Reads <paramref name="count"/> registers of a unit by function code 3 (holding) or 4 (input), or as many bits by 1 (coils) or 2
    /// (discrete inputs), each as 0 or 1, into the front of <paramref name="into"/>, which is written only when the result is
    /// <see cref="ModbusFailure.None"/>.
    /// </summary>
    ValueTask<ModbusResult> ReadAsync(int unit, int functionCode, int start, int count, Memory<ushort> into, CancellationToken cancellationToken);

    /// <summary>
    /// Writes holding registers of a unit by function code 16; a single one by 6 where the device does not know 16. Good means that the
    /// device has confirmed the request, not that it does what the registers say: see <see cref="ModbusWriting.WriteAndReadBackAsync"/>.
    /// </summary>
    ValueTask<ModbusResult> WriteAsync(int unit, int start, ReadOnlyMemory<ushort> values, CancellationToken cancellationToken);
}
