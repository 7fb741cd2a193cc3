using System.Collections.Immutable;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Links;

namespace EdgeController.Ocpp.Proxy.Journal;

/// <summary>
/// A station's book as it lies on the disk, and what is on its way there. One change is under way at a time, so that nothing is on the
/// disk that came after something which is not.
/// </summary>
internal sealed class StationJournal
{
    private readonly StationLinkOptions _options;
    private readonly LinkStep _step;
    private readonly Queue<JournalEntry> _entries;
    private readonly Dictionary<int, TransactionAlias> _aliases;
    private readonly Dictionary<string, StopOrder> _stops;
    private readonly LearnedAnswers _learned;
    private readonly bool _hasDisk;
    private DueChange _next = new();
    private DueChange? _underWay;
    private RefusedEntry? _refused;
    private Instant? _retryAt;
    private long _ticket;
    private long _lastSequence;
    private long _bytes;

    /// <param name="kept">What lies on the disk; null where there is none, and then it lasts as long as the process.</param>
    /// <param name="step">The step that is being taken.</param>
    /// <param name="options">Times and bounds.</param>
    public StationJournal(StationBook? kept, LinkStep step, StationLinkOptions options)
    {
        var book = kept ?? StationBook.Empty;
        (_step, _options, _learned, _hasDisk) = (step, options, book.Learned, kept is not null);
        _entries = new Queue<JournalEntry>(book.Entries);
        _bytes = book.Entries.Sum(entry => (long)entry.Frame.Length);
        _aliases = book.Aliases.ToDictionary(alias => alias.Local);
        _stops = book.Stops.ToDictionary(order => order.Transaction, StringComparer.Ordinal);
        _refused = book.Refused;
        LastLocal = Math.Max(book.Learned.LastLocal, TransactionIds.Lowest - 1);
        _lastSequence = book.Entries.IsEmpty ? 0 : book.Entries[^1].Sequence;
    }

    /// <summary>Called with what lies on the disk now, in order.</summary>
    public Action<IReadOnlyList<Kept>> OnKept { get; set; } = _ => { };

    /// <summary>Called with what could not be kept, in order.</summary>
    public Action<IReadOnlyList<Kept>> OnRefused { get; set; } = _ => { };

    /// <summary>What was learned before this process started.</summary>
    public LearnedAnswers Learned => _learned;

    public IReadOnlyDictionary<int, TransactionAlias> Aliases => _aliases;

    /// <summary>What the station is still to be told to stop, by transaction.</summary>
    public IReadOnlyDictionary<string, StopOrder> Stops => _stops;

    /// <summary>All that is kept for the CSMS, oldest first; what is still being written is not among it.</summary>
    public IReadOnlyCollection<JournalEntry> Entries => _entries;

    /// <summary>The oldest message that is kept, even if it is just being removed; null where there is none.</summary>
    public JournalEntry? Oldest => _entries.TryPeek(out var oldest) ? oldest : null;

    /// <summary>The oldest message that is kept; null where there is none or it is just being removed.</summary>
    public JournalEntry? Head => !_entries.TryPeek(out var head) ? null
        : !IsLeaving(head) ? head
        : _options.RemovesBeforeNext ? null : _entries.FirstOrDefault(entry => !IsLeaving(entry));

    /// <summary>Nothing is kept, nor on its way to be.</summary>
    public bool IsEmpty => Count == 0;

    public int Count => _entries.Count + _next.Appends.Count + (_underWay?.Appends.Count ?? 0);

    /// <summary>The last change could not be written, and none since.</summary>
    public bool IsFailing => _retryAt is not null;

    public bool HasRoom => !IsFailing && Count < _options.JournalCapacity && _bytes < _options.JournalBytes;

    /// <summary>A tenth of what may be kept is free.</summary>
    public bool HasAmpleRoom => HasRoom && Count <= _options.JournalCapacity / 10 * 9 && _bytes <= _options.JournalBytes / 10 * 9;

    /// <summary>The highest local transaction id given out.</summary>
    public int LastLocal { get; private set; }

    /// <summary>When <see cref="Flush"/> has something to do.</summary>
    public Instant? Due => _underWay is null ? _retryAt : null;

    /// <summary>The oldest call that is being written and so not yet answered.</summary>
    public Instant? OldestUnwritten => _underWay is { Appends: [var first, ..] } ? first.Message.At : _next.Appends is [var next, ..] ? next.Message.At : null;

