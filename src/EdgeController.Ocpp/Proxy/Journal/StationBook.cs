using System.Collections.Immutable;

namespace EdgeController.Ocpp.Proxy.Journal;

/// <summary>What the journal keeps for one station.</summary>
/// <param name="Entries">Messages that the back end has not answered yet, oldest first.</param>
/// <param name="Aliases">OCPP 1.6 transactions that were started under an id of ours and have not ended upstream.</param>
/// <param name="Learned">What the back end was seen to answer.</param>
public sealed record StationBook(ImmutableArray<JournalEntry> Entries, ImmutableArray<TransactionAlias> Aliases, LearnedAnswers Learned)
{
    public static StationBook Empty { get; } = new([], [], LearnedAnswers.None);
}

/// <summary>A message of the station that was answered here and is owed to its back end.</summary>
/// <param name="Sequence">Place in the station's order; grows by one and is never used twice for a station.</param>
/// <param name="Version">OCPP version in which it was spoken.</param>
/// <param name="Frame">The whole frame, byte for byte as the station sent it.</param>
/// <param name="At">When it came, by the controller's wall clock.</param>
/// <param name="LocalTransaction">OCPP 1.6 StartTransaction: the id that the station was given here.</param>
public sealed record JournalEntry(long Sequence, string Version, ReadOnlyMemory<byte> Frame, DateTimeOffset At, int? LocalTransaction = null);

/// <summary>An OCPP 1.6 transaction with two ids: ours, which the station uses, and the back end's.</summary>
/// <param name="Local">The id that the station was given here, at least 1,000,000,000.</param>
/// <param name="Upstream">The back end's id; null until it has answered the start.</param>
/// <param name="Connector">The connector on which it runs.</param>
public sealed record TransactionAlias(int Local, int? Upstream, int Connector);

/// <summary>What the back end was seen to answer, so that it can be answered for it while it is away.</summary>
/// <param name="BootAccepted">It has accepted this station.</param>
/// <param name="Cards">Tokens that it accepted last time, with the end of their validity where it gave one; a token is <c>idTag</c> in 1.6 and <c>type/idToken</c> in 2.x.</param>
/// <param name="LastLocal">The highest local transaction id ever given out at this station.</param>
public sealed record LearnedAnswers(bool BootAccepted, ImmutableDictionary<string, DateTimeOffset?> Cards, int LastLocal)
{
    public static LearnedAnswers None { get; } = new(false, ImmutableDictionary<string, DateTimeOffset?>.Empty, 0);
}

/// <summary>One change of a station's book, applied whole or not at all.</summary>
public sealed record JournalChange
{
    /// <summary>New entries, in order.</summary>
    public ImmutableArray<JournalEntry> Append { get; init; } = [];

    /// <summary>Sequences of entries that the back end has answered or that are given up with a notice.</summary>
    public ImmutableArray<long> Remove { get; init; } = [];

    /// <summary>New or changed aliases, by their local id.</summary>
    public ImmutableArray<TransactionAlias> Aliases { get; init; } = [];

    /// <summary>Local ids whose transaction has ended upstream.</summary>
    public ImmutableArray<int> Forget { get; init; } = [];

    /// <summary>Takes the place of what was learned; null where nothing new was.</summary>
    public LearnedAnswers? Learned { get; init; }
}
