using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Proxy;
using EdgeController.Ocpp.Proxy.Journal;

namespace EdgeController.Ocpp.Links;

/// <summary>
/// The messages that go from the station to its CSMS: in order, byte for byte. While the CSMS is away they are answered here; what belongs to
/// a transaction is kept first and brought to it later, before anything newer of a transaction.
/// </summary>
internal sealed class CsmsSide
{
    private readonly Station _station;
    private readonly StationLinkOptions _options;
    private readonly LinkStep _step;
    private readonly OfflineRules _rules;
    private readonly AwayAnswers _away;
    private readonly StoreAndForward? _store;
    private readonly CsmsPresence _presence;
    private readonly SentCalls _sent;
    private readonly List<UpstreamMessage> _waiting = [];
    private readonly WentUp _wentUp;
    private readonly AnswersHere _here;
    private readonly Action<OcppFrame, OcppFrame> _onAnswered;
    private bool _keptLast;
    private bool _fullTold;

    /// <param name="station">The station.</param>
    /// <param name="rules">What holds while its CSMS is away.</param>
    /// <param name="options">Times and bounds.</param>
    /// <param name="step">The step that is being taken.</param>
    /// <param name="link">The upstream leg.</param>
    /// <param name="journal">What is kept for the CSMS; null where nothing can be.</param>
    /// <param name="onAnswered">Called with the CALL and the answer that the station got, by whomever.</param>
    public CsmsSide(Station station, OfflineRules rules, StationLinkOptions options, LinkStep step, CsmsLink link, StationJournal? journal, Action<OcppFrame, OcppFrame> onAnswered)
    {
        (_station, _rules, _options, _step) = (station, rules, options, step);
        _away = new AwayAnswers(rules, journal);
        (_onAnswered, _here) = (onAnswered, new AnswersHere(station, step, _away, onAnswered));
        _sent = new SentCalls(options, step);
        _wentUp = new WentUp(knows: !options.Without.HasFlag(LinkProtections.WentUp));
        _presence = new CsmsPresence(station, rules, options, step, link, journal);
        if (journal is not null)
        {
            _store = new StoreAndForward(station, rules, options, step, journal, _away) { Answer = _here.Give, TakeBack = again => _waiting.InsertRange(0, again) };
        }
    }

    public CsmsLink Link => _presence.Link;

    /// <summary>Which of the two peers is there, and whether the station may be.</summary>
    public CsmsPresence Presence => _presence;

    /// <summary>Calls of the station that were answered here.</summary>
    public RecentIds AnsweredHere => _here.Ids;

    public bool HasRoom => _waiting.Count < _options.StationQueue;

    /// <summary>A call of a transaction has waited longer than a station may be kept waiting.</summary>
    private bool HoldExpired =>
        (!TakesTransactions && _waiting.Exists(message => message.Transactional && IsOverdue(message.At)))
        || (_store?.Journal.OldestUnwritten is { } oldest && IsOverdue(oldest));

    /// <summary>The CSMS can hear a new message of a transaction now: nothing older is kept for it.</summary>
    private bool TakesTransactions => _presence.Relays && _store?.Journal.IsEmpty != false;

    /// <summary>A connection that is just being opened is waited for.</summary>
    private bool MayComeSoon => Link.State == CsmsLinkState.Connecting && _step.Now - Link.Since < _options.ConnectingGrace;

    public Instant? Due
    {
        get
        {
            var due = new EarliestDue(_step.Now);
            due.Add(Link.Due);
            due.Add(_presence.Due);
            if (Link.State == CsmsLinkState.Open)
            {
                due.Add(_store?.Replay.Due);
                due.Add(_sent.Due);
            }

            if (!TakesTransactions)
            {
                due.Add(_waiting.Find(message => message.Transactional)?.At + _options.TransactionHold);
            }

            due.Add(_store?.Refused.Due);
            due.Add(_store?.Journal.OldestUnwritten + _options.TransactionHold);
            if (_waiting.Count > 0 && Link.State == CsmsLinkState.Connecting)
            {
                due.Add(Link.Since + _options.ConnectingGrace);
            }

            return due.At;
        }
    }

    /// <summary>One CALL at a time (OCPP-J 4.1.1), whatever the station does: back ends refuse overlapping calls, and none piles up here.</summary>
    public bool InFlight => _sent.IsBusy || _store?.Replay.IsInFlight == true;

