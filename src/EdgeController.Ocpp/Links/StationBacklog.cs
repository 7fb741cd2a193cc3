using EdgeController.Core.Units;

namespace EdgeController.Ocpp.Links;

/// <summary>
/// Whether what a station says now may have waited in its own queue. A station has one CALL under way; while its back end keeps it waiting its next messages
/// grow old, and come one right after the other's answer. Their timestamps say nothing against its clock.
/// </summary>
public sealed class StationBacklog
{
    /// <summary>An answer that took so long has held others back.</summary>
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(2);

    /// <summary>A station that is silent for so long after an answer has nothing left to say.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    private Instant _answered;
    private Instant? _came;

    /// <summary>The message that came last may be old.</summary>
    public bool MayBeOld { get; private set; }

    /// <summary>A new connection: what the station has kept meanwhile comes first.</summary>
    public void Opened(Instant now) => (MayBeOld, _answered, _came) = (true, now, null);

    /// <summary>A CALL of the station comes.</summary>
    public void Came(Instant now)
    {
        MayBeOld = _came is { } before ? MayBeOld || now - before >= Wait : MayBeOld && now - _answered < Pause;
        _came ??= now;
    }

    /// <summary>A CALL of the station is answered.</summary>
    public void Answered(Instant now)
    {
        MayBeOld |= now - _came >= Wait;
        (_answered, _came) = (now, null);
    }
}
