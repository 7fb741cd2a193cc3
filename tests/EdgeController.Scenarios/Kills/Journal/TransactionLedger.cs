using System.Text.RegularExpressions;

namespace EdgeController.Scenarios.Kills.Journal;

/// <summary>A message of a transaction, as one end has it.</summary>
internal sealed partial record LedgerLine(string Id, string Text)
{
    /// <summary>Without the two things that the controller may change: a 1.6 transaction's number, and the mark of a 2.x event that came late.</summary>
    public string Comparable => Late().Replace(Number().Replace(Text, "\"transactionId\":#"), string.Empty);

    [GeneratedRegex("\"transactionId\":-?\\d+")]
    private static partial Regex Number();

    [GeneratedRegex("\"offline\":(?:true|false),|,\"offline\":(?:true|false)")]
    private static partial Regex Late();
}

/// <summary>What a station was answered, and what its back end was told.</summary>
internal sealed class TransactionLedger
{
    private readonly Lock _gate = new();
    private readonly List<LedgerLine> _answered = [];
    private readonly List<LedgerLine> _told = [];

    public int Answered => Count(_answered);

    public int Told => Count(_told);

    public void StationWasAnswered(LedgerLine line)
    {
        lock (_gate)
        {
            _answered.Add(line);
        }
    }

    public void BackEndWasTold(LedgerLine line)
    {
        lock (_gate)
        {
            _told.Add(line);
        }
    }

    /// <summary>The back end has had all that the station was answered.</summary>
    public bool IsEven
    {
        get
        {
            lock (_gate)
            {
                var told = _told.Select(line => line.Id).ToHashSet(StringComparer.Ordinal);
                return _answered.TrueForAll(line => told.Contains(line.Id));
            }
        }
    }

    public Verdict Judge()
    {
        lock (_gate)
        {
            var first = new Dictionary<string, LedgerLine>(StringComparer.Ordinal);
            var (order, repeats, wrong) = (new List<LedgerLine>(), 0, new List<string>());
            for (var i = 0; i < _told.Count; i++)
            {
                if (first.TryAdd(_told[i].Id, _told[i]))
                {
                    order.Add(_told[i]);
                    continue;
                }

                repeats++;
                if (_told[i - 1].Id != _told[i].Id)
                {
                    wrong.Add($"{_told[i].Id} was repeated after {_told[i - 1].Id}");
                }

                if (_told[i].Comparable != first[_told[i].Id].Comparable)
                {
                    wrong.Add($"{_told[i].Id} was repeated with other bytes");
                }
            }

            var lost = _answered.Where(line => !first.ContainsKey(line.Id)).ToArray();
            var kept = _answered.Where(line => first.ContainsKey(line.Id)).Select(line => line.Id).ToArray();
            var known = kept.ToHashSet(StringComparer.Ordinal);
            if (!order.Select(line => line.Id).Where(known.Contains).SequenceEqual(kept, StringComparer.Ordinal))
            {
                wrong.Add("the back end has them in another order");
            }

            wrong.AddRange(_answered.Where(line => first.TryGetValue(line.Id, out var told) && told.Comparable != line.Comparable)
                .Select(line => $"{line.Id} differs: {line.Comparable} arrived as {first[line.Id].Comparable}"));
            return new Verdict(_answered.Count, lost.Length, repeats, order.Count - known.Count, wrong);
        }
    }

    private int Count(List<LedgerLine> lines)
    {
        lock (_gate)
        {
            return lines.Count;
        }
    }
}

/// <summary>How the two records of a station compare.</summary>
/// <param name="Answered">Messages that the station was answered.</param>
/// <param name="Lost">Of these, how many the back end was never told.</param>
/// <param name="Repeats">How often it was told one again.</param>
/// <param name="Unanswered">Messages that it was told and the station was never answered: at most the last one.</param>
/// <param name="Wrong">What must not be, in words.</param>
internal sealed record Verdict(int Answered, int Lost, int Repeats, int Unanswered, IReadOnlyList<string> Wrong);