    /// <summary>Keeps a call; <see cref="OnKept"/> or <see cref="OnRefused"/> tells what came of it.</summary>
    public void Append(UpstreamMessage message, string version, Func<int, TransactionAlias>? alias)
    {
        var begun = alias?.Invoke(++LastLocal);
        var entry = new JournalEntry(++_lastSequence, version, message.Frame.Raw, _step.Wall, begun?.Local, message.Repeat || message.MayRepeat);
        if (begun is not null)
        {
            _aliases[begun.Local] = begun;
        }

        _bytes += entry.Frame.Length;
        _next.Appends.Add(new Kept(message, entry, begun));
    }

    /// <summary>The message needs no more keeping.</summary>
    public void Remove(JournalEntry head)
    {
        _next.Removes.Add(head.Sequence);
        if (_refused?.Sequence == head.Sequence)
        {
            // Numbers are given anew when nothing is kept.
            (_refused, _next.Refused) = (null, new RefusedEntry(head.Sequence, 0));
        }

        if (Count == 1 && OcppFrameParser.Parse(head.Frame, _options.Limits).Frame is { } last)
        {
            // As long as anything is kept, its last entry tells which answer the station may have missed.
            Gone(last);
        }
    }

    /// <summary>The call needs this book no more, but its answer may not reach the station before this process ends.</summary>
    public void Gone(OcppFrame call) => _next.LastGone = TransactionIds.Sum(call);

    public void Set(TransactionAlias alias)
    {
        _aliases[alias.Local] = alias;
        _next.Set(alias);
    }

    public void Forget(TransactionAlias alias)
    {
        _aliases.Remove(alias.Local);
        _next.Forget(alias.Local);
    }

    /// <summary>The CSMS has refused that entry once more.</summary>
    /// <returns>How often now, by this process and those before it.</returns>
    public int Refused(JournalEntry head)
    {
        _refused = _next.Refused = new RefusedEntry(head.Sequence, 1 + (_refused?.Sequence == head.Sequence ? _refused.Times : 0));
        return _refused.Times;
    }

    public void Set(StopOrder order)
    {
        _stops[order.Transaction] = order;
        _next.Set(order);
    }

    public void ForgetStop(string transaction)
    {
        if (_stops.Remove(transaction))
        {
            _next.ForgetStop(transaction);
        }
    }

    public void Set(LearnedToken token) => _next.Set(token);

    public void Forget(string token) => _next.Forget(token);

    public void BootAccepted(bool accepted) => _next.BootAccepted = accepted;

    /// <summary>A transaction id that was never given out, at least that one.</summary>
    public int NextLocal(int least) => LastLocal = Math.Max(LastLocal + 1, least);

    public void Written(long ticket)
    {
        if (_underWay is not { } change || ticket != _ticket)
        {
            return;
        }

        if (_retryAt is not null)
        {
            _retryAt = null;
            _step.Notice(NoticeCode.JournalBack, "the journal can be written again");
        }

        _underWay = null;
        Drop(change.Removes);
        foreach (var kept in change.Appends)
        {
            _entries.Enqueue(kept.Entry);
        }

        OnKept(change.Appends);
    }

    public void Failed(long ticket, string why)
    {
        if (_underWay is not { } change || ticket != _ticket)
        {
            return;
        }

        _step.Counters.JournalFailures++;
        if (_retryAt is null)
        {
            _step.Notice(NoticeCode.JournalFailing, $"the journal cannot be written: {why}");
        }

        _underWay = null;
        _retryAt = _step.Now + _options.JournalRetry;
        _next.TakeBack(change);
        Kept[] refused = [.. change.Appends, .. _next.Appends];
        _next.Appends.Clear();
        foreach (var kept in refused)
        {
            _bytes -= kept.Entry.Frame.Length;
            _ = kept.Alias is { } alias && _aliases.Remove(alias.Local);
        }

        OnRefused(refused);
    }

    /// <summary>Begins the next write where one is due; after a failure also one that changes nothing, to see whether it works again.</summary>
    public void Flush()
    {
        if (!_hasDisk)
        {
            _next = new DueChange();
        }
        else if (_underWay is null && (_retryAt is { } retry ? _step.Now >= retry : !_next.IsEmpty))
        {
            (_underWay, _next) = (_next, new DueChange());
            _step.Output(new WriteJournal(++_ticket, _underWay.Build(LastLocal)));
        }
    }

    private bool IsLeaving(JournalEntry head) =>
        _next.Removes.Contains(head.Sequence) || _underWay?.Removes.Contains(head.Sequence) == true;

    private void Drop(List<long> removed)
    {
        foreach (var sequence in removed)
        {
            if (_entries.TryPeek(out var head) && head.Sequence == sequence)
            {
                _bytes -= _entries.Dequeue().Frame.Length;
            }
        }
    }
}
