using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Links;

namespace EdgeController.Host.Ocpp;

/// <summary>Times and bounds of the connections to stations and back ends.</summary>
public sealed record NetworkOptions
{
    /// <summary>Bounds of one socket, on either leg.</summary>
    public OcppSocketOptions Socket { get; init; } = new();

    /// <summary>Times and bounds of a station's link.</summary>
    public StationLinkOptions Link { get; init; } = new();

    /// <summary>Silence after which a peer is pinged, on either leg, and how long anything from it may then take. Whole seconds.</summary>
    public KeepAlive KeepAlive { get; init; } = new(TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(15));

    /// <summary>How long a connection may take to ask for something, and then to finish its request's headers.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Connections at once from one address: 200 stations behind one gateway fit, with room for those that reconnect.</summary>
    public int ConnectionsPerAddress { get; init; } = 512;

    /// <summary>
    /// How long the living connection of a station has to answer a ping when another one claims its identity; null lets the newest win
    /// unasked: only to show what the question is for.
    /// </summary>
    public TimeSpan? ProbeTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Control frames that a station may send.</summary>
    public Allowance ControlFrames { get; init; } = new(10, 50);

    /// <summary>Refused handshakes that are logged one by one; the rest is counted.</summary>
    public Allowance RefusalLines { get; init; } = new(0.2, 20);

    /// <summary>Log lines of one kind about one station.</summary>
    public Allowance NoticeLines { get; init; } = new(0.5, 50);

    /// <summary>Whether OCPP 2.x connections may be compressed (RFC 7692), as OCPP 2.0.1 asks of a local controller.</summary>
    public bool Compression { get; init; } = true;
}