    /// <summary>A CALL, SEND or CALLRESULTERROR of the station.</summary>
    public void FromStation(OcppFrame frame, bool transactional)
    {
        var message = new UpstreamMessage(frame, _step.Now, transactional);
        if (transactional)
        {
            _wentUp.Came(frame);
        }

        if (_store is not null)
        {
            _store.Refused.Called(frame);
            if (transactional && _store.Recognises(message))
            {
                return;
            }
        }

        // A copy behind the first would go up after the first one's answer, and after what the station says then.
        if (_waiting.Count > 0 && frame.Type == MessageType.Call && _waiting.Exists(message.IsCopyOf))
        {
            _step.Counters.Recognised++;
            return;
        }

        _waiting.Add(message);
    }

    /// <summary>A CALL of the CSMS as the station must hear it.</summary>
    public OcppFrame ForStation(OcppFrame call) => _store?.Ids.ToStation(call) ?? call;

    /// <summary>A message of the CSMS for a station that is not connected: the leg is open only to bring what was kept.</summary>
    public void StationIsAway(OcppFrame frame)
    {
        if (frame.Type == MessageType.Call)
        {
            _step.ToCsms(OcppFrameWriter.CallError(frame.MessageId, "GenericError", "the station is not connected"));
        }
        else
        {
            _step.Counters.Dropped++;
        }
    }

    /// <summary>The next CALL of ours that the CSMS's refusal asks for; null where there is none.</summary>
    public (string Action, byte[] Payload)? TakeOrder() => _store?.Refused.Take();

    /// <summary>The CSMS's answer to a call of the station.</summary>
    public void Answered(OcppFrame answer)
    {
        if (_store?.Replay.Answered(answer) == true)
        {
            return;
        }

        if (_sent.Take(answer.MessageId) is not { } call)
        {
            _step.Counters.UnknownAnswers++;
            _step.Notice(NoticeCode.UnknownAnswer, $"the CSMS of {_station.Id} answered {answer.MessageId}, which nobody asked");
            return;
        }

        _store?.Replay.SawAnother();
        _away.Learn(call.Frame, answer, _step.Wall);
        if (call.Orphaned)
        {
            return;
        }

        if (!call.Owed)
        {
            if (call.Transactional)
            {
                _store?.Relayed(call.Frame, answer.Type == MessageType.CallResult);
            }

            AnsweredHere.Remove(answer.MessageId);
            if (_waiting.Count > 0)
            {
                _waiting.RemoveAll(call.IsCopyOf);
            }

            _step.ToStation(answer.Raw);
            _onAnswered(call.Frame, answer);
        }
        else if (call.Frame.Action == "BootNotification" && answer.Type == MessageType.CallResult && !_away.BootAccepted)
        {
            // The station believes that it is accepted; what it has done meanwhile must not be refused for that.
            var wait = TimeSpan.FromSeconds(Math.Clamp(JsonProbe.Number(answer.Payload, "interval") ?? 30, 10, 300));
            _step.Notice(NoticeCode.UpstreamAnswerDiffers, $"the CSMS does not accept {_station.Id} yet, which was accepted while it was away: asked again in {wait.TotalSeconds} s");
            _away.StillOwed(call.Frame, _step.Now + wait);
            _store?.Replay.Hold(_step.Now + wait + _options.OwnCallTimeout);
        }
        else if (answer.Type == MessageType.CallError)
        {
            _step.Notice(NoticeCode.UpstreamAnswerDiffers, $"the CSMS refused a {call.Frame.Action} of {_station.Id} that was answered while it was away");
        }
    }

    /// <summary>The upstream socket is gone: what was not answered waits again, transactional calls for their hold time.</summary>
    public void Gone()
    {
        _store?.Replay.Gone();
        var sent = _sent.TakeAll();
        foreach (var message in sent.Where(message => message.Owed))
        {
            _away.StillOwed(message.Frame);
        }

        UpstreamMessage[] again = [.. sent.Where(message => message is { Owed: false, Orphaned: false }).Select(message => message with { At = _step.Now })];
        _step.Counters.Recognised += _waiting.RemoveAll(copy => Array.Exists(again, copy.IsCopyOf));
        _waiting.InsertRange(0, again);
    }

