using EdgeController.Core.Balancing;

namespace EdgeController.Ocpp.Links;

/// <summary>All that can happen to a station's link: a closed set.</summary>
public abstract record LinkInput
{
    private protected LinkInput()
    {
    }
}

/// <summary>The station's socket is open; the agreed version is <c>1.6</c>, <c>2.0.1</c> or <c>2.1</c>.</summary>
public sealed record StationOpened(string Version) : LinkInput;

/// <summary>A whole text message from the station.</summary>
public sealed record StationMessage(ReadOnlyMemory<byte> Utf8) : LinkInput;

/// <summary>The station's socket is gone; not delivered for a socket that the link itself closed.</summary>
public sealed record StationClosed(string Reason) : LinkInput;

/// <summary>The upstream socket that was asked for is open.</summary>
public sealed record CsmsOpened : LinkInput;

/// <summary>A whole text message from the CSMS.</summary>
public sealed record CsmsMessage(ReadOnlyMemory<byte> Utf8) : LinkInput;

/// <summary>The upstream socket is gone or could not be opened; not delivered for a socket that the link itself closed.</summary>
public sealed record CsmsClosed(string Reason) : LinkInput;

/// <summary>A new setpoint for one of the station's EVSEs.</summary>
public sealed record ApplySetpoint(Setpoint Setpoint) : LinkInput;

/// <summary>The change of that ticket lies on the disk.</summary>
public sealed record JournalWritten(long Ticket) : LinkInput;

/// <summary>Nothing of the change of that ticket was kept.</summary>
public sealed record JournalFailed(long Ticket, string Why) : LinkInput;

/// <summary>Time has passed: given every second, but where another step has left a calm link since, and at <see cref="StationLink.NextDeadline"/>.</summary>
public sealed record Elapsed : LinkInput;

/// <summary>The controller stops: both sockets are closed and nothing is done any more.</summary>
public sealed record ShutDown : LinkInput;
