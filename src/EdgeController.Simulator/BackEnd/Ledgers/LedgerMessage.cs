using EdgeController.Core.Units;

namespace EdgeController.Simulator.BackEnd.Ledgers;

/// <summary>A message of a transaction as its station has it.</summary>
internal sealed class LedgerMessage(int place, ulong text, string label, Instant at)
{
    public int Place => place;

    public ulong Text => text;

    /// <summary>Action and moment, for people.</summary>
    public string Label => label;

    public Instant At { get; } = at;

    /// <summary>When the station has sent it last.</summary>
    public Instant LastAt { get; set; } = at;

    /// <summary>How often the station has sent it.</summary>
    public int Sends { get; set; } = 1;

    public bool Answered { get; set; }

    /// <summary>1.6: a periodic value that may be thinned, with its connector and the interval that the back end asked for; null for any other.</summary>
    public (int Connector, int Seconds)? Periodic { get; init; }

    /// <summary>1.6: the start of its transaction.</summary>
    public LedgerMessage? Start { get; init; }

    /// <summary>The ids under which the station has sent it.</summary>
    public HashSet<string> Ids { get; } = new(StringComparer.Ordinal);

    public List<LedgerArrival> Arrivals { get; } = [];
}

/// <summary>One copy of a message as the back end got it.</summary>
internal sealed class LedgerArrival(string id, ulong text, ulong exact, string label, int? number)
{
    public string Id => id;

    public ulong Text => text;

    public ulong Exact => exact;

    public string Label => label;

    /// <summary>1.6: the transaction that it names.</summary>
    public int? Number => number;

    /// <summary>A proper answer has come to the controller.</summary>
    public bool Answered { get; set; }

    /// <summary>1.6: the number that the back end gave the transaction in that answer.</summary>
    public int? Given { get; set; }
}

/// <summary>How the two records of one station compare.</summary>
/// <param name="Messages">Messages of transactions that the station was answered.</param>
/// <param name="Transactions">Of these, how many begin one.</param>
/// <param name="Repeats">Copies that the back end got beyond the first, each explained: the station sent it again, or no proper answer to the copy before came back.</param>
/// <param name="Thinned">1.6: periodic values between two that the back end asked for.</param>
/// <param name="Open">Messages that the station still waits to be answered.</param>
/// <param name="Lost">Answered and never brought.</param>
/// <param name="Wrong">All that must not be, in words.</param>
public sealed record LedgerVerdict(int Messages, int Transactions, int Repeats, int Thinned, int Open, int Lost, IReadOnlyList<string> Wrong);
