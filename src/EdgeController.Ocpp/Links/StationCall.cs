using EdgeController.Core.Balancing;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Quirks;

namespace EdgeController.Ocpp.Links;

/// <summary>Why a CALL went to the station.</summary>
internal enum CallOrigin
{
    Csms,
    Lease,
    Ladder,
    Clearing,
    Question,

    /// <summary>Something of ours whose answer nobody waits for.</summary>
    Order,
}

/// <summary>A CALL that was sent to the station and whose answer is to be routed.</summary>
internal sealed class StationCall(string id, CallOrigin origin, Instant sentAt)
{
    public string Id { get; } = id;

    public CallOrigin Origin { get; } = origin;

    public Instant SentAt { get; } = sentAt;

    /// <summary>The id that the CSMS gave it.</summary>
    public string? CsmsId { get; init; }

    /// <summary>What the CSMS asked.</summary>
    public OcppFrame? Asked { get; init; }

    public Setpoint? Setpoint { get; init; }

    /// <summary>How long the lease was sent for.</summary>
    public TimeSpan Lease { get; init; }

    /// <summary>It changes a Dynamic lease instead of setting one.</summary>
    public bool IsUpdate { get; init; }

    /// <summary>It clears a lease instead of setting a lower one.</summary>
    public bool IsClearing { get; init; }

    /// <summary>It lowers a lease that would not be cleared.</summary>
    public bool IsLowering { get; init; }

    /// <summary>Who asked.</summary>
    public IStationQuestions? Asker { get; init; }

    public LadderRung? Rung { get; init; }

    /// <summary>Given up, but a late answer is still recognised.</summary>
    public bool TimedOut { get; set; }

    /// <summary>The CSMS connection that it came from is gone.</summary>
    public bool Orphaned { get; set; }
}
