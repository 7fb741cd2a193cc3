namespace EdgeController.Drivers.Modbus;

/// <summary>One Modbus connection, shared by the units behind it; requests are answered one after the other.</summary>
public interface IModbusTransport : IAsyncDisposable
{
    /// <summary>
    /// Reads <paramref name="count"/> registers of a unit by function code 3 (holding) or 4 (input) into the front of
    /// <paramref name="into"/>, which is written only when the result is <see cref="ModbusFailure.None"/>.
    /// </summary>
    ValueTask<ModbusResult> ReadAsync(int unit, int functionCode, int start, int count, Memory<ushort> into, CancellationToken cancellationToken);
}