    /// <summary>The station's socket is gone: what is not kept it will send again itself.</summary>
    public void StationGone()
    {
        _sent.Orphan();
        _waiting.Clear();
        _store?.StationGone();
        if (_presence.StationGone())
        {
            Gone();
        }
    }

    /// <summary>Keeps, sends or answers what need not wait any longer.</summary>
    /// <param name="held">A call of ours waits for the CSMS's answer: the station's wait meanwhile.</param>
    public void Settle(bool held = false)
    {
        if (_presence.Tend())
        {
            Gone();
        }

        _sent.Expire();
        _store?.Replay.Elapsed();
        if (_presence.Relays)
        {
            SendUnanswered();
        }

        KeepTransactions();
        if (Link.State == CsmsLinkState.Open && !held)
        {
            Forward();
        }

        if (!_presence.Relays && _rules.Mode == OfflineMode.Keep && !MayComeSoon)
        {
            _here.Give(_waiting, _presence.Version);
        }
    }

    /// <summary>Whether the station's connection has to be closed now, so that it keeps its messages itself.</summary>
    public bool MustCloseStation() => _presence.MustClose(HoldExpired);

    private bool IsOverdue(Instant at) => _step.Now - at >= _options.TransactionHold;

    /// <summary>What nobody answers waits for no answer: OCPP 2.1 part 4 exempts SEND, and a CALLRESULTERROR answers itself.</summary>
    private void SendUnanswered()
    {
        for (var place = 0; place < _waiting.Count;)
        {
            if (_waiting[place].Frame.Type == MessageType.Call)
            {
                place++;
                continue;
            }

            _step.ToCsms(_waiting[place].Frame.Raw);
            _waiting.RemoveAt(place);
        }
    }

    /// <summary>Puts into the journal what the CSMS cannot hear now, and what must not overtake what is there.</summary>
    private void KeepTransactions()
    {
        while (_store is not null && !TakesTransactions && _waiting.FindIndex(message => message.Transactional) is var place and >= 0)
        {
            if (_store.Journal.IsEmpty && (MayComeSoon || _rules.Mode == OfflineMode.MirrorClose))
            {
                return;
            }

            if (!_store.Journal.HasRoom)
            {
                if (!_store.Journal.IsFailing && !_fullTold)
                {
                    _fullTold = true;
                    _step.Notice(NoticeCode.JournalFull, $"{_store.Journal.Count} messages of {_station.Id} are kept for its CSMS, which is the most: the station has to keep what follows itself");
                }

                return;
            }

            _fullTold = false;
            var message = _waiting[place];
            _waiting.RemoveAt(place);

            // A station that lost patience has sent it again while the first one was at a CSMS that hung.
            if (!_store.Recognises(message))
            {
                _store.Keep(_wentUp.Judge(message), _presence.Version);
            }
        }
    }

    /// <summary>Sends what may go, one by one: what is owed, then by turns what was kept and what comes now.</summary>
    private void Forward()
    {
        while (!InFlight)
        {
            if (Link.Version == _presence.Version && _away.TakeOwed(_step.Now) is { } owed)
            {
                Send(new UpstreamMessage(owed, _step.Now, Transactional: false, Owed: true));
                continue;
            }

            var live = NextLive();
            if ((live < 0 || !_keptLast) && _store is not null && ReplayMaySend(_store.Replay))
            {
                _keptLast = true;
                _store.Replay.Send();
                continue;
            }

            if (live < 0)
            {
                return;
            }

            _keptLast = false;
            var next = _waiting[live];
            _waiting.RemoveAt(live);
            Send(next);
        }
    }

    /// <summary>The place of the next message that comes now; an id that is under way already waits until it is free.</summary>
    private int NextLive()
    {
        for (var place = 0; place < _waiting.Count && _presence.Relays; place++)
        {
            var message = _waiting[place];
            if ((!message.Transactional || TakesTransactions) && message.Frame.MessageId != _store?.Replay.Id)
            {
                return place;
            }
        }

        return -1;
    }

    private bool ReplayMaySend(Replay replay) => replay.IsReady && !_sent.Holds(replay.NextId);

    private void Send(UpstreamMessage message)
    {
        _sent.Add(message);
        if (message.Transactional && _wentUp.Add(message.Frame))
        {
            _step.Repeated(_station.Id, message.Frame);
        }

        _step.ToCsms(_store?.Ids.ToCsms(message.Frame) ?? message.Frame.Raw);
    }
}
