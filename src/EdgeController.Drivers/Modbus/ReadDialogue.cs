namespace EdgeController.Drivers.Modbus;

/// <summary>
/// One client's requests and answers as a machine, without sockets: numbers the requests, takes an answer for the request asked last and
/// for no other (fault A9), and says when the connection must be made anew.
/// </summary>
/// <param name="checksIdentity">False only in a negative control: any transaction id and any unit will do.</param>
public sealed class ReadDialogue(bool checksIdentity = true)
{
    private readonly byte[] _request = new byte[ReadFrame.RequestLength];
    private ushort _transaction;

    /// <summary>The frame that asks; it stays as it is until the next one.</summary>
    public ReadOnlySpan<byte> Ask(int unit, int functionCode, int start, int count)
    {
        ReadFrame.WriteRequest(_request, ++_transaction, unit, functionCode, start, count);
        return _request;
    }

    /// <summary>Takes what came for the request asked last.</summary>
    public ModbusResult Take(ReadOnlySpan<byte> answer, Span<ushort> into) => ReadFrame.ReadAnswer(answer, _request, into, checksIdentity);

    /// <summary>True where the connection has ended with this result: what still arrives for the old request must have nowhere to go.</summary>
    public static bool Ends(ModbusResult result) => result.Failure is not (ModbusFailure.None or ModbusFailure.Exception);
}
