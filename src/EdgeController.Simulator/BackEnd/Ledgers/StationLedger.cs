using System.Globalization;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;

namespace EdgeController.Simulator.BackEnd.Ledgers;

/// <summary>The two records of one station's transactions: what it was answered, and what its back end was told. They are compared at the end.</summary>
public sealed class StationLedger(string id, string version)
{
    private readonly List<LedgerMessage> _messages = [];
    private readonly List<LedgerArrival> _arrivals = [];
    private readonly Dictionary<ulong, LedgerMessage> _unanswered = [];
    private readonly Dictionary<string, LedgerMessage> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<int, LedgerMessage> _starts = [];

    /// <summary>1.6: values of no transaction that came; they count for the interval too.</summary>
    private readonly List<(int Connector, Instant At)> _others = [];

    private bool Is16 => version == OcppVersion.V16;

    /// <summary>Seconds between periodic values that the back end has asked for (1.6).</summary>
    public int AskedSeconds { get; set; }

    /// <summary>The station sends a frame.</summary>
    public void StationSaid(OcppFrame frame, Instant now)
    {
        if (!IsTransactional(frame))
        {
            return;
        }

        var text = LedgerText.Of(frame.Action!, frame.Payload.Span);
        // A copy may cross the answer on its way.
        if (_unanswered.TryGetValue(text, out var known) || (_byId.TryGetValue(frame.MessageId, out known) && known.Text == text))
        {
            (known.Sends, known.LastAt) = (known.Sends + 1, now);
        }
        else
        {
            known = new LedgerMessage(_messages.Count, text, Label(frame, now), now)
            {
                Periodic = Is16 && frame.Action == "MeterValues" ? (JsonProbe.Number(frame.Payload, "connectorId") ?? 0, AskedSeconds) : null,
                Start = JsonProbe.Number(frame.Payload, "transactionId") is { } number ? _starts.GetValueOrDefault(number) : null,
            };
            _messages.Add(known);
            _unanswered[text] = known;
        }

        known.Ids.Add(frame.MessageId);
        _byId[frame.MessageId] = known;
    }

    /// <summary>The controller answers the station.</summary>
    public void StationWasAnswered(OcppFrame answer)
    {
        if (!_byId.TryGetValue(answer.MessageId, out var message))
        {
            return;
        }

        message.Answered = true;
        _unanswered.Remove(message.Text);
        if (Is16 && answer.Type == MessageType.CallResult && JsonProbe.Number(answer.Payload, "transactionId") is { } number)
        {
            _starts[number] = message;
        }
    }

    /// <summary>The back end gets a frame; what to tell when its answer has come to the controller, null for what is of no transaction.</summary>
    internal LedgerArrival? BackEndGot(OcppFrame frame, Instant now)
    {
        if (!IsTransactional(frame))
        {
            if (Is16 && frame is { Type: MessageType.Call, Action: "MeterValues" })
            {
                _others.Add((JsonProbe.Number(frame.Payload, "connectorId") ?? 0, now));
            }

            return null;
        }

        var arrival = new LedgerArrival(
            frame.MessageId,
            LedgerText.Of(frame.Action!, frame.Payload.Span),
            LedgerText.Exact(frame.Raw.Span),
            Label(frame, now),
            Is16 ? JsonProbe.Number(frame.Payload, "transactionId") : null);
        _arrivals.Add(arrival);
        return arrival;
    }

    /// <summary>Compares the two; what the station said after <paramref name="until"/> may still be on its way.</summary>
    public LedgerVerdict Judge(Instant until)
    {
        var book = new LedgerComparison(id, _messages, _others, until);
        foreach (var arrival in _arrivals)
        {
            book.Take(arrival);
        }

        return book.Judge();
    }

    private static string Label(OcppFrame frame, Instant now) =>
        string.Create(CultureInfo.InvariantCulture, $"{frame.Action} {JsonProbe.Text(frame.Payload, "eventType")} {frame.MessageId} at {TimeSpan.FromSeconds(Math.Floor(now.SinceStart.TotalSeconds)):c}");

    private bool IsTransactional(OcppFrame frame) => frame.Type == MessageType.Call && frame.Action switch
    {
        "StartTransaction" or "StopTransaction" => true,
        "MeterValues" => Is16 && JsonProbe.Has(frame.Payload, "transactionId"),
        "TransactionEvent" => !Is16,
        _ => false,
    };
}
