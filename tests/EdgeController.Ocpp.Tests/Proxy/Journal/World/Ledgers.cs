using System.Text;
using EdgeController.Ocpp.Framing;

namespace EdgeController.Ocpp.Tests.Proxy.Journal.World;

/// <summary>
/// Invariant I7 in words: what the station told of its transactions is in the back end's ledger, in order, byte for byte but for 1.6 ids and
/// the offline mark; a repeat has the same id and bytes, and of each crash or broken connection at most one message is repeated.
/// </summary>
internal static class Ledgers
{
    /// <summary>What is wrong; null where nothing is.</summary>
    public static string? Compare(JournalWorld world)
    {
        if (world.Station.Errors.Count > 0)
        {
            return $"the station got an error: {world.Station.Errors[0]}";
        }

        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var order = new List<string>();
        var blamed = new HashSet<(int Break, string Id)>();
        for (var place = 0; place < world.Csms.Ledger.Count; place++)
        {
            var (at, id, frame) = world.Csms.Ledger[place];
            if (!seen.TryGetValue(id, out var before))
            {
                seen[id] = place;
                order.Add(id);
                continue;
            }

            if (order[^1] != id)
            {
                return $"{id} was repeated after a newer message";
            }

            var first = world.Csms.Ledger[before];
            if (!first.Frame.AsSpan().SequenceEqual(frame))
            {
                return $"{id} was repeated with other bytes: {Encoding.UTF8.GetString(first.Frame)} {Encoding.UTF8.GetString(frame)}";
            }

            var cause = world.Breaks.FindLastIndex(time => time >= first.At && time <= at);
            if (cause < 0 || !blamed.Add((cause, id)) || blamed.Count(blame => blame.Break == cause) > 1)
            {
                return $"the repeat of {id} has no reason of its own";
            }

            seen[id] = place;
        }

        var told = world.Station.Truth.Select(told => told.Id).ToArray();
        if (!order.SequenceEqual(told))
        {
            return $"told {string.Join(' ', told)}, in the ledger {string.Join(' ', order)}";
        }

        return world.Station.Truth.Select(truth => Differs(world, truth.Id, truth.Frame)).FirstOrDefault(problem => problem is not null);
    }

    private static string? Differs(JournalWorld world, string id, byte[] told)
    {
        var kept = world.Csms.Ledger.First(entry => entry.Id == id).Frame;
        if (kept.AsSpan().SequenceEqual(told))
        {
            return null;
        }

        var frame = OcppFrameParser.Parse(told, FrameLimits.Default).Frame!;
        if (frame.Action == "TransactionEvent")
        {
            return FrameSurgery.WithTrue(frame, "offline").Span.SequenceEqual(kept) ? null : $"{id} has other bytes: {Encoding.UTF8.GetString(kept)}";
        }

        var station = FrameSurgery.Number(frame, "transactionId");
        var start = world.Station.Starts.FirstOrDefault(pair => pair.Value == station).Key;
        return start is not null && world.Csms.Given[start].Exists(upstream => FrameSurgery.WithNumber(frame, upstream, "transactionId").Span.SequenceEqual(kept))
            ? null
            : $"{id} has other bytes: {Encoding.UTF8.GetString(kept)} for {Encoding.UTF8.GetString(told)}";
    }
}
