using System.Buffers.Binary;

namespace EdgeController.Drivers.Modbus;

/// <summary>
/// Requests and answers of the application protocol without the frame around them (Modbus application protocol 6.1 to 6.4, 6.6, 6.12):
/// the same on TCP and on a serial line.
/// </summary>
public static class ModbusPdu
{
    public const int MaxLength = 253;

    /// <summary>Most registers (and here also bits) that one request may read.</summary>
    public const int MaxReadCount = 125;

    /// <summary>Most registers that one request may write.</summary>
    public const int MaxWriteCount = 123;

    public const int ReadRequestLength = 5;

    private const int WriteSingle = 6;
    private const int WriteSeveral = 16;
    private const int ExceptionBit = 0x80;

    /// <summary>Function code 1 or 2 (bits), 3 or 4 (registers); returns the length.</summary>
    public static int WriteRead(Span<byte> pdu, int functionCode, int start, int count)
    {
        pdu[0] = (byte)functionCode;
        BinaryPrimitives.WriteUInt16BigEndian(pdu[1..], (ushort)start);
        BinaryPrimitives.WriteUInt16BigEndian(pdu[3..], (ushort)count);
        return ReadRequestLength;
    }

    /// <summary>Function code 16, or 6 for a device that only knows that; returns the length.</summary>
    public static int WriteWrite(Span<byte> pdu, int start, ReadOnlySpan<ushort> values, bool single)
    {
        BinaryPrimitives.WriteUInt16BigEndian(pdu[1..], (ushort)start);
        if (single)
        {
            pdu[0] = WriteSingle;
            BinaryPrimitives.WriteUInt16BigEndian(pdu[3..], values[0]);
            return 5;
        }

        pdu[0] = WriteSeveral;
        BinaryPrimitives.WriteUInt16BigEndian(pdu[3..], (ushort)values.Length);
        pdu[5] = (byte)(2 * values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(pdu[(6 + (2 * i))..], values[i]);
        }

        return 6 + (2 * values.Length);
    }

    /// <summary>An answer counts only if its function code and its length, or what it repeats of a write, are those asked for.</summary>
    /// <param name="answer">From the function code on.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="into">As many values as were asked for; empty for a write.</param>
    public static ModbusResult Take(ReadOnlySpan<byte> answer, ReadOnlySpan<byte> request, Span<ushort> into)
    {
        if (answer.Length < 2)
        {
            return ModbusResult.Failed(ModbusFailure.WrongLength, "the answer is too short to be one");
        }

        if (answer[0] == (request[0] | ExceptionBit))
        {
            return answer.Length == 2
                ? ModbusResult.FromException(answer[1])
                : ModbusResult.Failed(ModbusFailure.WrongLength, "an exception answer is longer than it may be");
        }

        if (answer[0] != request[0])
        {
            return ModbusResult.Failed(ModbusFailure.WrongAnswer, $"the answer has function code {answer[0]} instead of {request[0]}; it was discarded");
        }

        return request[0] switch
        {
            1 or 2 => TakeBits(answer, into),
            WriteSingle or WriteSeveral => TakeEcho(answer, request),
            _ => TakeRegisters(answer, into),
        };
    }

    private static ModbusResult TakeRegisters(ReadOnlySpan<byte> answer, Span<ushort> into)
    {
        var words = answer[2..];
        if (answer[1] != into.Length * 2 || words.Length != into.Length * 2)
        {
            return ModbusResult.Failed(ModbusFailure.WrongLength, $"the device sent {words.Length / 2} registers instead of {into.Length}");
        }

        for (var i = 0; i < into.Length; i++)
        {
            into[i] = BinaryPrimitives.ReadUInt16BigEndian(words[(2 * i)..]);
        }

        return ModbusResult.Ok;
    }

    private static ModbusResult TakeBits(ReadOnlySpan<byte> answer, Span<ushort> into)
    {
        var bits = answer[2..];
        var expected = (into.Length + 7) / 8;
        if (answer[1] != expected || bits.Length != expected)
        {
            return ModbusResult.Failed(ModbusFailure.WrongLength, $"the device sent {bits.Length} bytes of bits instead of {expected}");
        }

        for (var i = 0; i < into.Length; i++)
        {
            into[i] = (ushort)((bits[i / 8] >> (i % 8)) & 1);
        }

        return ModbusResult.Ok;
    }

    private static ModbusResult TakeEcho(ReadOnlySpan<byte> answer, ReadOnlySpan<byte> request) =>
        answer.SequenceEqual(request[..5])
            ? ModbusResult.Ok
            : ModbusResult.Failed(ModbusFailure.WrongAnswer, "the device confirmed another write than it was sent; the answer was discarded");
}
