using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Proxy;

namespace EdgeController.Ocpp.Links;

/// <summary>A message of the station on its way to the CSMS.</summary>
/// <param name="Frame">The message.</param>
/// <param name="At">When it came, or when its connection broke.</param>
/// <param name="Transactional">It must not be answered by anyone but the CSMS.</param>
/// <param name="Owed">Answered here before; the CSMS's answer is swallowed.</param>
/// <param name="Repeat">It was sent once already.</param>
internal sealed record UpstreamMessage(OcppFrame Frame, Instant At, bool Transactional, bool Owed = false, bool Repeat = false);

/// <summary>
/// The messages that go from the station to its CSMS: in order, byte for byte; while the CSMS is away answered here (what is not
/// transactional) or held.
/// </summary>
internal sealed class CsmsSide(Station station, StationLinkOptions options, LinkStep step, CsmsLink link)
{
    private readonly AwayAnswers _away = new();
    private readonly List<UpstreamMessage> _sent = [];
    private readonly List<UpstreamMessage> _waiting = [];

    public CsmsLink Link { get; } = link;

    /// <summary>Calls of the station that were answered here.</summary>
    public RecentIds AnsweredHere { get; } = new();

    /// <summary>Called with the CALL and the answer that the station got, by whomever.</summary>
    public required Action<OcppFrame, OcppFrame> OnAnswered { get; init; }

    public bool HasRoom => _waiting.Count < options.StationQueue;

    /// <summary>A transactional call has waited longer than a station may be kept waiting.</summary>
    public bool HoldExpired => Link.State != CsmsLinkState.Open && _waiting.Count > 0
        && _waiting.Exists(message => message.Transactional && step.Now - message.At >= options.TransactionHold);

    public Instant? Due
    {
        get
        {
            var due = Link.Due;
            if (Link.State == CsmsLinkState.Open)
            {
                return _sent.Find(IsInFlight) is { } sent ? sent.At + PatienceFor(sent) : null;
            }

            foreach (var message in _waiting)
            {
                var limit = message.At + options.TransactionHold;
                if (!message.Transactional)
                {
                    limit = Link.Since + options.ConnectingGrace;
                }

                due = due is { } other && other < limit ? other : limit;
            }

            return due;
        }
    }

    /// <summary>One CALL at a time (OCPP-J 4.1.1), whatever the station does: back ends refuse overlapping calls, and none piles up here.</summary>
    public bool InFlight
    {
        get
        {
            foreach (var message in _sent)
            {
                if (IsInFlight(message))
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>A CALL, SEND or CALLRESULTERROR of the station.</summary>
    public void FromStation(OcppFrame frame, bool transactional) => _waiting.Add(new UpstreamMessage(frame, step.Now, transactional));

    /// <summary>The CSMS's answer to a call of the station.</summary>
    public void Answered(OcppFrame answer)
    {
        var place = _sent.FindIndex(message => message.Frame.MessageId == answer.MessageId);
        if (place < 0)
        {
            step.Counters.UnknownAnswers++;
            step.Notice(NoticeCode.UnknownAnswer, $"the CSMS of {station.Id} answered {answer.MessageId}, which nobody asked");
            return;
        }

        var call = _sent[place];
        _sent.RemoveAt(place);
        _away.Learn(call.Frame, answer);
        if (!call.Owed)
        {
            AnsweredHere.Remove(answer.MessageId);
            step.ToStation(answer.Raw);
            OnAnswered(call.Frame, answer);
        }
        else if (answer.Type == MessageType.CallError)
        {
            step.Notice(NoticeCode.UpstreamAnswerDiffers, $"the CSMS refused a {call.Frame.Action} of {station.Id} that was answered while it was away");
        }
    }

    /// <summary>The upstream socket is gone: what was not answered waits again, transactional calls for their hold time.</summary>
    public void Gone()
    {
        var again = new List<UpstreamMessage>();
        foreach (var message in _sent)
        {
            if (message.Owed)
            {
                _away.StillOwed(message.Frame);
            }
            else
            {
                again.Add(message with { At = step.Now, Repeat = true });
            }
        }

        _sent.Clear();
        _waiting.InsertRange(0, again);
    }

    /// <summary>The station's socket is gone: it will send its transactional calls again itself.</summary>
    public void StationGone()
    {
        foreach (var message in _sent.Where(message => message.Owed))
        {
            _away.StillOwed(message.Frame);
        }

        _sent.Clear();
        _waiting.Clear();
    }

    /// <summary>Sends or answers what need not wait any longer.</summary>
    /// <param name="held">A call of ours waits for the CSMS's answer: the station's wait meanwhile.</param>
    public void Settle(bool held = false)
    {
        if (Link.State == CsmsLinkState.Open)
        {
            if (_sent.Count > 0)
            {
                _sent.RemoveAll(message => step.Now - message.At >= options.LateAnswerWindow);
            }

            SendUnanswered();
            while (!held && !InFlight && _away.TakeOwed() is { } owed)
            {
                Send(new UpstreamMessage(owed, step.Now, Transactional: false, Owed: true));
            }

            while (!held && !InFlight && _waiting.Count > 0)
            {
                var next = _waiting[0];
                _waiting.RemoveAt(0);
                Send(next);
            }

            return;
        }

        if (_waiting.Count == 0 || (Link.State == CsmsLinkState.Connecting && step.Now - Link.Since < options.ConnectingGrace))
        {
            return;
        }

        foreach (var message in _waiting.Where(message => !message.Transactional).ToArray())
        {
            _waiting.Remove(message);
            AnswerHere(message.Frame);
        }
    }

    private bool IsInFlight(UpstreamMessage message) => step.Now - message.At < PatienceFor(message);

    private TimeSpan PatienceFor(UpstreamMessage message) => message.Owed ? options.OwnCallTimeout : options.CsmsCallTimeout;

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

            step.ToCsms(_waiting[place].Frame.Raw);
            _waiting.RemoveAt(place);
        }
    }

    private void Send(UpstreamMessage message)
    {
        _sent.Add(message);
        if (message is { Repeat: true, Transactional: true })
        {
            step.Counters.Repeats++;
            step.Notice(NoticeCode.Repeated, $"{message.Frame.Action} {message.Frame.MessageId} of {station.Id} sent again, its answer was lost");
        }

        step.ToCsms(message.Frame.Raw);
    }

    private void AnswerHere(OcppFrame call)
    {
        if (call.Type != MessageType.Call)
        {
            step.Counters.Dropped++;
            step.Notice(NoticeCode.MessageDropped, $"{call.Type} of {station.Id} dropped, its CSMS is away");
            return;
        }

        step.Counters.AnsweredLocally++;
        AnsweredHere.Add(call.MessageId);
        var answer = _away.Answer(Link.Version, call, step.Wall);
        step.ToStation(answer);
        if (OcppFrameParser.Parse(answer, FrameLimits.Default).Frame is { } frame)
        {
            OnAnswered(call, frame);
        }
    }
}
