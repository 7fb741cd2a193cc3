using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Mapping;
using EdgeController.Ocpp.Profiles.Csms;
using EdgeController.Ocpp.Proxy;
using EdgeController.Ocpp.Proxy.Journal;

namespace EdgeController.Ocpp.Links;

/// <summary>
/// One station with both of its legs, as a machine without I/O: relays between station and CSMS, keeps the fallback in the station, hands
/// it setpoints, and reports what it sees. It lives as long as the site; sockets come and go.
/// </summary>
/// <remarks>
/// Station side: Closed -> (StationOpened) Open -> (StationClosed, Break, ShutDown) Closed. The upstream side is <see cref="CsmsLinkState"/>.
/// The shell drops what comes from a socket after it was told to close it.
/// </remarks>
public sealed class StationLink
{
    private const int GoingAway = 1001;
    private const int PolicyViolation = 1008;
    private const int TryAgainLater = 1013;

    private readonly Station _station;
    private readonly StationLinkOptions _options;
    private readonly LinkStep _step;
    private readonly StationBacklog _backlog;
    private readonly LastCall _last = new();
    private readonly Mapping.V16.StationObserver _observerOf16;
    private readonly Mapping.V2x.StationObserver _observerOf2;
    private readonly StationParts _parts;
    private readonly FallbackLadder _ladder;
    private readonly StationSide _toStation;
    private readonly CsmsSide? _csms;
    private readonly LocalBackEnd? _backEnd;
    private readonly StationJournal? _journal;
    private readonly CsmsProfiles? _profiles;
    private readonly MalformedWindow _malformedStation;
    private readonly MalformedWindow _malformedCsms;
    private string _version = "";
    private bool _open;
    private bool _shutDown;
    private readonly BootWatch _boot;
    private bool _statusSeen;
    private bool _statusAsked;
    private Instant _openedAt;

    /// <param name="station">The station.</param>
    /// <param name="site">The site that it belongs to.</param>
    /// <param name="options">Times and bounds.</param>
    /// <param name="newMessageId">96 random bits as text, new with each call (<see cref="MessageIdSource"/>).</param>
    /// <param name="backOffRandom">Spreads the reconnects of many stations.</param>
    /// <param name="wall">Wall-clock time of an instant; only told to stations that ask for the time.</param>
    /// <param name="kept">What an earlier life left; null for nothing, and nothing can be kept in the journal.</param>
    public StationLink(
        Station station, Site site, StationLinkOptions options, Func<string> newMessageId, Random backOffRandom, Func<Instant, DateTimeOffset> wall, StationKept? kept = null)
    {
        _station = station;
        _options = options;
        _step = new LinkStep(wall);
        _boot = new BootWatch(options, _step);
        var view = new StationView(station, site, _step);
        _backlog = view.Backlog;
        _observerOf16 = new Mapping.V16.StationObserver(view);
        _observerOf2 = new Mapping.V2x.StationObserver(view);
        _parts = new StationParts(station, site, _step, options, view);
        _ladder = _parts.Ladder;
        _toStation = new StationSide(station, options, _step, view, _parts, newMessageId);
        _malformedStation = new MalformedWindow(options.MalformedPerMinute);
        _malformedCsms = new MalformedWindow(options.MalformedPerMinute);
        if (station.Csms is not { } name)
        {
            _journal = new StationJournal(kept?.Journal, _step, options);
            _backEnd = new LocalBackEnd(options.HeartbeatInterval, site.Tokens, _journal);
        }
        else
        {
            _profiles = new CsmsProfiles(station, site, _step, options, view, _parts.Writer, _ladder, newMessageId, kept?.Profiles);
            _toStation.Profiles = _parts.Leases.Profiles = _profiles;
            var rules = site.BackEnds.FirstOrDefault(backEnd => backEnd.Name == name)?.Offline ?? OfflineRules.Default;
            _journal = kept?.Journal is { } book ? new StationJournal(book, _step, options) : null;
            _csms = new CsmsSide(station, rules, options, _step, new CsmsLink(_step, options, backOffRandom), _journal, StationWasAnswered);
        }
    }

    /// <summary>Nobody can take the station's transactions: its connections are refused, so that it keeps them itself.</summary>
    public bool RefusesStation => _csms?.Presence.Refuses == true;

    /// <summary>Whether the station's socket is open.</summary>
    public bool IsOpen => _open;

    /// <summary>All runs as it should and nothing presses: a second more or less without <see cref="Elapsed"/> changes nothing.</summary>
    public bool IsCalm =>
        _open && (_statusSeen || _statusAsked) && !_ladder.IsWaiting && _toStation.IsCalm && (_csms is null || (Csms == CsmsLinkState.Open && _journal?.IsEmpty != false));

    /// <summary>State of the upstream leg; Idle for a station without a CSMS.</summary>
    public CsmsLinkState Csms => _csms?.Link.State ?? CsmsLinkState.Idle;

    public LinkCounters Counters => _step.Counters;

    private IStationObserver Observer => _version == OcppVersion.V16 ? _observerOf16 : _observerOf2;

