namespace EdgeController.Ocpp.Framing;

/// <summary>
/// Reads along in a stream of WebSocket frames (RFC 6455, 5.2) and counts the control frames, which the framework answers without a
/// word to us.
/// </summary>
internal struct ControlFrameCounter
{
    private const byte ControlBit = 0x08;
    private const byte MaskBit = 0x80;
    private const byte LengthBits = 0x7f;

    private ulong _payloadLeft;
    private ulong _length;
    private int _headerAt;
    private int _lengthBytes;
    private int _maskBytes;
    private bool _control;

    /// <summary>How many control frames began in these bytes.</summary>
    public int Count(ReadOnlySpan<byte> bytes)
    {
        var count = 0;
        while (!bytes.IsEmpty)
        {
            if (_payloadLeft > 0)
            {
                var skip = (int)Math.Min(_payloadLeft, (ulong)bytes.Length);
                bytes = bytes[skip..];
                _payloadLeft -= (ulong)skip;
                continue;
            }

            if (Header(bytes[0]))
            {
                count += _control ? 1 : 0;
                (_payloadLeft, _headerAt) = (_length, 0);
            }

            bytes = bytes[1..];
        }

        return count;
    }

    /// <summary>True with the header's last byte.</summary>
    private bool Header(byte next)
    {
        switch (_headerAt++)
        {
            case 0:
                _control = (next & ControlBit) != 0;
                return false;
            case 1:
                _maskBytes = (next & MaskBit) != 0 ? 4 : 0;
                var length = next & LengthBits;
                _lengthBytes = length switch { 126 => 2, 127 => 8, _ => 0 };
                _length = _lengthBytes == 0 ? (ulong)length : 0;
                break;
            case var at when at < 2 + _lengthBytes:
                _length = (_length << 8) | next;
                break;
            default:
                break;
        }

        return _headerAt == 2 + _lengthBytes + _maskBytes;
    }
}
