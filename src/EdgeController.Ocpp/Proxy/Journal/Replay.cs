using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Links;

namespace EdgeController.Ocpp.Proxy.Journal;

/// <summary>
/// Brings the CSMS what is kept for it: the oldest first, the next one when the answer is there and the one before it off the journal.
/// </summary>
internal sealed class Replay(Station station, StationLinkOptions options, LinkStep step, StationJournal journal, TransactionIds ids)
{
    private readonly HashSet<long> _sentOnce = [];
    private readonly HashSet<long> _known = [];
    private (long Sequence, OcppFrame? Frame)? _read;
    private JournalEntry? _sent;
    private OcppFrame? _frame;
    private Instant _sentAt;
    private Instant? _retryAt;
    private bool _othersAnswered;

    /// <summary>Called with a kept call, the id that the station was given for it, and the CSMS's answer.</summary>
    public required Action<OcppFrame, int?, OcppFrame> OnAnswered { get; init; }

    /// <summary>It holds the place of the one CALL that may be under way.</summary>
    public bool IsInFlight => _sent is not null && step.Now - _sentAt < options.CsmsCallTimeout;

    /// <summary>The message id that is under way, however long.</summary>
    public string? Id => _frame?.MessageId;

    /// <summary>Whether <see cref="Send"/> has something to send.</summary>
    public bool IsReady => _sent is null && journal.Head is not null && (_retryAt is not { } retry || step.Now >= retry);

    /// <summary>The message id that would be sent next.</summary>
    public string? NextId => journal.Head is { } head ? Read(head)?.MessageId : null;

    public Instant? Due => _sent is null ? (journal.Head is null ? null : _retryAt)
        : IsInFlight ? _sentAt + options.CsmsCallTimeout
        : _sentAt + options.LateAnswerWindow;

    public void Send()
    {
        var head = journal.Head!;
        if (Read(head) is not { } frame)
        {
            // It was readable when it was kept: the journal has changed it.
            GiveUp(head, "it cannot be read any more");
            return;
        }

        if (!_sentOnce.Add(head.Sequence) || _known.Remove(head.Sequence))
        {
            step.Repeated(station.Id, frame);
        }

        (_sent, _frame, _sentAt, _retryAt, _othersAnswered) = (head, frame, step.Now, null, false);
        step.ToCsms(Bytes(head, frame));
    }

    /// <summary>Waits until then, unless it waits longer already.</summary>
    public void Hold(Instant until) => _retryAt = _retryAt > until ? _retryAt : until;

    /// <summary>That message went upstream before it was kept.</summary>
    public void IsRepeat(long sequence) => _known.Add(sequence);

    /// <summary>An answer of the CSMS to another call: it is alive.</summary>
    public void SawAnother() => _othersAnswered = true;

    /// <summary>True where the answer is to the kept message that is under way.</summary>
    public bool Answered(OcppFrame answer)
    {
        if (_sent is not { } entry || _frame!.MessageId != answer.MessageId)
        {
            return false;
        }

        var call = _frame;
        (_sent, _frame) = (null, null);
        if (answer.Type == MessageType.CallError)
        {
            Refused(entry, call, $"{answer.ErrorCode} {answer.ErrorDescription}");
            return true;
        }

        Settled(entry);
        step.Counters.Replayed++;
        if (entry.LocalTransaction is { } local)
        {
            ids.Begun(local, JsonProbe.Number(answer.Payload, "transactionId"));
        }

        ids.Ended(call);
        OnAnswered(call, entry.LocalTransaction, answer);
        if (journal.Count == 1)
        {
            step.Notice(NoticeCode.Replayed, $"the CSMS of {station.Id} has had all that was kept for it");
        }

        return true;
    }

    /// <summary>The upstream socket is gone, and with it the answer.</summary>
    public void Gone() => (_sent, _frame) = (null, null);

    /// <summary>Gives up waiting for an answer that is long overdue.</summary>
    public void Elapsed()
    {
        if (_sent is not { } entry || step.Now - _sentAt < options.LateAnswerWindow)
        {
            return;
        }

        var call = _frame!;
        Gone();

        // Of a CSMS that answers nobody nothing follows for this message.
        if (_othersAnswered)
        {
            Refused(entry, call, "no answer while others were answered");
        }
    }

    private OcppFrame? Read(JournalEntry head)
    {
        if (_read is not { } read || read.Sequence != head.Sequence)
        {
            _read = read = (head.Sequence, OcppFrameParser.Parse(head.Frame, options.Limits).Frame);
        }

        return read.Frame;
    }

    private ReadOnlyMemory<byte> Bytes(JournalEntry entry, OcppFrame frame) => frame.Action == "TransactionEvent"
        ? (entry.Relayed ? frame.Raw : FrameSurgery.WithTrue(frame, "offline"))
        : ids.ToCsms(frame);

    private void Refused(JournalEntry entry, OcppFrame call, string why)
    {
        var times = journal.Refused(entry);
        if (times < options.ReplayAttempts)
        {
            _retryAt = step.Now + (options.ReplayRetry * times);
            step.Notice(NoticeCode.ReplayRefused, $"the CSMS of {station.Id} answered a kept {call.Action} with {why}: sent again in {(options.ReplayRetry * times).TotalSeconds} s");
            return;
        }

        GiveUp(entry, $"the CSMS refused it {times} times, last with {why}");
        ids.Ended(call);
    }

    private void GiveUp(JournalEntry entry, string why)
    {
        step.Counters.GivenUp++;
        step.Output(new GivenUp(entry, why));
        if (entry.LocalTransaction is { } local)
        {
            ids.Begun(local, null);
        }

        Settled(entry);
    }

    private void Settled(JournalEntry entry)
    {
        _retryAt = null;
        _sentOnce.Remove(entry.Sequence);
        journal.Remove(entry);
    }
}
