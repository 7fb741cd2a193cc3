using System.Text;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;

namespace EdgeController.Ocpp.Tests.Proxy.Journal.World;

/// <summary>
/// A station that tells what happens on its two connectors, one call at a time and in order, and sends a call again until it is answered: after
/// a lost connection, or after 30 s. <see cref="Truth"/> is what its back end must know in the end.
/// </summary>
internal sealed class ScriptedStation(JournalWorld world, string version)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Queue<Func<string, string>> _events = new();
    private readonly Dictionary<int, string> _transactions = [];
    private readonly Dictionary<string, int> _starts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ended = new(StringComparer.Ordinal);
    private byte[]? _waiting;
    private string? _waitingId;
    private int _sends;
    private int _messages;
    private int _numbers;

    /// <summary>Calls of transactions in the order in which they happened.</summary>
    public List<(string Id, byte[] Frame)> Truth { get; } = [];

    /// <summary>Answers that a station must never get to a call of a transaction.</summary>
    public List<string> Errors { get; } = [];

    /// <summary>Calls that came from above.</summary>
    public List<string> Asked { get; } = [];

    public bool IsConnected { get; private set; }

    public int Session { get; private set; }

    public bool IsDone => _waiting is null && _events.Count == 0;

    /// <summary>The ids under which the station knows its transactions; by message id of the start.</summary>
    public IReadOnlyDictionary<string, int> Starts => _starts;

    private static string Stamp(Instant at) => (LinkRigEpoch + at.SinceStart).ToString("O");

    private static DateTimeOffset LinkRigEpoch => Tests.Links.LinkRig.Epoch;

    public void Connect()
    {
        if (IsConnected)
        {
            return;
        }

        if (!world.Admits)
        {
            world.After(TimeSpan.FromSeconds(5), Connect);
            return;
        }

        IsConnected = true;
        Session++;
        world.Connect(version);
        Send();
    }

    /// <summary>The connection is gone; it is tried again soon.</summary>
    public void Lost()
    {
        if (IsConnected)
        {
            IsConnected = false;
            Session++;
            world.After(TimeSpan.FromSeconds(3), Connect);
        }
    }

    public void Start(int connector)
    {
        var (meter, number) = (_numbers++, connector);
        var at = Stamp(world.Now);
        Tell(id => version == "1.6"
            ? $$"""[2,"{{id}}","StartTransaction",{"connectorId":{{number}},"idTag":"T{{number}}","meterStart":{{meter}},"timestamp":"{{at}}"}]"""
            : Event(id, "Started", number, _transactions[number] = $"tx-{id}", meter, at, ""","idToken":{"idToken":"T","type":"Central"}"""));
    }

    public void Meter(int connector)
    {
        var (meter, number) = (_numbers++, connector);
        var at = Stamp(world.Now);
        Tell(id => version == "1.6"
            ? $$"""[2,"{{id}}","MeterValues",{"connectorId":{{number}}, "transactionId" : {{_transactions.GetValueOrDefault(number, "0")}},"meterValue":[{"timestamp":"{{at}}","sampledValue":[{"value":"{{meter}}"}]}]}]"""
            : Event(id, "Updated", number, _transactions[number], meter, at, meter % 2 == 0 ? ",\"offline\":false" : ""));
    }

    public void Stop(int connector)
    {
        var (meter, number) = (_numbers++, connector);
        var at = Stamp(world.Now);
        Tell(id =>
        {
            var transaction = _transactions.GetValueOrDefault(number, "0");
            _ended.Add(transaction);
            return version == "1.6"
                ? $$"""[2,"{{id}}","StopTransaction",{"meterStop":{{meter}},"timestamp":"{{at}}","transactionId":{{transaction}}}]"""
                : Event(id, "Ended", number, transaction, meter, at, "");
        });
    }

    public void Heartbeat() => Tell(id => $$"""[2,"{{id}}","Heartbeat",{}]""");

    /// <summary>Whether the station has said that it is over.</summary>
    public bool HasEnded(string transaction) => _ended.Contains(transaction);

    public void Receive(ReadOnlyMemory<byte> frame, int session)
    {
        if (!IsConnected || session != Session || OcppFrameParser.Parse(frame, FrameLimits.Default).Frame is not { } message)
        {
            return;
        }

        if (message.Type == MessageType.Call)
        {
            Asked.Add(Encoding.UTF8.GetString(frame.Span));
            world.FromStation(Encoding.UTF8.GetBytes($$"""[3,"{{message.MessageId}}",{"status":"Accepted"}]"""));
            return;
        }

        if (message.MessageId != _waitingId)
        {
            return;
        }

        if (message.Type == MessageType.CallError)
        {
            Errors.Add(Encoding.UTF8.GetString(frame.Span));
        }

        var call = OcppFrameParser.Parse(_waiting!, FrameLimits.Default).Frame!;
        if (call.Action == "StartTransaction" && JsonProbe.Number(message.Payload, "transactionId") is { } transaction)
        {
            _transactions[JsonProbe.Number(call.Payload, "connectorId")!.Value] = $"{transaction}";
            _starts[call.MessageId] = transaction;
        }

        (_waiting, _waitingId) = (null, null);
        Send();
    }

    private static string Event(string id, string type, int evse, string transaction, int number, string at, string more) =>
        $$$"""[2,"{{{id}}}","TransactionEvent",{"eventType":"{{{type}}}","timestamp":"{{{at}}}","triggerReason":"MeterValuePeriodic","seqNo":{{{number}}},"transactionInfo":{"transactionId":"{{{transaction}}}"},"evse":{"id":{{{evse}}}}{{{more}}}}]""";

    private void Tell(Func<string, string> frame)
    {
        _events.Enqueue(frame);
        if (_waiting is null)
        {
            Send();
        }
    }

    private void Send()
    {
        if (!IsConnected)
        {
            return;
        }

        if (_waiting is null)
        {
            if (!_events.TryDequeue(out var next))
            {
                return;
            }

            _waitingId = $"m{++_messages}";
            _waiting = Encoding.UTF8.GetBytes(next(_waitingId));
            if (_waiting.AsSpan().IndexOf("\"Heartbeat\""u8) < 0)
            {
                Truth.Add((_waitingId, _waiting));
            }
        }

        var send = ++_sends;
        world.FromStation(_waiting);
        world.After(Patience, () =>
        {
            if (send == _sends && _waiting is not null && IsConnected)
            {
                world.Breaks.Add(world.Now);
                Send();
            }
        });
    }
}
