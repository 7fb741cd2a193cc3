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

    /// <summary>A message takes a moment on its way, and a clock is known that well.</summary>
    private static readonly TimeSpan Exact = TimeSpan.FromSeconds(5);
    private readonly Dictionary<int, KeptTransaction> _known = [];
    private readonly Dictionary<string, Start> _starts = new(StringComparer.Ordinal);

    /// <summary>A start that waited longer in its station is no start but a clock that was set meanwhile.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(24);

    /// <summary>A connection may be gone for so long before it is noticed.</summary>
    private static readonly TimeSpan Unnoticed = TimeSpan.FromMinutes(2);

    /// <summary>A wait that makes no difference to a limit that is told half a minute ahead.</summary>
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(40);

    /// <summary>Starts that may lie further back than they were told, until the station's clock says where.</summary>
    private readonly Dictionary<int, Start> _unproven = [];

    public long Revision { get; private set; }

    public IEnumerable<KeptTransaction> All => _known.Values.OrderBy(known => known.Evse);

    public string? On(int evse) => view.Transaction(evse) ?? _known.GetValueOrDefault(evse)?.Id;

    public DateTimeOffset? Since(int evse) => On(evse) is null && Unnamed(evse) is { } start ? start.Since : _known.GetValueOrDefault(evse)?.Since;

    /// <summary>1.6: its start was told, and the back end has given it no number: not yet, or never.</summary>
    public bool RunsUnnamed(int evse) => On(evse) is null && Unnamed(evse) is not null;

    private Start? Unnamed(int evse) => _starts.Count == 0 ? null : _starts.GetValueOrDefault($"connector {evse}");

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
            var ended = Ended(JsonProbe.Number(payload, "transactionId")?.ToString(System.Globalization.CultureInfo.InvariantCulture));
            return NoLongerUnnamed(ended) ?? ended;
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

    /// <summary>Takes in what the view knows by now; calls <paramref name="began"/> for each transaction that is new. One that proves to have begun earlier is a change too.</summary>
    public void Look(Action<int, string> began, DateTimeOffset wall)
    {
        foreach (var evse in evses)
        {
            if (view.Transaction(evse) is { } id && _known.GetValueOrDefault(evse)?.Id != id)
            {
                // An id that is learned without its start (after a restart of ours) began at an unknown time.
                var start = _starts.Remove(id, out var named) || _starts.Remove($"connector {evse}", out named) ? named : null;
                _known[evse] = new KeptTransaction(evse, id, start?.Since);
                _unproven.Remove(evse);
                if (start is { Stamp: not null, IsProven: false })
                {
                    _unproven.Add(evse, start);
                }

                Revision++;
                began(evse, id);
            }
            else if (_unproven.GetValueOrDefault(evse) is { } told && view.Clock.At(view.Now) is { } stationNow)
            {
                Prove(evse, told, stationNow, wall);
            }
        }
    }

    /// <summary>
    /// What the start's timestamp means is known now. While old messages still come the clock seems slower than it is, and the start later: it moves back until they end.
    /// </summary>
    private void Prove(int evse, Start told, DateTimeOffset stationNow, DateTimeOffset wall)
    {
        var since = Before(told.At, stationNow - told.Stamp!.Value - (wall - told.At));
        var wasSet = since < told.Earliest - Unnoticed;
        if (!view.Backlog.MayBeOld || wasSet)
        {
            _unproven.Remove(evse);
        }

        if (!wasSet && _known.GetValueOrDefault(evse) is { } known && !(known.Since - since < Exact))
        {
            _known[evse] = known with { Since = since };
            Revision++;
        }
    }

    private void Began(string key, ReadOnlyMemory<byte> payload, DateTimeOffset wall)
    {
        if (_starts.Count >= MostStarts)
        {
            _starts.Clear();
        }

        DateTimeOffset? stamp = DateTimeOffset.TryParse(
            JsonProbe.Text(payload, "timestamp"), System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var at) ? at : null;

        // A copy was told when the first one came.
        _starts[key] = Told(stamp, view.Backlog.IsRepeat && _starts.TryGetValue(key, out var first) ? first.At : wall);
    }

    /// <summary>It is told in the station's own time; one that was kept while the station was offline, or behind a call that was not answered, lies in the past.</summary>
    private Start Told(DateTimeOffset? stamp, DateTimeOffset wall)
    {
        var earliest = view.Backlog.Since is { } kept ? wall - (view.Now - kept) : wall - LongestWait;
        if (stamp is { } at && view.Clock.At(view.Now) is { } stationNow && stationNow - at < LongestWait)
        {
            return new Start(wall, stamp, Before(wall, stationNow - at), earliest, IsProven: !view.Backlog.MayBeOld);
        }

        // What cannot have waited long began now. Of anything else the lowest step counts until its time is known: nothing is raised by a guess.
        return new Start(wall, stamp, wall - earliest <= Short ? wall : null, earliest, IsProven: !view.Backlog.MayBeOld || stamp is null);
    }

    private static DateTimeOffset Before(DateTimeOffset told, TimeSpan waited) => waited < Exact ? told : told - waited;

    /// <summary>One that has no number ends with a number that nobody gave: it, and when it was told; null where none was under way.</summary>
    private KeptTransaction? NoLongerUnnamed(KeptTransaction? ended)
    {
        if (ended is { Evse: > 0 } known)
        {
            _starts.Remove($"connector {known.Evse}");
            return null;
        }

        return evses.Length == 1 && _starts.Remove($"connector {evses[0]}", out var start)
            ? new KeptTransaction(evses[0], ended?.Id ?? "", start.Since) { UnnamedSince = start.At }
            : null;
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

    /// <param name="At">When it was told first.</param>
    /// <param name="Stamp">The station's word for when it began.</param>
    /// <param name="Since">When it began; null where that is not known yet.</param>
    /// <param name="Earliest">It cannot have begun before.</param>
    /// <param name="IsProven">Nothing that comes can show that it began earlier.</param>
    private sealed record Start(DateTimeOffset At, DateTimeOffset? Stamp, DateTimeOffset? Since, DateTimeOffset Earliest, bool IsProven);
}
