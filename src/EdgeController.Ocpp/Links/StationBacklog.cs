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
    private Instant? _gone;
    private Instant? _since;

    /// <summary>The message that came last may be old.</summary>
    public bool MayBeOld { get; private set; }

    /// <summary>The message that came last has come before: its timestamps are as old as the first copy.</summary>
    public bool IsRepeat { get; private set; }

    /// <summary>Since when the station may have kept what may be old; null where nobody knows.</summary>
    public Instant? Since => MayBeOld ? _since : _came ?? _answered;

    /// <summary>A new connection: what the station has kept meanwhile comes first.</summary>
    public void Opened(Instant now)
    {
        Holds(_gone);
        (_answered, _came, IsRepeat) = (now, null, false);
    }

    /// <summary>The connection is gone: from now on the station keeps what it has to say; what waits behind a call that was not answered it keeps already.</summary>
    public void Closed(Instant now) => _gone = _came ?? now;

    /// <summary>A CALL of the station comes; a repeat is one that it has sent before. A boot says nothing of what waits: until it is accepted the station may not say it.</summary>
    public void Came(Instant now, bool isRepeat = false, bool isBoot = false)
    {
        IsRepeat = isRepeat;
        if (isRepeat || now - _came >= Wait)
        {
            Holds(_came ?? _answered);
        }
        else if (_came is null && !isBoot)
        {
            MayBeOld &= now - _answered < Pause;
        }

        _came ??= now;
    }

    /// <summary>A CALL of the station is answered.</summary>
    public void Answered(Instant now)
    {
        if (now - _came >= Wait)
        {
            Holds(_came);
        }

        (_answered, _came) = (now, null);
    }

    private void Holds(Instant? since)
    {
        if (!MayBeOld)
        {
            (MayBeOld, _since) = (true, since);
        }
    }
}
