using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Proxy.Journal;

namespace EdgeController.Ocpp.Links;

/// <summary>
/// Which of a station's two peers is there, and what follows: the upstream leg is wanted while the station is connected, refused, or has left
/// messages for its CSMS; the station is refused while nobody can take its transactions.
/// </summary>
internal sealed class CsmsPresence(Station station, OfflineRules rules, StationLinkOptions options, LinkStep step, CsmsLink link, StationJournal? journal)
{
    private bool _stationOpen;
    private Instant? _goneAt;
    private Instant _relayedAt;

    public CsmsLink Link => link;

    /// <summary>The version that the station speaks, or spoke last.</summary>
    public string Version { get; private set; } = "";

    /// <summary>The station's connections are refused, so that it keeps its messages itself.</summary>
    public bool Refuses { get; private set; }

    /// <summary>Station and CSMS are both there and speak the same version.</summary>
    public bool Relays => _stationOpen && link.State == CsmsLinkState.Open && link.Version == Version;

    public Instant? Due => _stationOpen
        ? (rules.Mode == OfflineMode.MirrorClose && !Relays ? _relayedAt + options.ConnectingGrace : null)
        : (link.State == CsmsLinkState.Idle && journal is { Entries.Count: > 0 } ? _goneAt + options.ReplayAlone : null);

    public void StationCame(string version)
    {
        (_stationOpen, Version, _relayedAt) = (true, version, step.Now);
        Tend();
    }

    /// <summary>True where the upstream leg went with it.</summary>
    public bool StationGone()
    {
        (_stationOpen, _goneAt) = (false, step.Now);
        if (Refuses || journal is { IsEmpty: false })
        {
            return false;
        }

        link.Unwant("the station is gone");
        return true;
    }

    /// <summary>Opens, keeps or closes the upstream leg; true where an open one was closed.</summary>
    public bool Tend()
    {
        Admit();
        _goneAt ??= step.Now;
        _relayedAt = Relays ? step.Now : _relayedAt;
        var wanted = Wanted();
        var closed = false;
        if (link.State != CsmsLinkState.Idle && (wanted is null || (wanted != link.Version && link.State != CsmsLinkState.BackingOff)))
        {
            closed = link.State == CsmsLinkState.Open;
            link.Unwant(wanted is null ? "the station is not connected" : "another version is spoken from now on");
        }

        if (wanted is not null && (link.State == CsmsLinkState.Idle || link.Version != wanted))
        {
            link.Want(wanted);
        }

        return closed;
    }

    /// <summary>Whether the station's connection has to be closed now; it is refused from then on.</summary>
    /// <param name="holdExpired">A call of a transaction has waited too long.</param>
    public bool MustClose(bool holdExpired)
    {
        var mirrors = rules.Mode == OfflineMode.MirrorClose && !Relays && step.Now - _relayedAt >= options.ConnectingGrace;
        if (!_stationOpen || !(holdExpired || mirrors))
        {
            return false;
        }

        Refuses = true;
        step.Notice(NoticeCode.StationRefused, mirrors
            ? $"{station.Id} is refused while its CSMS cannot be reached"
            : $"{station.Id} holds a transaction message that neither its CSMS nor the journal can take: refused until one can");
        return true;
    }

    /// <summary>The controller stops: nobody is wanted any more.</summary>
    public void ShutDown() => Refuses = false;

    private void Admit()
    {
        if (!Refuses)
        {
            return;
        }

        var relayed = link.State == CsmsLinkState.Open && link.Version == Version && journal?.IsEmpty != false;
        var kept = rules.Mode == OfflineMode.Keep && journal is { HasAmpleRoom: true, OldestUnwritten: null };
        if (relayed || kept)
        {
            Refuses = false;
            step.Notice(NoticeCode.StationAdmitted, relayed ? $"the CSMS of {station.Id} can be reached again" : $"the journal can take messages of {station.Id} again");
        }
    }

    private string? Wanted()
    {
        var here = _stationOpen || Refuses;
        if (journal?.Oldest is { } oldest)
        {
            // What was kept goes up as it was spoken, even if the station speaks another version by now.
            return here || link.State != CsmsLinkState.Idle || step.Now - _goneAt >= options.ReplayAlone ? oldest.Version : null;
        }

        return here ? Version : null;
    }
}
