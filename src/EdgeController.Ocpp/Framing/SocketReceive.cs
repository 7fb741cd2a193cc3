namespace EdgeController.Ocpp.Framing;

/// <summary>Bounds of one <see cref="OcppSocket"/>.</summary>
public sealed record OcppSocketOptions
{
    public int MaxBytes { get; init; } = FrameLimits.Default.MaxBytes;

    /// <summary>Messages that may wait to be sent; from a quarter of it on, nothing more is read from a peer that takes nothing.</summary>
    public int SendQueue { get; init; } = 1024;

    /// <summary>Bytes that may wait to be sent: the bound that counts where messages are big.</summary>
    public int SendQueueBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>Messages that a peer may send; beyond that its socket is read no faster.</summary>
    public Allowance Messages { get; init; } = new(50, 500);

    /// <summary>How long a peer may press against that bound before it is closed (1008).</summary>
    public TimeSpan FloodPatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What is read and thrown away after our close frame, so that the peer gets to see it.</summary>
    public int DrainBytes { get; init; } = 4 * 1024 * 1024;

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

    /// <summary>More messages or control frames than a peer may send (closed with 1008).</summary>
    Flood,

    /// <summary>The owner cancelled the wait.</summary>
    Cancelled,
}

/// <summary>A whole text message, or the reason why there is none any more.</summary>
public readonly record struct SocketReceive(ReadOnlyMemory<byte> Message, SocketCloseReason? Closed, string? Detail)
{
    /// <summary>The end in words; empty where there is a message.</summary>
    public string Reason => Detail is { Length: > 0 } ? $"{Closed}: {Detail}" : Closed?.ToString() ?? "";

    public static SocketReceive Whole(ReadOnlyMemory<byte> message) => new(message, null, null);

    public static SocketReceive End(SocketCloseReason reason, string? detail = null) => new(default, reason, detail);
}
