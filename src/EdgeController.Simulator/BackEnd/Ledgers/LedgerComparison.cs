namespace EdgeController.Simulator.BackEnd.Ledgers;

/// <summary>Matches each copy that the back end got with the station's own message, in order, and says what does not fit.</summary>
internal sealed class LedgerComparison(string station, List<LedgerMessage> messages, IReadOnlyList<(int Connector, Core.Units.Instant At)> others, Core.Units.Instant until)
{
    private const int MostWords = 12;

    private readonly Dictionary<ulong, List<LedgerMessage>> _byText = messages.GroupBy(message => message.Text).ToDictionary(group => group.Key, group => group.ToList());
    private readonly List<string> _wrong = [];
    private LedgerMessage? _latest;
    private int _wrongs;
    private int _repeats;

    public void Take(LedgerArrival arrival)
    {
        if (!_byText.TryGetValue(arrival.Text, out var same))
        {
            Wrong($"its back end was told {arrival.Label}, which it never said");
            return;
        }

        // Stations whose clock stands say the same words again: the id tells which is meant, and where that says nothing it is the first that has not come.
        var latest = _latest is { } last && last.Text == arrival.Text && Explains(last) ? last : null;
        // Of two transactions in the same words the number tells which: values of the first may have been thinned.
        var message = latest ?? same.Find(one => one.Arrivals.Count == 0 && one.Ids.Contains(arrival.Id)) ?? same.Find(one => one.Arrivals.Count == 0 && Fits(one, arrival)) ?? same.Find(one => one.Arrivals.Count == 0) ?? same[^1];
        if (message.Arrivals.Count == 0)
        {
            if (_latest is { } before && before.Place > message.Place)
            {
                Wrong($"{message.Label} came after {before.Label}");
            }

            _latest = message;
        }
        else
        {
            Repeat(message, arrival);
        }

        Number(message, arrival);
        message.Arrivals.Add(arrival);
    }

    public LedgerVerdict Judge()
    {
        var (lost, thinned) = (0, 0);
        var passed = new Dictionary<int, LedgerMessage>();
        foreach (var message in messages)
        {
            if (message.Arrivals.Count > 0)
            {
                if (message.Periodic is { } shown)
                {
                    passed[shown.Connector] = message;
                }
            }
            else if (message.Answered && IsThinned(message, passed))
            {
                thinned++;
            }
            else if (message.Answered && message.At <= until)
            {
                lost++;
                Wrong($"{message.Label} was answered and never came");
            }
        }

        return new LedgerVerdict(
            messages.Count(message => message.Answered),
            messages.Count(message => message.Label.StartsWith("StartTransaction", StringComparison.Ordinal) || message.Label.StartsWith("TransactionEvent Started", StringComparison.Ordinal)),
            _repeats, thinned, messages.Count(message => !message.Answered), lost,
            _wrongs <= MostWords ? _wrong : [.. _wrong, $"{station}: and {_wrongs - MostWords} more"]);
    }

    /// <summary>Sooner after the last one that came than the back end asked for.</summary>
    private bool IsThinned(LedgerMessage message, Dictionary<int, LedgerMessage> passed) =>
        message.Periodic is { } periodic && (periodic.Seconds <= 0
            || (passed.TryGetValue(periodic.Connector, out var last) && (message.At - last.LastAt).TotalSeconds < periodic.Seconds)
            || others.Any(other => other.Connector == periodic.Connector && (message.At - other.At).TotalSeconds is > -5 and var after && after < periodic.Seconds));

    private static bool Explains(LedgerMessage message) => message.Sends > message.Arrivals.Count || !message.Arrivals[^1].Answered;

    private static bool Fits(LedgerMessage message, LedgerArrival arrival) =>
        arrival.Number is not { } number || message.Start is not { } start || start.Arrivals.TrueForAll(copy => !copy.Answered || copy.Given == number);

    private void Repeat(LedgerMessage message, LedgerArrival arrival)
    {
        _repeats++;
        var before = message.Arrivals[^1];
        if (!Explains(message))
        {
            Wrong($"{arrival.Label} was repeated though it had been answered");
        }
        else if (!ReferenceEquals(_latest, message))
        {
            Wrong($"{arrival.Label} was repeated after {_latest!.Label}");
        }
        else if (before.Id == arrival.Id && before.Exact != arrival.Exact && message.Sends == 1)
        {
            Wrong($"{arrival.Label} was repeated with other bytes");
        }
    }

    /// <summary>1.6: what follows a start names it by the number that the back end gave it.</summary>
    private void Number(LedgerMessage message, LedgerArrival arrival)
    {
        if (arrival.Number is not { } number || message.Start is not { } start)
        {
            return;
        }

        var given = start.Arrivals.Where(copy => copy.Answered).Select(copy => copy.Given).ToArray();
        if (given.Length > 0 && !given.Contains(number) && !(given.Contains(null) && number == -1))
        {
            Wrong($"{arrival.Label} names transaction {number}, but {start.Label} was given {string.Join(", ", given)}");
        }
    }

    private void Wrong(string what)
    {
        if (++_wrongs <= MostWords)
        {
            _wrong.Add($"{station}: {what}");
        }
    }
}
