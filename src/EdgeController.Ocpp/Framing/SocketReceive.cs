namespace EdgeController.Ocpp.Framing;

/// <summary>Bounds of one <see cref="OcppSocket"/>.</summary>
public sealed record OcppSocketOptions
{
    public int MaxBytes { get; init; } = FrameLimits.Default.MaxBytes;

    /// <summary>Messages that may wait to be sent.</summary>
    public int SendQueue { get; init; } = 256;

    /// <summary>Longest time from a message's first fragment to its last.</summary>
    public TimeSpan AssemblyTimeout { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>Why a socket brings no more messages.</summary>
public enum SocketCloseReason
{
    /// <summary>The peer sent a close frame.</summary>
    Peer,

    /// <summary>The connection broke without one.</summary>
    Broken,

    /// <summary>A message over the byte cap (closed with 1009).</summary>
    TooBig,

    /// <summary>A binary message (closed with 1003).</summary>
    Binary,

    /// <summary>A message whose last fragment did not come in time.</summary>
    AssemblyTimeout,

    /// <summary>The owner cancelled the wait.</summary>
    Cancelled,
}

/// <summary>A whole text message, or the reason why there is none any more.</summary>
public readonly record struct SocketReceive(ReadOnlyMemory<byte> Message, SocketCloseReason? Closed, string? Detail)
{
    public static SocketReceive Whole(ReadOnlyMemory<byte> message) => new(message, null, null);

    public static SocketReceive End(SocketCloseReason reason, string? detail = null) => new(default, reason, detail);
}
