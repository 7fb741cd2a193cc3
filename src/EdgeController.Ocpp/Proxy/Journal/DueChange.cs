using System.Collections.Immutable;
using EdgeController.Ocpp.Links;

namespace EdgeController.Ocpp.Proxy.Journal;

/// <summary>A transactional call of the station on its way into the journal.</summary>
/// <param name="Message">The call, as it waits for its CSMS.</param>
/// <param name="Entry">What is kept of it.</param>
/// <param name="Alias">1.6 StartTransaction: the transaction that it begins.</param>
internal sealed record Kept(UpstreamMessage Message, JournalEntry Entry, TransactionAlias? Alias);

/// <summary>What the next write to the journal holds; grows until it is written.</summary>
internal sealed class DueChange
{
    private readonly Dictionary<int, TransactionAlias?> _aliases = [];
    private readonly Dictionary<string, LearnedToken?> _tokens = new(StringComparer.Ordinal);

    private readonly Dictionary<string, StopOrder?> _stops = new(StringComparer.Ordinal);

    public List<Kept> Appends { get; } = [];

    public List<long> Removes { get; } = [];

    public bool? BootAccepted { get; set; }

    public RefusedEntry? Refused { get; set; }

    /// <summary>Never alone: the message leaves with it, or its alias.</summary>
    public long? LastGone { get; set; }

    public bool IsEmpty => Appends.Count + Removes.Count + _aliases.Count + _tokens.Count + _stops.Count == 0 && BootAccepted is null && Refused is null;

    public void Set(TransactionAlias alias) => _aliases[alias.Local] = alias;

    public void Forget(int local) => _aliases[local] = null;

    public void Set(LearnedToken token) => _tokens[token.Token] = token;

    public void Forget(string token) => _tokens[token] = null;

    public void Set(StopOrder order) => _stops[order.Transaction] = order;

    public void ForgetStop(string transaction) => _stops[transaction] = null;

    public JournalChange Build(int lastLocal) => new()
    {
        Append = [.. Appends.Select(kept => kept.Entry)],
        Remove = [.. Removes],
        Aliases = [.. Appends.Where(kept => kept.Alias is not null && !_aliases.ContainsKey(kept.Alias.Local)).Select(kept => kept.Alias!), .. _aliases.Values.OfType<TransactionAlias>()],
        Forget = [.. _aliases.Where(pair => pair.Value is null).Select(pair => pair.Key)],
        Tokens = [.. _tokens.Values.OfType<LearnedToken>()],
        ForgetTokens = [.. _tokens.Where(pair => pair.Value is null).Select(pair => pair.Key)],
        Stops = [.. _stops.Values.OfType<StopOrder>()],
        ForgetStops = [.. _stops.Where(pair => pair.Value is null).Select(pair => pair.Key)],
        Refused = Refused,
        BootAccepted = BootAccepted,
        LastLocal = lastLocal,
        LastGone = LastGone,
    };

    /// <summary>Takes in what an older change could not write, but for its appends; what is newer here stands.</summary>
    public void TakeBack(DueChange failed)
    {
        Removes.InsertRange(0, failed.Removes);
        foreach (var (local, alias) in failed._aliases)
        {
            _aliases.TryAdd(local, alias);
        }

        foreach (var (token, learned) in failed._tokens)
        {
            _tokens.TryAdd(token, learned);
        }

        foreach (var (transaction, order) in failed._stops)
        {
            _stops.TryAdd(transaction, order);
        }

        Refused ??= failed.Refused;
        BootAccepted ??= failed.BootAccepted;
        LastGone ??= failed.LastGone;
    }
}
