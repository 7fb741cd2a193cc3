using System.Text;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Messages.V16;

namespace EdgeController.Ocpp.Proxy;

/// <summary>The controller as the back end of a station that has no CSMS: everyone may charge.</summary>
internal sealed class LocalBackEnd(TimeSpan heartbeat)
{
    private const string AcceptedToken = """{"idTokenInfo":{"status":"Accepted"}}""";
    private static readonly DateTimeOffset IdEpoch = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly Dictionary<string, int> _started = new(StringComparer.Ordinal);
    private int _lastTransaction;

    public byte[] Answer(string version, OcppFrame call, DateTimeOffset wall) => call.Action switch
    {
        "BootNotification" => OcppFrameWriter.CallResult(
            call.MessageId,
            new BootNotificationResponse(RegistrationStatus.Accepted, wall, (int)heartbeat.TotalSeconds),
            V16Json.Default.BootNotificationResponse),
        "Heartbeat" => OcppFrameWriter.CallResult(call.MessageId, new HeartbeatResponse(wall), V16Json.Default.HeartbeatResponse),
        "Authorize" when JsonProbe.Has(call.Payload, "idToken") => Json(call, AcceptedToken),
        "Authorize" => Json(call, """{"idTagInfo":{"status":"Accepted"}}"""),
        "StartTransaction" => OcppFrameWriter.CallResult(
            call.MessageId,
            new StartTransactionResponse(Transaction(call, wall), new IdTagInfo(IdTagInfo.Accepted)),
            V16Json.Default.StartTransactionResponse),
        "DataTransfer" => Json(call, """{"status":"UnknownVendorId"}"""),

        // 2.x: the station gave the transaction its id; a token that it shows is answered (E01, C01).
        "TransactionEvent" or "TransactionEvent-Signed" => Json(call, JsonProbe.Has(call.Payload, "idToken") ? AcceptedToken : "{}"),
        "StopTransaction" => Json(call, "{}"),
        { } action when Notifications.Contains(action) => Json(call, "{}"),
        { } action when Notifications.Negotiation(version, action) is { } answer => Json(call, answer),
        _ => OcppFrameWriter.CallError(call.MessageId, "NotImplemented"),
    };

    private static byte[] Json(OcppFrame call, string payload) => OcppFrameWriter.CallResult(call.MessageId, Encoding.UTF8.GetBytes(payload));

    /// <summary>
    /// Seconds of the wall clock, counting up where two starts share one: unique across restarts without a store. A start that is sent
    /// again because its answer was lost gets the same id.
    /// </summary>
    private int Transaction(OcppFrame call, DateTimeOffset wall)
    {
        var connector = JsonProbe.Number(call.Payload, "connectorId");
        var key = $"{connector}|{JsonProbe.Text(call.Payload, "idTag")}|{JsonProbe.Text(call.Payload, "timestamp")}";
        if (_started.TryGetValue(key, out var known))
        {
            return known;
        }

        foreach (var old in _started.Keys.Where(old => old.StartsWith($"{connector}|", StringComparison.Ordinal)).ToArray())
        {
            _started.Remove(old);
        }

        _lastTransaction = Math.Max(_lastTransaction + 1, (int)(wall - IdEpoch).TotalSeconds);
        _started[key] = _lastTransaction;
        return _lastTransaction;
    }
}
