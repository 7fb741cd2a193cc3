using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Mapping;

namespace EdgeController.Ocpp.Profiles.Csms;

/// <summary>
/// Which transaction runs on which EVSE and since when, across restarts: one that ran when the controller went down counts as running until
/// it is heard to have ended.
/// </summary>
internal sealed class RunningTransactions(StationView view, int[] evses)
{
    private const int MostStarts = 64;
    private readonly Dictionary<int, KeptTransaction> _known = [];
    private readonly Dictionary<string, DateTimeOffset> _starts = new(StringComparer.Ordinal);

    public long Revision { get; private set; }

    public IEnumerable<KeptTransaction> All => _known.Values.OrderBy(known => known.Evse);

    public string? On(int evse) => view.Transaction(evse) ?? _known.GetValueOrDefault(evse)?.Id;

    public DateTimeOffset? Since(int evse) => _known.GetValueOrDefault(evse)?.Since;

    public void Restore(IEnumerable<KeptTransaction> kept)
    {
        foreach (var transaction in kept)
        {
            _known[transaction.Evse] = transaction;
        }
    }

    /// <summary>Reads along; returns the transaction that has ended, on EVSE 0 where it was not known.</summary>
    public KeptTransaction? Called(OcppFrame call, DateTimeOffset wall)
    {
        var (action, payload) = SignedMessage.Unwrap(call);
        if (action == "StartTransaction")
        {
            Began($"connector {JsonProbe.Number(payload, "connectorId")}", payload, wall);
            return null;
        }

        if (action == "StopTransaction")
        {
            return Ended(JsonProbe.Number(payload, "transactionId")?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        if (action != "TransactionEvent" || JsonProbe.Text(payload, "eventType") is not { } kind || kind is not ("Started" or "Ended")
            || JsonProbe.Text(JsonProbe.Object(payload, "transactionInfo"), "transactionId") is not { } id)
        {
            return null;
        }

        switch (kind)
        {
            case "Started":
                Began(id, payload, wall);
                return null;
            case "Ended":
                return Ended(id);
            default:
                return null;
        }
    }

    /// <summary>Takes in what the view knows by now; calls <paramref name="began"/> for each transaction that is new.</summary>
    public void Look(Action<int, string> began)
    {
        foreach (var evse in evses)
        {
            if (view.Transaction(evse) is { } id && _known.GetValueOrDefault(evse)?.Id != id)
            {
                // An id that is learned without its start (after a restart of ours) began at an unknown time.
                DateTimeOffset? since = _starts.Remove(id, out var named) || _starts.Remove($"connector {evse}", out named) ? named : null;
                _known[evse] = new KeptTransaction(evse, id, since);
                Revision++;
                began(evse, id);
            }
        }
    }

    private void Began(string key, ReadOnlyMemory<byte> payload, DateTimeOffset wall)
    {
        if (_starts.Count >= MostStarts)
        {
            _starts.Clear();
        }

        // A start that was kept while the station was offline lies in the past.
        var old = DateTimeOffset.TryParse(JsonProbe.Text(payload, "timestamp"), System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var at)
            && view.IsOld(at);

        // It is told in the station's own time.
        _starts[key] = old && view.Clock.At(view.Now) is { } stationNow ? wall - (stationNow - at) : wall;
    }

    private KeptTransaction? Ended(string? id)
    {
        foreach (var (evse, known) in _known)
        {
            if (known.Id == id)
            {
                _known.Remove(evse);
                Revision++;
                return known;
            }
        }

        return id is null ? null : new KeptTransaction(0, id, null);
    }
}
