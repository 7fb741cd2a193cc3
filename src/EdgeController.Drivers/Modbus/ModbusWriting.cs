namespace EdgeController.Drivers.Modbus;

/// <summary>Writing that is sure of its effect.</summary>
public static class ModbusWriting
{
    /// <summary>
    /// Writes and then reads the same registers again; <see cref="ModbusFailure.NotTaken"/> where the device confirmed the request but
    /// holds other values. Only for registers that keep what is written: a timer that counts down shows another value at once.
    /// </summary>
    public static async ValueTask<ModbusResult> WriteAndReadBackAsync(
        this IModbusTransport transport, int unit, int start, ReadOnlyMemory<ushort> values, CancellationToken cancellationToken)
    {
        var written = await transport.WriteAsync(unit, start, values, cancellationToken);
        if (!written.IsOk)
        {
            return written;
        }

        var words = new ushort[values.Length];
        var read = await transport.ReadAsync(unit, 3, start, words.Length, words, cancellationToken);
        return read.IsOk ? Compare(start, values.Span, words) : read;
    }

    private static ModbusResult Compare(int start, ReadOnlySpan<ushort> written, ReadOnlySpan<ushort> found)
    {
        var at = written.CommonPrefixLength(found);
        return at == written.Length
            ? ModbusResult.Ok
            : ModbusResult.Failed(
                ModbusFailure.NotTaken, $"the device confirmed the write but register {start + at} holds 0x{found[at]:X4} instead of 0x{written[at]:X4}");
    }
}
