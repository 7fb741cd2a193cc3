using System.Collections.Immutable;

namespace EdgeController.Ocpp.Proxy.Journal;

/// <summary>What the journal keeps for one station.</summary>
/// <param name="Entries">Messages that the back end has not answered yet, oldest first.</param>
/// <param name="Aliases">OCPP 1.6 transactions that were started under an id of ours and have not ended upstream.</param>
/// <param name="Learned">What the back end was seen to answer.</param>
public sealed record StationBook(ImmutableArray<JournalEntry> Entries, ImmutableArray<TransactionAlias> Aliases, LearnedAnswers Learned)
{
    public static StationBook Empty { get; } = new([], [], LearnedAnswers.None);

    /// <summary>What the station is still to be told to stop.</summary>
    public ImmutableArray<StopOrder> Stops { get; init; } = [];

    /// <summary>The last entry that the back end has refused; null where none was. It may have left since.</summary>
    public RefusedEntry? Refused { get; init; }

    /// <summary>The book after that change.</summary>
    public StationBook With(JournalChange change)
    {
        var changed = change.Aliases.Select(alias => alias.Local).Concat(change.Forget).ToHashSet();
        var gone = change.Remove.ToHashSet();
        var told = change.Stops.Select(order => order.Transaction).Concat(change.ForgetStops).ToHashSet(StringComparer.Ordinal);
        var tokens = Learned.Tokens.RemoveRange(change.ForgetTokens).SetItems(change.Tokens.Select(token => KeyValuePair.Create(token.Token, token)));
        return new StationBook(
            [.. Entries.Concat(change.Append).Where(entry => !gone.Contains(entry.Sequence))],
            [.. Aliases.Where(alias => !changed.Contains(alias.Local)), .. change.Aliases.Where(alias => !change.Forget.Contains(alias.Local))],
            new LearnedAnswers(change.BootAccepted ?? Learned.BootAccepted, tokens, change.LastLocal ?? Learned.LastLocal, change.LastGone ?? Learned.LastGone))
        {
            Stops = [.. Stops.Where(order => !told.Contains(order.Transaction)), .. change.Stops],
            Refused = change.Refused ?? Refused,
        };
    }
}

/// <summary>A message of the station that was answered here and is owed to its back end.</summary>
/// <param name="Sequence">Place in the station's order; higher than that of any entry before it that is still kept.</param>
/// <param name="Version">OCPP version in which it was spoken.</param>
/// <param name="Frame">The whole frame, byte for byte as the station sent it.</param>
/// <param name="At">When it came, by the controller's wall clock.</param>
/// <param name="LocalTransaction">OCPP 1.6 StartTransaction: the id that the station was given here.</param>
/// <param name="Relayed">It went upstream before it was kept, or may have: it is repeated as it was.</param>
public sealed record JournalEntry(
    long Sequence, string Version, ReadOnlyMemory<byte> Frame, DateTimeOffset At, int? LocalTransaction = null, bool Relayed = false);

/// <summary>An OCPP 1.6 transaction with two ids: ours, which the station uses, and the back end's.</summary>
/// <param name="Local">The id that the station was given here, at least 1,000,000,000.</param>
/// <param name="Upstream">The back end's id; null until it has answered the start; -1 where it gave none (OCPP 1.6 errata).</param>
/// <param name="Connector">The connector on which it runs.</param>
/// <param name="Start">Fingerprint of the start's payload, by which a repeat of it is known again.</param>
public sealed record TransactionAlias(int Local, int? Upstream, int Connector, string Start);

/// <summary>A transaction that was accepted here and that the back end refuses: the station is told to stop it until it has ended it.</summary>
/// <param name="Transaction">As the station knows it.</param>
/// <param name="IsNumber">OCPP 1.6, where transactions have numbers.</param>
public sealed record StopOrder(string Transaction, bool IsNumber);

/// <summary>An entry that the back end answers with errors.</summary>
/// <param name="Sequence">Its place.</param>
/// <param name="Times">How often; 0 where it has left.</param>
public sealed record RefusedEntry(long Sequence, int Times);

/// <summary>What the back end was seen to answer, so that it can be answered for it while it is away.</summary>
/// <param name="BootAccepted">It has accepted this station.</param>
/// <param name="Tokens">Tokens that it accepted last time, by <see cref="LearnedToken.Token"/>.</param>
/// <param name="LastLocal">The highest local transaction id ever given out at this station; 0 where none was.</param>
/// <param name="LastGone">Sum over the last message that needed this book and has left it: the station may have missed its answer.</param>
public sealed record LearnedAnswers(bool BootAccepted, ImmutableDictionary<string, LearnedToken> Tokens, int LastLocal, long? LastGone = null)
{
    public static LearnedAnswers None { get; } = new(false, ImmutableDictionary.Create<string, LearnedToken>(StringComparer.Ordinal), 0);
}

/// <summary>A token that the back end accepted.</summary>
/// <param name="Token">In upper case: <c>IDTAG</c> in 1.6, <c>TYPE/IDTOKEN</c> in 2.x.</param>
/// <param name="Until">End of its validity, where the back end gave one.</param>
/// <param name="Parent">The group that it belongs to, as the back end wrote it: 1.6 parentIdTag, 2.x <c>type/idToken</c>; null where it named none.</param>
public sealed record LearnedToken(string Token, DateTimeOffset? Until, string? Parent);

/// <summary>One change of a station's book, applied whole or not at all.</summary>
public sealed record JournalChange
{
    /// <summary>New entries, in order.</summary>
    public ImmutableArray<JournalEntry> Append { get; init; } = [];

    /// <summary>Sequences of entries that the back end has answered or that are given up with a notice.</summary>
    public ImmutableArray<long> Remove { get; init; } = [];

    /// <summary>New or changed aliases, by their local id.</summary>
    public ImmutableArray<TransactionAlias> Aliases { get; init; } = [];

    /// <summary>Local ids whose transaction has ended upstream; stronger than <see cref="Aliases"/>.</summary>
    public ImmutableArray<int> Forget { get; init; } = [];

    /// <summary>New or changed tokens.</summary>
    public ImmutableArray<LearnedToken> Tokens { get; init; } = [];

    /// <summary>Tokens that are no longer accepted; never one of <see cref="Tokens"/>.</summary>
    public ImmutableArray<string> ForgetTokens { get; init; } = [];

    /// <summary>New orders to stop.</summary>
    public ImmutableArray<StopOrder> Stops { get; init; } = [];

    /// <summary>Transactions that need no order any more; never one of <see cref="Stops"/>.</summary>
    public ImmutableArray<string> ForgetStops { get; init; } = [];

    /// <summary>How often the oldest entry was refused; null where it is as before.</summary>
    public RefusedEntry? Refused { get; init; }

    /// <summary>Whether the back end accepts this station; null where nothing new was learned.</summary>
    public bool? BootAccepted { get; init; }

    /// <summary>The highest local transaction id given out; null where it is as before.</summary>
    public int? LastLocal { get; init; }

    /// <summary>See <see cref="LearnedAnswers.LastGone"/>; null where it is as before.</summary>
    public long? LastGone { get; init; }
}
