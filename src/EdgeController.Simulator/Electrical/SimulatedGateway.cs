using System.Buffers.Binary;
using EdgeController.Drivers.Modbus;

namespace EdgeController.Simulator.Electrical;

/// <summary>
/// The Modbus TCP gateway that the meters of a site are behind, as whole frames without sockets. Its faults are those of its own queues,
/// which a new connection does not empty. Frames: Messaging on TCP/IP implementation guide 3.1.3, application protocol 6.3, 6.4, 7.
/// </summary>
public sealed class SimulatedGateway(IReadOnlyList<SimulatedMeter> meters)
{
    private const byte IllegalAddress = 2;
    private const byte DeviceFailure = 4;

    private readonly Dictionary<SimulatedMeter, RegisterImage?> _registers = [];
    private readonly Dictionary<(SimulatedMeter Meter, int Start), Queue<byte[]>> _late = [];

    /// <summary>What the meter measures now is what it answers from until the next time.</summary>
    public void Acquire(SimulatedMeter meter, ElectricalTree tree) => _registers[meter] = meter.Read(tree);

    /// <summary>The frame that comes back for a request (function codes 3 and 4) to the meter; null where none does.</summary>
    public byte[]? Answer(SimulatedMeter asked, ReadOnlySpan<byte> request)
    {
        var frame = Frame(asked, request);
        var queue = (asked, BinaryPrimitives.ReadUInt16BigEndian(request[8..]));
        if (asked.Fault != MeterFault.AnswersLate || frame is null)
        {
            _late.Remove(queue);
            return frame;
        }

        var waiting = _late.TryGetValue(queue, out var known) ? known : _late[queue] = new Queue<byte[]>();
        waiting.Enqueue(frame);
        if (waiting.Count <= asked.LateBy)
        {
            // Sent twice: from now on each answer arrives one poll later than before.
            waiting.Enqueue(frame);
        }

        return waiting.Dequeue();
    }

    private byte[]? Frame(SimulatedMeter asked, ReadOnlySpan<byte> request)
    {
        var other = Exchanged(asked);
        var source = other ?? asked;
        var unit = (byte)(other?.Meter.Unit ?? asked.Meter.Unit);
        if (other == asked)
        {
            // A meter without siblings: the answer carries the id of a unit that nobody has.
            unit++;
        }

        if (_registers.GetValueOrDefault(source) is not { } image)
        {
            return source.Fault == MeterFault.Exception ? Exception(request, unit, DeviceFailure) : null;
        }

        var words = new ushort[BinaryPrimitives.ReadUInt16BigEndian(request[10..])];
        return image.TryRead(request[7], BinaryPrimitives.ReadUInt16BigEndian(request[8..]), words) ? Words(request, unit, words) : Exception(request, unit, IllegalAddress);
    }

    /// <summary>Whose answer the meter's request gets in place of its own; null where nothing is exchanged.</summary>
    private SimulatedMeter? Exchanged(SimulatedMeter asked)
    {
        for (var i = 0; i < meters.Count; i++)
        {
            if (meters[i].Fault == MeterFault.UnitsSwapped)
            {
                var (one, other) = (meters[i], meters[(i + 1) % meters.Count]);
                return asked == one ? other : asked == other ? one : null;
            }
        }

        return null;
    }

    private static byte[] Words(ReadOnlySpan<byte> request, byte unit, ReadOnlySpan<ushort> words)
    {
        var frame = Header(request, unit, request[7], 1 + (2 * words.Length));
        frame[8] = (byte)(2 * words.Length);
        for (var i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(9 + (2 * i)), words[i]);
        }

        return frame;
    }

    private static byte[] Exception(ReadOnlySpan<byte> request, byte unit, byte code)
    {
        var frame = Header(request, unit, (byte)(request[7] | 0x80), 1);
        frame[8] = code;
        return frame;
    }

    /// <summary>The request's transaction, the length of what follows, unit and function code, and room for the rest.</summary>
    private static byte[] Header(ReadOnlySpan<byte> request, byte unit, byte functionCode, int rest)
    {
        var frame = new byte[8 + rest];
        request[..4].CopyTo(frame);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(4), (ushort)(2 + rest));
        (frame[6], frame[7]) = (unit, functionCode);
        return frame;
    }
}
