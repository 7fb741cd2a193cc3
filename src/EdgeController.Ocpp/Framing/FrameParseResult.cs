namespace EdgeController.Ocpp.Framing;

/// <summary>What is wrong with a frame.</summary>
public enum FrameFault
{
    TooBig,
    NotUtf8,
    NotJson,

    /// <summary>Nested deeper than allowed.</summary>
    TooDeep,

    /// <summary>Valid JSON, but not the array that its message type asks for.</summary>
    WrongShape,
    UnknownMessageType,
    BadMessageId,

    /// <summary>An object names a key twice: two readers could see two different messages.</summary>
    DuplicateKey,

    /// <summary>An escape sequence that is no Unicode text (a lone surrogate).</summary>
    BadText,
}

/// <summary>Why a frame could not be read.</summary>
/// <param name="Fault">What is wrong.</param>
/// <param name="MessageId">The frame's id where it was readable, else <see cref="UnreadableId"/>.</param>
/// <param name="Type">The frame's type where it was readable.</param>
public sealed record FrameError(FrameFault Fault, string MessageId, MessageType? Type)
{
    /// <summary>The id that a CALLERROR names when the offending one could not be read (OCPP 2.x part 4, 4.2.3).</summary>
    public const string UnreadableId = "-1";

    /// <summary>
    /// Whether the sender may wait for an answer, so that a CALLERROR is due: never in reply to another answer, and where the id could
    /// not be read only in 2.x, which has a word for it (<see cref="UnreadableId"/>).
    /// </summary>
    public bool DeservesAnswer(string ocppVersion) => Type is MessageType.Call && (MessageId != UnreadableId || ocppVersion != "1.6");

    /// <summary>The error code for the answer in the words of that OCPP version (<c>1.6</c>, <c>2.0.1</c>, <c>2.1</c>).</summary>
    public string Code(string ocppVersion)
    {
        if (ocppVersion == "1.6")
        {
            return "FormationViolation";
        }

        return Fault switch
        {
            FrameFault.UnknownMessageType => "MessageTypeNotSupported",
            FrameFault.BadMessageId or FrameFault.WrongShape => "RpcFrameworkError",
            _ => "FormatViolation",
        };
    }
}

/// <summary>A frame, or the reason why there is none: exactly one of both is set.</summary>
public readonly record struct FrameParseResult(OcppFrame? Frame, FrameError? Error);
