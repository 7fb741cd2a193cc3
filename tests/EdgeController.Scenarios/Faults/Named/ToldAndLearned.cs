using EdgeController.Host.Simulation;
using EdgeController.Ocpp.Framing;
using EdgeController.Simulator.BackEnd;

namespace EdgeController.Scenarios.Faults.Named;

/// <summary>What stations told of their transactions, and what the back end learnt of it: message by message, in order.</summary>
internal sealed class ToldAndLearned
{
    private readonly SortedDictionary<string, List<string>> _told = new(StringComparer.Ordinal);
    private readonly HashSet<(string, string)> _seen = [];

    /// <summary>Messages told.</summary>
    public int Told => _seen.Count;

    /// <summary>Sees a frame between a station and the controller.</summary>
    public void See(RecordedFrame frame)
    {
        if (frame.FromStation && Id(frame.Frame) is { } id && _seen.Add((frame.Station, id)))
        {
            Of(_told, frame.Station).Add(id);
        }
    }

    /// <summary>How many the back end has not learnt, how many out of their order, and how many more than once.</summary>
    public (int Lost, int Misplaced, int Repeated) Compare(SimulatedRun run)
    {
        var ledger = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var frame in run.Csms.Frames)
        {
            if (frame.FromStation && Id(frame.Frame) is { } id)
            {
                Of(ledger, frame.Station).Add(id);
            }
        }

        var (lost, misplaced, repeated) = (0, 0, 0);
        foreach (var (station, told) in _told)
        {
            var learnt = Of(ledger, station);
            var once = learnt.Distinct(StringComparer.Ordinal).ToList();
            lost += told.Except(once, StringComparer.Ordinal).Count();
            misplaced += told.Where(once.Contains).Zip(once.Where(told.Contains)).Count(pair => pair.First != pair.Second);
            repeated += learnt.Count - once.Count;
        }

        return (lost, misplaced, repeated);
    }

    private static List<string> Of(SortedDictionary<string, List<string>> book, string station)
    {
        book.TryAdd(station, []);
        return book[station];
    }

    private static string? Id(ReadOnlyMemory<byte> bytes) =>
        OcppFrameParser.Parse(bytes, FrameLimits.Default).Frame is { Type: MessageType.Call } call
        && (call.Action is "StartTransaction" or "StopTransaction" or "TransactionEvent" || (call.Action == "MeterValues" && JsonProbe.Has(call.Payload, "transactionId")))
            ? call.MessageId
            : null;
}
