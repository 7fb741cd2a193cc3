using EdgeController.Core.Balancing;
using EdgeController.Core.Units;

namespace EdgeController.Ocpp.Links;

/// <summary>Why a CALL went to the station.</summary>
internal enum CallOrigin
{
    Csms,
    Lease,
    Ladder,
    Trigger,
    Clearing,
    DeviceModel,
}

/// <summary>A CALL that was sent to the station and whose answer is to be routed.</summary>
internal sealed class StationCall(string id, CallOrigin origin, Instant sentAt)
{
    public string Id { get; } = id;

    public CallOrigin Origin { get; } = origin;

    public Instant SentAt { get; } = sentAt;

    /// <summary>The id that the CSMS gave it.</summary>
    public string? CsmsId { get; init; }

    public Setpoint? Setpoint { get; init; }

    public LadderRung? Rung { get; init; }

    /// <summary>Given up, but a late answer is still recognised.</summary>
    public bool TimedOut { get; set; }

    /// <summary>The CSMS connection that it came from is gone.</summary>
    public bool Orphaned { get; set; }
}
