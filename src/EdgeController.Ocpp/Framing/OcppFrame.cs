namespace EdgeController.Ocpp.Framing;

/// <summary>First element of an OCPP-J frame; the last two exist in OCPP 2.1 only.</summary>
public enum MessageType
{
    Call = 2,
    CallResult = 3,
    CallError = 4,
    CallResultError = 5,

    /// <summary>A message that is never answered.</summary>
    Send = 6,
}

/// <summary>One well-formed OCPP-J message with the bytes that it arrived in.</summary>
/// <param name="Type">Kind of frame.</param>
/// <param name="MessageId">Unique id of the CALL, or of the CALL that is answered.</param>
/// <param name="Action">Message name; null for answers.</param>
/// <param name="Raw">The whole frame as received.</param>
/// <param name="Payload">The payload (for errors: the details) as a slice of <paramref name="Raw"/>; empty where an error has no details.</param>
/// <param name="ErrorCode">Error code of types 4 and 5.</param>
/// <param name="ErrorDescription">Error description of types 4 and 5.</param>
public sealed record OcppFrame(
    MessageType Type,
    string MessageId,
    string? Action,
    ReadOnlyMemory<byte> Raw,
    ReadOnlyMemory<byte> Payload,
    string? ErrorCode,
    string? ErrorDescription)
{
    /// <summary>Whether the frame answers a CALL (types 3 and 4).</summary>
    public bool IsAnswer => Type is MessageType.CallResult or MessageType.CallError;
}

/// <summary>Bounds within which a frame is read at all.</summary>
public sealed record FrameLimits(int MaxBytes, int MaxDepth, int MaxIdLength)
{
    /// <summary>256 KiB, 32 levels, ids of up to 36 characters (OCPP-J 4.1.4).</summary>
    public static FrameLimits Default { get; } = new(256 * 1024, 32, 36);
}