    /// <summary>When the link wants <see cref="Elapsed"/> at the latest; null where only an input can change anything.</summary>
    public Instant? NextDeadline
    {
        get
        {
            Instant?[] due =
            [
                _toStation.Due,
                _csms?.Due,
                _journal?.Due,
                _profiles?.Due,
                _open && _ladder.IsWaiting ? _boot.Due : null,
                _open && !_statusSeen && !_statusAsked ? _openedAt + _options.StatusGrace : null,
            ];
            return due.Min();
        }
    }

    /// <summary>Takes one input; what is to be done is appended to <paramref name="outputs"/> in order.</summary>
    public void Step(LinkInput input, Instant now, List<LinkOutput> outputs)
    {
        if (_shutDown)
        {
            return;
        }

        _step.Begin(now, outputs);
        switch (input)
        {
            case StationMessage message when _open:
                FromStation(message.Utf8);
                break;
            case CsmsMessage message when Csms == CsmsLinkState.Open:
                FromCsms(message.Utf8);
                break;
            case StationOpened opened:
                Open(opened.Version);
                break;
            case StationClosed closed when _open:
                Closed(closed.Reason);
                break;
            case CsmsOpened when _csms?.Link.Opened() == true && _open:
                _step.Notice(NoticeCode.CsmsBack, $"connected to the CSMS of {_station.Id}");
                break;
            case CsmsClosed closed when _csms?.Link.Closed() == true:
                CsmsIsGone(closed.Reason);
                break;
            case ApplySetpoint apply:
                _profiles?.Told(apply.Setpoint);
                _toStation.Apply(apply.Setpoint);
                break;
            case JournalWritten written:
                _journal?.Written(written.Ticket);
                break;
            case JournalFailed failed:
                _journal?.Failed(failed.Ticket, failed.Why);
                break;
            case ShutDown:
                _csms?.Presence.ShutDown();
                Break(GoingAway, "controller stops");
                _csms?.Link.Unwant("controller stops");
                _shutDown = true;
                return;
            default:
                break;
        }

        AfterTime();
    }

    private void AfterTime()
    {
        var upstream = _csms?.Link.State;
        _csms?.Link.Elapsed();
        if (upstream is CsmsLinkState.Connecting or CsmsLinkState.Open && Csms == CsmsLinkState.BackingOff)
        {
            CsmsIsGone("no connection in time");
        }

        if (_open)
        {
            if (_ladder.IsWaiting && _boot.IsOverdue)
            {
                _ladder.Start();
            }

            if (!_statusSeen && !_statusAsked && _step.Now - _openedAt >= _options.StatusGrace)
            {
                _statusAsked = true;
                _parts.AskForStatus();
            }
        }

        _profiles?.Settle(Csms == CsmsLinkState.Open, !_csms!.InFlight);
        _csms?.Settle(_profiles!.WaitsForCsms);
        if (_csms?.MustCloseStation() == true)
        {
            Break(GoingAway, "back end cannot be reached");
        }

        while (_open && _csms?.TakeOrder() is { } order)
        {
            _toStation.Ask(order.Action, order.Payload);
        }

        _toStation.Pump();
        _journal?.Flush();
    }

    private void Open(string version)
    {
        if (RefusesStation)
        {
            _step.Output(new CloseStation(TryAgainLater, "back end cannot be reached"));
            return;
        }

        if (_open)
        {
            Closed("replaced by a new connection");
        }

        _backlog.Opened(_step.Now);
        _last.Opened();
        _version = version;
        _parts.Writer.Version = version;
        _profiles?.Opened(version);
        _open = true;
        _openedAt = _step.Now;
        _statusSeen = _statusAsked = false;
        _boot.Opened();
        _malformedStation.Clear();
        _malformedCsms.Clear();
        _step.Report(new StationConnected(_step.Now, _station.Id, version));
        _parts.Opened();
        _toStation.Opened();
        _csms?.Presence.StationCame(version);
    }

    /// <summary>Closes the station's socket; the first reason wins, because there is no second while it is closed.</summary>
    private void Break(int code, string reason)
    {
        if (_open)
        {
            _step.Output(new CloseStation(code, reason));
            Closed(reason);
        }
    }

    private void Closed(string reason)
    {
        _open = false;
        _backlog.Closed(_step.Now);
        _toStation.Closed();
        _ladder.Reset();
        _csms?.StationGone();
        _step.Report(new StationDisconnected(_step.Now, _station.Id, reason));
    }

    private void CsmsIsGone(string reason)
    {
        _step.Notice(NoticeCode.CsmsAway, $"no connection to the CSMS of {_station.Id}: {reason}");
        _toStation.CsmsGone();
        _csms!.Gone();
        _malformedCsms.Clear();
    }

    private void FromStation(ReadOnlyMemory<byte> utf8)
    {
        var (frame, error) = OcppFrameParser.Parse(utf8, _options.Limits);
        if (frame is null)
        {
            Malformed(error!, _malformedStation, station: true);
        }
        else if (frame.IsAnswer)
        {
            _toStation.Answered(frame);
        }
        else if (frame.Type == MessageType.Call)
        {
            CalledByStation(frame);
        }
        else if (IsForeign(frame) || _csms is null || (frame.Type == MessageType.CallResultError && _csms.AnsweredHere.Remove(frame.MessageId)))
        {
            _step.Counters.Dropped++;
        }
        else
        {
            _csms.FromStation(frame, transactional: false);
        }
    }

