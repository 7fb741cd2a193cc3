using EdgeController.Ocpp.Framing;

namespace EdgeController.Ocpp.Links;

/// <summary>
/// The station's last CALL on this connection and what it was answered. A station that has lost patience says it again: in the moment of the answer the two cross,
/// and a copy that went upstream then would be a repeat for nothing.
/// </summary>
internal sealed class LastCall
{
    private OcppFrame? _call;
    private ReadOnlyMemory<byte>? _answer;

    /// <summary>A new connection: an answer may have gone with the old one.</summary>
    public void Opened() => (_call, _answer) = (null, null);

    /// <summary>A CALL of the station comes; true where it is the last one once more, byte for byte.</summary>
    public bool IsRepeat(OcppFrame call)
    {
        if (_call is { } last && last.MessageId == call.MessageId && last.Raw.Span.SequenceEqual(call.Raw.Span))
        {
            return true;
        }

        (_call, _answer) = (call, null);
        return false;
    }

    /// <summary>The station was answered.</summary>
    public void Answered(OcppFrame call, OcppFrame answer)
    {
        if (answer.Type == MessageType.CallResult && _call?.MessageId == call.MessageId)
        {
            _answer = answer.Raw;
        }
    }

    /// <summary>What the last call was answered; null where it was not, or with an error: then the station tries again.</summary>
    public ReadOnlyMemory<byte>? Answer => _answer;
}
