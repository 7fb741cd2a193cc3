using System.Buffers.Binary;
using System.Security.Cryptography;
using EdgeController.Ocpp.Framing;

namespace EdgeController.Ocpp.Proxy.Journal;

/// <summary>
/// OCPP 1.6 transactions that were started while the CSMS was away: the station knows them by an id of ours, the CSMS by its own. Only the
/// number is exchanged on the way; every other byte stays.
/// </summary>
internal sealed class TransactionIds(StationJournal journal)
{
    /// <summary>The first id of ours: far above what back ends count up to, and positive, because some stations take less for none.</summary>
    public const int Lowest = 1_000_000_000;

    /// <summary>What messages of a transaction bear of which the CSMS gave no id (OCPP 1.6 errata).</summary>
    public const int Unknown = -1;

    private const int MostEnded = 16;

    /// <summary>Ended upstream, but a straggler of the station may still name them.</summary>
    private readonly Queue<TransactionAlias> _ended = new();

    /// <summary>Ids of ours whose end the station has told, whether or not the CSMS has heard of it.</summary>
    private readonly HashSet<int> _over = [];

    /// <summary>By which the same start is known again, whatever its message id.</summary>
    public static string Fingerprint(OcppFrame start) => Convert.ToHexStringLower(SHA256.HashData(start.Payload.Span)[..16]);

    /// <summary>The same in eight bytes.</summary>
    public static long Sum(OcppFrame call) => BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(call.Payload.Span));

    public static TransactionAlias Begin(OcppFrame start, int local) =>
        new(local, null, JsonProbe.Number(start.Payload, "connectorId") ?? 0, Fingerprint(start));

    /// <summary>
    /// A call of the station comes or is kept. Who names an id of ours in an end has heard it: where the station's clock stands, the next start says the same words and is another one.
    /// </summary>
    public void Came(OcppFrame call)
    {
        if (call.Action == "StopTransaction" && JsonProbe.Number(call.Payload, "transactionId") is { } id && journal.Aliases.ContainsKey(id))
        {
            _over.Add(id);
        }
    }

    /// <summary>The transaction that this start has begun already, under an id of ours, and that goes on.</summary>
    public TransactionAlias? BegunBy(OcppFrame start)
    {
        if (start.Action != "StartTransaction" || journal.Aliases.Count == 0)
        {
            return null;
        }

        var print = Fingerprint(start);
        return journal.Aliases.Values.FirstOrDefault(alias => alias.Start == print && !_over.Contains(alias.Local));
    }

    /// <summary>The call as the CSMS must hear it.</summary>
    public ReadOnlyMemory<byte> ToCsms(OcppFrame call) => Named(call) is { } alias
        ? FrameSurgery.WithNumber(call, alias.Upstream ?? Unknown, "transactionId")
        : call.Raw;

    /// <summary>The CSMS's call as the station must hear it.</summary>
    public OcppFrame ToStation(OcppFrame call)
    {
        if (journal.Aliases.Count == 0 || call.Action is not { } action || action == "DataTransfer")
        {
            return call;
        }

        return WithLocal(WithLocal(call, "transactionId"), "csChargingProfiles", "transactionId");
    }

    /// <summary>The CSMS has answered the start; null where the answer bears no id.</summary>
    public void Begun(int local, int? upstream)
    {
        if (journal.Aliases.TryGetValue(local, out var alias))
        {
            journal.Set(alias with { Upstream = upstream ?? Unknown });
        }
    }

    /// <summary>The CSMS has taken the end of the transaction, or will never.</summary>
    /// <returns>Whether it was one with two ids.</returns>
    public bool Ended(OcppFrame call)
    {
        if (call.Action != "StopTransaction" || Named(call) is not { } alias || !journal.Aliases.ContainsKey(alias.Local))
        {
            return false;
        }

        journal.Forget(alias);
        Remember(alias);
        return true;
    }

    /// <summary>A new transaction runs on the connector and nothing is kept any more: those before it there are over, even if the station never told.</summary>
    public void Replaced(int? connector, int? by = null)
    {
        foreach (var alias in journal.Aliases.Values.Where(alias => alias.Connector == connector && alias.Local != by).ToArray())
        {
            journal.Forget(alias);
            Remember(alias);
        }
    }

    private TransactionAlias? Named(OcppFrame call)
    {
        if ((journal.Aliases.Count == 0 && _ended.Count == 0) || call.Action is not ("MeterValues" or "StopTransaction") || JsonProbe.Number(call.Payload, "transactionId") is not { } id || id < Lowest)
        {
            return null;
        }

        return journal.Aliases.TryGetValue(id, out var alias) ? alias : _ended.FirstOrDefault(ended => ended.Local == id);
    }

    private OcppFrame WithLocal(OcppFrame call, params ReadOnlySpan<string> path)
    {
        if (FrameSurgery.Number(call, path) is not { } id || id == Unknown)
        {
            return call;
        }

        TransactionAlias? newest = null;
        foreach (var alias in journal.Aliases.Values)
        {
            newest = alias.Upstream == id && alias.Local > (newest?.Local ?? 0) ? alias : newest;
        }

        return newest is null ? call : OcppFrameParser.Parse(FrameSurgery.WithNumber(call, newest.Local, path), FrameLimits.Default).Frame ?? call;
    }

    private void Remember(TransactionAlias alias)
    {
        _over.Remove(alias.Local);
        if (_ended.Count == MostEnded)
        {
            _ended.Dequeue();
        }

        _ended.Enqueue(alias);
    }
}
