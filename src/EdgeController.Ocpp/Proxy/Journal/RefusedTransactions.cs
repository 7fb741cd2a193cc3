using System.Globalization;
using System.Text;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Messages.V16;

namespace EdgeController.Ocpp.Proxy.Journal;

/// <summary>
/// Transactions that were accepted here and that the CSMS refuses when it hears of them: stopped, unless the site lets them go on. Their
/// messages go up all the same. The order lies in the journal until the station has told the end, and is given again on each of its connections,
/// and while it goes on, after waits that grow.
/// </summary>
internal sealed class RefusedTransactions(Station station, OfflineRules rules, StationLinkOptions options, LinkStep step, StationJournal journal)
{
    /// <summary>Orders given on this connection: how often, and when the next one may be.</summary>
    private readonly Dictionary<string, (int Times, Instant Next)> _given = new(StringComparer.Ordinal);

    /// <summary>When an order is to be given again; null where none is.</summary>
    public Instant? Due
    {
        get
        {
            var due = new EarliestDue(step.Now);
            foreach (var (_, next) in _given.Values)
            {
                due.Add(next);
            }

            return due.At;
        }
    }

    /// <summary>The CSMS has answered a message that was kept.</summary>
    public void Look(OcppFrame call, int? local, OcppFrame answer)
    {
        if (TokenBook.Verdict(answer) is not { } verdict || verdict == IdTagInfo.Accepted)
        {
            return;
        }

        // A signed event is read through its signature; its transaction is what the station must stop.
        var (action, payload) = SignedMessage.Unwrap(call);
        var transaction = action == "StartTransaction" ? local?.ToString(CultureInfo.InvariantCulture) : Transaction(action, payload);
        if (transaction is null || HasEnded(transaction))
        {
            return;
        }

        step.Counters.RejectedStarts++;
        step.Notice(NoticeCode.StartRejected, $"the CSMS of {station.Id} refuses transaction {transaction} ({verdict}), which was accepted here: {(rules.StopsRejected ? "stopped" : "it goes on")}");
        if (rules.StopsRejected)
        {
            journal.Set(new StopOrder(transaction, action == "StartTransaction"));
        }
    }

    /// <summary>A call of the station: one that ends a transaction spares it the order to.</summary>
    public void Called(OcppFrame call)
    {
        if (journal.Stops.Count > 0 && Ends(call) is { } ended)
        {
            Over(ended);
        }
    }

    /// <summary>The station's socket is gone: whether it has heard its orders nobody knows.</summary>
    public void StationGone() => _given.Clear();

    /// <summary>The next order for the station; null where there is none now.</summary>
    public (string Action, byte[] Payload)? Take()
    {
        if (!rules.StopsRejected)
        {
            return null;
        }

        foreach (var (transaction, order) in journal.Stops)
        {
            var (times, next) = _given.GetValueOrDefault(transaction);
            if (times > 0 && step.Now < next)
            {
                continue;
            }

            if (times == options.ReplayAttempts)
            {
                step.Notice(NoticeCode.StartRejected, $"{station.Id} has not ended transaction {transaction} though it was told {times} times: it goes on; stop it at the station");
                Over(transaction);
                return Take();
            }

            _given[transaction] = (times + 1, step.Now + (options.ReplayRetry * (times + 1)));
            return order.IsNumber
                ? ("RemoteStopTransaction", Encoding.UTF8.GetBytes($$"""{"transactionId":{{transaction}}}"""))
                : ("RequestStopTransaction", Encoding.UTF8.GetBytes($$"""{"transactionId":{{System.Text.Json.JsonSerializer.Serialize(transaction, FrameText.Default.String)}}}"""));
        }

        return null;
    }

    private void Over(string transaction)
    {
        journal.ForgetStop(transaction);
        _given.Remove(transaction);
    }

    private static string? Transaction(string action, ReadOnlyMemory<byte> payload) =>
        action == "TransactionEvent" ? JsonProbe.Text(JsonProbe.Object(payload, "transactionInfo"), "transactionId") : null;

    private static string? Ends(OcppFrame call)
    {
        var (action, payload) = SignedMessage.Unwrap(call);
        return action == "StopTransaction" ? JsonProbe.Number(payload, "transactionId")?.ToString(CultureInfo.InvariantCulture)
            : JsonProbe.Text(payload, "eventType") == "Ended" ? Transaction(action, payload)
            : null;
    }

    /// <summary>What is kept tells the end already.</summary>
    private bool HasEnded(string transaction)
    {
        foreach (var entry in journal.Entries)
        {
            if (OcppFrameParser.Parse(entry.Frame, FrameLimits.Default).Frame is { } frame && Ends(frame) == transaction)
            {
                return true;
            }
        }

        return false;
    }
}
