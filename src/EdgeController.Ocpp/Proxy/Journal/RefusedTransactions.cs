using System.Globalization;
using System.Text;
using EdgeController.Core.Topology;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Messages.V16;

namespace EdgeController.Ocpp.Proxy.Journal;

/// <summary>
/// Transactions that were accepted here and that the CSMS refuses when it hears of them: stopped, unless the site lets them go on. Their
/// messages go up all the same.
/// </summary>
internal sealed class RefusedTransactions(Station station, OfflineRules rules, LinkStep step, StationJournal journal)
{
    private readonly List<(string Id, string Action, byte[] Payload)> _orders = [];

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
            _orders.RemoveAll(order => order.Id == transaction);
            _orders.Add(action == "StartTransaction"
                ? (transaction, "RemoteStopTransaction", Encoding.UTF8.GetBytes($$"""{"transactionId":{{transaction}}}"""))
                : (transaction, "RequestStopTransaction", Encoding.UTF8.GetBytes($$"""{"transactionId":{{System.Text.Json.JsonSerializer.Serialize(transaction, FrameText.Default.String)}}}""")));
        }
    }

    /// <summary>A call of the station: one that ends a transaction spares it the order to.</summary>
    public void Called(OcppFrame call)
    {
        if (_orders.Count > 0 && Ends(call) is { } ended)
        {
            _orders.RemoveAll(order => order.Id == ended);
        }
    }

    /// <summary>The next order for the station; null where there is none.</summary>
    public (string Action, byte[] Payload)? Take()
    {
        if (_orders.Count == 0)
        {
            return null;
        }

        var (_, action, payload) = _orders[0];
        _orders.RemoveAt(0);
        return (action, payload);
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