    private void CalledByStation(OcppFrame call)
    {
        var repeat = _last.IsRepeat(call);
        if (repeat && _last.Answer is { } known && _csms is not null && ProxyRules.IsTransactional(_version, call) && !_options.Without.HasFlag(LinkProtections.CrossedCopies))
        {
            _step.Counters.Recognised++;
            _step.ToStation(known);
            return;
        }

        _backlog.Came(_step.Now, repeat, call.Action == "BootNotification");
        Observer.Called(call);
        _profiles?.CalledByStation(call);
        _statusSeen |= call.Action == "StatusNotification";
        if (Observer.IsBoot(call))
        {
            // Its fallback may be gone with the reboot; the ladder runs again when the boot is accepted.
            _boot.Came();
            _ladder.Reset();
            _parts.Reset();
        }
        else if (_ladder.IsWaiting && _boot.WorksWithout())
        {
            _ladder.Start();
        }

        if (_version != OcppVersion.V16)
        {
            var ours = _parts.DeviceModel.Consumes(call, out var changed);
            _toStation.Reworded(changed);
            if (ours)
            {
                // The CSMS has not asked for it, so that it must not see it either.
                _step.ToStation(OcppFrameWriter.CallResult(call.MessageId, "{}"u8.ToArray()));
                AnsweredHere(call);
                return;
            }
        }

        if (_parts.AnswersHere(call) is { } here)
        {
            _step.ToStation(here);
            AnsweredHere(call);
            return;
        }

        if (_backEnd is not null)
        {
            var answer = _backEnd.Answer(_version, call, _step.Wall);
            _step.ToStation(answer);
            StationWasAnswered(call, OcppFrameParser.Parse(answer, FrameLimits.Default).Frame!);
        }
        else if (_csms!.HasRoom)
        {
            _csms.FromStation(call, ProxyRules.IsTransactional(_version, call));
        }
        else
        {
            Break(PolicyViolation, "too many calls wait");
        }
    }

    private void AnsweredHere(OcppFrame call)
    {
        _csms?.AnsweredHere.Add(call.MessageId);
        _backlog.Answered(_step.Now);
    }

    private void StationWasAnswered(OcppFrame call, OcppFrame answer)
    {
        _backlog.Answered(_step.Now);
        _last.Answered(call, answer);
        _profiles?.StationWasAnswered(call, answer);
        _parts.StationWasAnswered(call);
        if (Observer.Answered(call, answer))
        {
            _ladder.Start();
        }
        else if (Observer.IsBoot(call))
        {
            _boot.Refused();
        }
    }

    private void FromCsms(ReadOnlyMemory<byte> utf8)
    {
        var (frame, error) = OcppFrameParser.Parse(utf8, _options.Limits);
        if (frame is null)
        {
            Malformed(error!, _malformedCsms, station: false);
        }
        else if (frame.IsAnswer)
        {
            if (!_profiles!.Consumes(frame))
            {
                _csms!.Answered(frame);
            }
        }
        else if (!_csms!.Presence.Relays)
        {
            _csms.StationIsAway(frame);
        }
        else if (frame.Type != MessageType.Call)
        {
            if (IsForeign(frame) || (frame.Type == MessageType.CallResultError && _profiles!.WasAnsweredHere(frame.MessageId)))
            {
                _step.Counters.Dropped++;
            }
            else
            {
                _step.ToStation(frame.Raw);
            }
        }
        else if (_profiles!.Passes(_csms.ForStation(frame)) is { } passing)
        {
            _parts.DeviceModel.CsmsAsks(passing);
            _toStation.FromCsms(passing);
        }
    }

    /// <summary>Types 5 and 6 exist in 2.1 only; an older peer may not understand them.</summary>
    private bool IsForeign(OcppFrame frame)
    {
        if (_version == OcppVersion.V21)
        {
            return false;
        }

        _step.Notice(NoticeCode.ForeignMessageType, $"{frame.Type} is not part of OCPP {_version}, dropped ({_station.Id})");
        return true;
    }

    private void Malformed(FrameError error, MalformedWindow window, bool station)
    {
        _step.Counters.Malformed++;
        _step.Notice(NoticeCode.MalformedFrame, $"{_station.Id}: unreadable frame from {(station ? "station" : "CSMS")}: {error.Fault}");
        if (error.DeservesAnswer(_version))
        {
            var answer = OcppFrameWriter.CallError(error.MessageId, error.Code(_version), error.Fault.ToString());
            _step.Output(station ? new ToStation(answer) : new ToCsms(answer));
        }

        if (!window.Add(_step.Now))
        {
            return;
        }

        if (station)
        {
            Break(PolicyViolation, "too many unreadable frames");
        }
        else
        {
            _csms!.Link.Break("too many unreadable frames");
            CsmsIsGone("too many unreadable frames");
        }
    }
}
