using System.Buffers.Binary;

namespace EdgeController.Drivers.Modbus;

/// <summary>
/// Request and answer of a register read on Modbus TCP (MBAP header: Messaging on TCP/IP implementation guide 3.1.3; function codes 3
/// and 4: application protocol 6.3, 6.4). An answer counts only if transaction id, unit, function code and length are those asked for.
/// </summary>
public static class ReadFrame
{
    public const int RequestLength = 12;

    /// <summary>Most registers that one request may ask for.</summary>
    public const int MaxCount = 125;

    private const int HeaderLength = 7;
    private const int LengthFieldEnd = 6;

    public static void WriteRequest(Span<byte> frame, ushort transaction, int unit, int functionCode, int start, int count)
    {
        BinaryPrimitives.WriteUInt16BigEndian(frame, transaction);
        BinaryPrimitives.WriteUInt16BigEndian(frame[2..], 0);
        BinaryPrimitives.WriteUInt16BigEndian(frame[4..], RequestLength - LengthFieldEnd);
        frame[6] = (byte)unit;
        frame[7] = (byte)functionCode;
        BinaryPrimitives.WriteUInt16BigEndian(frame[8..], (ushort)start);
        BinaryPrimitives.WriteUInt16BigEndian(frame[10..], (ushort)count);
    }

    /// <param name="frame">The whole answer.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="into">As many registers as were asked for.</param>
    /// <param name="checksIdentity">False only in a negative control: any transaction id and any unit will do.</param>
    public static ModbusResult ReadAnswer(ReadOnlySpan<byte> frame, ReadOnlySpan<byte> request, Span<ushort> into, bool checksIdentity = true)
    {
        if (frame.Length < HeaderLength + 2 || BinaryPrimitives.ReadUInt16BigEndian(frame[4..]) != frame.Length - LengthFieldEnd)
        {
            return ModbusResult.Failed(ModbusFailure.WrongLength, "the answer's header gives another length than the answer has");
        }

        if (checksIdentity && !frame[..4].SequenceEqual(request[..4]))
        {
            return ModbusResult.Failed(ModbusFailure.WrongAnswer, "the answer belongs to another request (transaction id); it was discarded");
        }

        if (checksIdentity && frame[6] != request[6])
        {
            return ModbusResult.Failed(ModbusFailure.WrongAnswer, $"unit {frame[6]} answered instead of unit {request[6]}; the answer was discarded");
        }

        if (frame[7] == (request[7] | 0x80))
        {
            return frame.Length == HeaderLength + 2
                ? ModbusResult.FromException(frame[8])
                : ModbusResult.Failed(ModbusFailure.WrongLength, "an exception answer is longer than it may be");
        }

        if (frame[7] != request[7])
        {
            return ModbusResult.Failed(ModbusFailure.WrongAnswer, $"the answer has function code {frame[7]} instead of {request[7]}; it was discarded");
        }

        var words = frame[(HeaderLength + 2)..];
        if (frame[8] != into.Length * 2 || words.Length != into.Length * 2)
        {
            return ModbusResult.Failed(ModbusFailure.WrongLength, $"the device sent {words.Length / 2} registers instead of {into.Length}");
        }

        for (var i = 0; i < into.Length; i++)
        {
            into[i] = BinaryPrimitives.ReadUInt16BigEndian(words[(2 * i)..]);
        }

        return ModbusResult.Ok;
    }
}
