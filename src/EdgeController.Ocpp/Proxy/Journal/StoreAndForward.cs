using EdgeController.Core.Topology;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Links;

namespace EdgeController.Ocpp.Proxy.Journal;

/// <summary>
/// Stands in for a CSMS that is away where a transaction is concerned: a call is kept, then answered, then brought to the CSMS when it is
/// back. A call that the station sends again because it missed the answer is answered again, not kept twice.
/// </summary>
internal sealed class StoreAndForward
{
    private readonly StationLinkOptions _options;
    private readonly LinkStep _step;
    private readonly AwayAnswers _away;
    private readonly List<UpstreamMessage> _again = [];

    /// <summary>The last call that was kept, or that ended a transaction with two ids: the only one whose answer the station may have missed.</summary>
    private (OcppFrame Call, int? Local, int Session)? _last;
    private int _session = 1;

    /// <summary>What the process before this one was done with last; only the first call of this one can be it.</summary>
    private long? _gone;

    public StoreAndForward(Station station, OfflineRules rules, StationLinkOptions options, LinkStep step, StationJournal journal, AwayAnswers away)
    {
        (_options, _step, _away) = (options, step, away);
        Journal = journal;
        Ids = new TransactionIds(journal);
        Refused = new RefusedTransactions(station, rules, options, step, journal);
        Replay = new Replay(station, options, step, journal, Ids) { OnAnswered = Heard };
        journal.OnKept = Kept;
        journal.OnRefused = NotKept;
        foreach (var entry in journal.Entries)
        {
            if (OcppFrameParser.Parse(entry.Frame, options.Limits).Frame is { } kept)
            {
                Ids.Came(kept);
            }
        }

        if (journal.Entries.LastOrDefault() is { } last && OcppFrameParser.Parse(last.Frame, options.Limits).Frame is { } call)
        {
            _last = (call, last.LocalTransaction, 0);
        }
        else
        {
            _gone = journal.Learned.LastGone;
        }
    }

    public StationJournal Journal { get; }

    public TransactionIds Ids { get; }

    public Replay Replay { get; }

    public RefusedTransactions Refused { get; }

    /// <summary>Answers a call of the station with that payload.</summary>
    public required Action<OcppFrame, ReadOnlyMemory<byte>> Answer { get; init; }

    /// <summary>Takes back what could not be kept.</summary>
    public required Action<IEnumerable<UpstreamMessage>> TakeBack { get; init; }

    /// <summary>True where the call needs nothing more: it was answered before, or is being kept.</summary>
    public bool Recognises(UpstreamMessage message)
    {
        var call = message.Frame;
        Ids.Came(call);
        if (_gone is { } gone)
        {
            _gone = null;
            _last = call.Action != "StartTransaction" && TransactionIds.Sum(call) == gone ? (call, null, _session) : _last;
        }

        if (!(_last is { } last && IsSame(last.Call, call, newSession: last.Session != _session)) && Ids.BegunBy(call) is null)
        {
            return false;
        }

        _step.Counters.Recognised++;
        if (Journal.OldestUnwritten is not null)
        {
            _again.Add(message);
            return true;
        }

        Answer(call, _away.Receipt(call, Ids.BegunBy(call)?.Local ?? _last?.Local, _step.Wall));
        return true;
    }

    /// <summary>Keeps a call; it is answered when it lies on the disk.</summary>
    public void Keep(UpstreamMessage message, string version)
    {
        var call = message.Frame;
        Journal.Append(message with { Session = _session }, version, call.Action == "StartTransaction" ? local => TransactionIds.Begin(call, local) : null);
        _last = (call, call.Action == "StartTransaction" ? Journal.LastLocal : null, _session);
        _step.Counters.Journalled++;
        if (!_options.AnswersAfterWriting)
        {
            Answer(call, _away.Receipt(call, _last?.Local, _step.Wall));
        }
    }

    /// <summary>A call of a transaction was relayed and answered by the CSMS itself.</summary>
    /// <param name="call">The call.</param>
    /// <param name="taken">False where the answer is an error: the station may try again.</param>
    public void Relayed(OcppFrame call, bool taken)
    {
        _last = null;
        if (taken && Ids.Ended(call))
        {
            // Without its alias a repeat would go up under our id, which the CSMS does not know: it is answered here.
            _last = (call, null, _session);
            Journal.Gone(call);
        }

        if (call.Action == "StartTransaction")
        {
            Ids.Replaced(JsonProbe.Number(call.Payload, "connectorId"));
        }
    }

    /// <summary>The station's socket is gone, and with it the answers that are still due.</summary>
    public void StationGone()
    {
        _session++;
        _again.Clear();
        Refused.StationGone();
    }

    private static bool IsSame(OcppFrame last, OcppFrame call, bool newSession) =>
        last.Action == call.Action && last.Payload.Span.SequenceEqual(call.Payload.Span)
        && (newSession || last.MessageId == call.MessageId || call.Action != "MeterValues");

    private void Kept(IReadOnlyList<Kept> kept)
    {
        foreach (var (message, entry, _) in kept)
        {
            if (message.Repeat)
            {
                Replay.IsRepeat(entry.Sequence);
            }

            if (message.Session == _session && _options.AnswersAfterWriting)
            {
                Answer(message.Frame, _away.Receipt(message.Frame, entry.LocalTransaction, _step.Wall));
            }
        }

        Repeat();
    }

    private void NotKept(IReadOnlyList<Kept> refused)
    {
        if (refused.Count > 0)
        {
            // What could not be removed says nothing of the last call that was kept.
            _last = null;
        }

        var back = refused.Select(kept => kept.Message).Where(message => message.Session == _session).ToList();
        foreach (var copy in _again.ToArray())
        {
            // Behind the call that it repeats: were it kept in its place, another id would go upstream than the one that went there before.
            if (back.FindIndex(message => IsSame(message.Frame, copy.Frame, newSession: false)) is var first and >= 0)
            {
                back.Insert(first + 1, copy);
                _again.Remove(copy);
            }
        }

        TakeBack(back);
        Repeat();
    }

    private void Repeat()
    {
        if (_again.Count > 0 && Journal.OldestUnwritten is null)
        {
            UpstreamMessage[] again = [.. _again];
            _again.Clear();
            TakeBack(again.Where(message => !Recognises(message)));
        }
    }

    private void Heard(OcppFrame call, int? local, OcppFrame answer)
    {
        _away.Learn(call, answer, _step.Wall);
        Refused.Look(call, local, answer);
    }
}
