using System.Text;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;

namespace EdgeController.Ocpp.Tests.Proxy.Journal.World;

/// <summary>A back end that writes down every call of a transaction and gives each start an id of its own, the repeated ones too.</summary>
internal sealed class LedgerCsms(JournalWorld world)
{
    private int _transactions = 40;
    private readonly Dictionary<string, Instant> _open = new(StringComparer.Ordinal);
    private bool _there = true;

    /// <summary>Calls of transactions as they came.</summary>
    public List<(Instant At, string Id, byte[] Frame)> Ledger { get; } = [];

    /// <summary>Ids that were given to a start, by its message id.</summary>
    public Dictionary<string, List<int>> Given { get; } = new(StringComparer.Ordinal);

    /// <summary>False while nobody can connect; what is connected breaks when it begins.</summary>
    public bool IsThere
    {
        get => _there;
        set
        {
            _there = value;
            if (!value)
            {
                world.BreakCsms();
            }
        }
    }

    /// <summary>How long an answer takes.</summary>
    public Func<TimeSpan> Takes { get; set; } = () => TimeSpan.FromMilliseconds(50);

    /// <summary>How a call is answered: null for as usual, a whole frame, or an empty text for not at all.</summary>
    public Func<OcppFrame, string?> Mood { get; set; } = _ => null;

    public bool IsIdle => _open.Count == 0;

    public void Lost() => _open.Clear();

    public void Receive(ReadOnlyMemory<byte> utf8)
    {
        var frame = OcppFrameParser.Parse(utf8, FrameLimits.Default).Frame!;
        if (frame.Type != MessageType.Call)
        {
            return;
        }

        Assert.DoesNotContain(_open.Values, since => world.Now - since < TimeSpan.FromSeconds(9));
        _open[frame.MessageId] = world.Now;
        if (frame.Action is "StartTransaction" or "StopTransaction" or "MeterValues" or "TransactionEvent")
        {
            Ledger.Add((world.Now, frame.MessageId, utf8.ToArray()));
        }

        var answer = Mood(frame) ?? $"[3,\"{frame.MessageId}\",{Payload(frame)}]";
        if (answer.Length > 0)
        {
            world.FromCsms(Encoding.UTF8.GetBytes(answer), Takes(), () => _open.Remove(frame.MessageId));
        }
    }

    private string Payload(OcppFrame frame)
    {
        if (frame.Action != "StartTransaction")
        {
            return frame.Action == "TransactionEvent" && JsonProbe.Has(frame.Payload, "idToken") ? """{"idTokenInfo":{"status":"Accepted"}}""" : "{}";
        }

        Given.TryAdd(frame.MessageId, []);
        Given[frame.MessageId].Add(++_transactions);
        return $$$"""{"transactionId":{{{_transactions}}},"idTagInfo":{"status":"Accepted"}}""";
    }
}
