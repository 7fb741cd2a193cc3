using System.Buffers.Binary;

namespace EdgeController.Drivers.Modbus;

/// <summary>
/// The frame around a request or an answer on Modbus TCP (MBAP header: Messaging on TCP/IP implementation guide 3.1.3). An answer counts
/// only if transaction id and unit are those asked for, and then as <see cref="ModbusPdu.Take"/> says.
/// </summary>
public static class TcpFrame
{
    public const int HeaderLength = 7;

    public const int MaxLength = HeaderLength + ModbusPdu.MaxLength;

    private const int LengthFieldEnd = 6;

    public static void WriteHeader(Span<byte> frame, ushort transaction, int unit, int pduLength)
    {
        BinaryPrimitives.WriteUInt16BigEndian(frame, transaction);
        BinaryPrimitives.WriteUInt16BigEndian(frame[2..], 0);
        BinaryPrimitives.WriteUInt16BigEndian(frame[4..], (ushort)(pduLength + HeaderLength - LengthFieldEnd));
        frame[6] = (byte)unit;
    }

    /// <param name="frame">The whole answer.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="into">As many values as were asked for; empty for a write.</param>
    /// <param name="checksIdentity">False only in a negative control: any transaction id and any unit will do.</param>
    public static ModbusResult Take(ReadOnlySpan<byte> frame, ReadOnlySpan<byte> request, Span<ushort> into, bool checksIdentity = true)
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

        return ModbusPdu.Take(frame[HeaderLength..], request[HeaderLength..], into);
    }
}
