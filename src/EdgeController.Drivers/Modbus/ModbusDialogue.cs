namespace EdgeController.Drivers.Modbus;

/// <summary>
/// One TCP client's requests and answers as a machine, without sockets: numbers the requests, takes an answer for the request asked last
/// and for no other (fault A9), and says when the connection must be made anew.
/// </summary>
/// <param name="checksIdentity">False only in a negative control: any transaction id and any unit will do.</param>
public sealed class ModbusDialogue(bool checksIdentity = true)
{
    private readonly byte[] _frame = new byte[TcpFrame.MaxLength];
    private ushort _transaction;
    private int _length;

    /// <summary>The frame that asks for registers or bits; it stays as it is until the next one.</summary>
    public ReadOnlySpan<byte> Ask(int unit, int functionCode, int start, int count) =>
        Framed(unit, ModbusPdu.WriteRead(_frame.AsSpan(TcpFrame.HeaderLength), functionCode, start, count));

    /// <summary>The frame that writes registers; it stays as it is until the next one.</summary>
    public ReadOnlySpan<byte> AskWrite(int unit, int start, ReadOnlySpan<ushort> values, bool single) =>
        Framed(unit, ModbusPdu.WriteWrite(_frame.AsSpan(TcpFrame.HeaderLength), start, values, single));

    /// <summary>Takes what came for the request asked last.</summary>
    public ModbusResult Take(ReadOnlySpan<byte> answer, Span<ushort> into) => TcpFrame.Take(answer, _frame.AsSpan(0, _length), into, checksIdentity);

    /// <summary>True where the connection has ended with this result: what still arrives for the old request must have nowhere to go.</summary>
    public static bool Ends(ModbusResult result) => result.Failure is not (ModbusFailure.None or ModbusFailure.Exception);

    private ReadOnlySpan<byte> Framed(int unit, int pduLength)
    {
        TcpFrame.WriteHeader(_frame, ++_transaction, unit, pduLength);
        _length = TcpFrame.HeaderLength + pduLength;
        return _frame.AsSpan(0, _length);
    }
}
