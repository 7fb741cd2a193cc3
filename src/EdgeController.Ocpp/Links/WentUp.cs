using System.Security.Cryptography;
using EdgeController.Ocpp.Framing;

namespace EdgeController.Ocpp.Links;

/// <summary>
/// The last calls of transactions that went upstream as the station sent them, known by their bytes: by whatever way one of them comes
/// again, what then goes upstream is a repeat and must be the same.
/// </summary>
/// <param name="knows">False knows none of them again: only to show what it is for.</param>
internal sealed class WentUp(bool knows)
{
    private const int Most = 64;
    private readonly Queue<UInt128> _sums = new();
    private UInt128? _first;

    /// <summary>A call of the station came. Of the first one nobody knows whether the process before this one has sent it.</summary>
    public void Came(OcppFrame call) => _first ??= Sum(call);

    /// <summary>The call goes upstream as it is; true where it went before.</summary>
    public bool Add(OcppFrame call)
    {
        var sum = Sum(call);
        if (_sums.Contains(sum))
        {
            return true;
        }

        if (_sums.Count == Most)
        {
            _sums.Dequeue();
        }

        _sums.Enqueue(sum);
        return false;
    }

    /// <summary>The message with what is known of it now. What was known when it came may be old: a copy of it may have gone up meanwhile.</summary>
    public UpstreamMessage Judge(UpstreamMessage message)
    {
        if (!knows)
        {
            return message;
        }

        var sum = Sum(message.Frame);
        return message with { Repeat = _sums.Contains(sum), MayRepeat = sum == _first };
    }

    private static UInt128 Sum(OcppFrame call)
    {
        Span<byte> sum = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(call.Raw.Span, sum);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(sum);
    }
}
