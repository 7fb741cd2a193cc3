using System.Collections.Immutable;
using System.Text;
using EdgeController.Core.Topology;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Messages.V16;
using EdgeController.Ocpp.Proxy.Journal;

namespace EdgeController.Ocpp.Proxy;

/// <summary>
/// The controller as the back end of a station that has no CSMS: whoever is on the site's list may charge, or everyone where it has none. Its
/// transaction ids are never used twice, across restarts and jumps of the clock.
/// </summary>
internal sealed class LocalBackEnd(TimeSpan heartbeat, ImmutableHashSet<string>? tokens, StationJournal journal)
{
    private static readonly DateTimeOffset IdEpoch = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly TokenBook _tokens = new(new OfflineRules { Tokens = tokens ?? [], AcceptsUnknown = tokens is null }, null);
    private readonly TransactionIds _ids = new(journal);

    public byte[] Answer(string version, OcppFrame call, DateTimeOffset wall) => call.Action switch
    {
        "BootNotification" => OcppFrameWriter.CallResult(
            call.MessageId,
            new BootNotificationResponse(RegistrationStatus.Accepted, wall, (int)heartbeat.TotalSeconds),
            V16Json.Default.BootNotificationResponse),
        "Heartbeat" => OcppFrameWriter.CallResult(call.MessageId, new HeartbeatResponse(wall), V16Json.Default.HeartbeatResponse),
        "Authorize" => Json(call, $"{{{Verdict(call, wall)}}}"),
        "StartTransaction" => Json(call, $"{{\"transactionId\":{Begin(call, wall)},{Verdict(call, wall)}}}"),
        "DataTransfer" => Json(call, """{"status":"UnknownVendorId"}"""),

        // 2.x: the station gave the transaction its id; a token that it shows is answered (E01, C01).
        "TransactionEvent" or "TransactionEvent-Signed" => Json(call, $"{{{_tokens.Member(call, wall)}}}"),
        "StopTransaction" => End(call),
        { } action when Notifications.Contains(action) => Json(call, "{}"),
        { } action when Notifications.Negotiation(version, action) is { } answer => Json(call, answer),
        _ => OcppFrameWriter.CallError(call.MessageId, "NotImplemented"),
    };

    private static byte[] Json(OcppFrame call, string payload) => OcppFrameWriter.CallResult(call.MessageId, Encoding.UTF8.GetBytes(payload));

    private string Verdict(OcppFrame call, DateTimeOffset wall) => _tokens.Member(call, wall) ?? AwayAnswers.NoToken;

    /// <summary>A start that is sent again because its answer was lost gets the same id.</summary>
    private int Begin(OcppFrame call, DateTimeOffset wall)
    {
        if (_ids.BegunBy(call) is { } before)
        {
            return before.Local;
        }

        // Seconds of the clock keep ids apart that were given out before the disk knew of them.
        var alias = TransactionIds.Begin(call, journal.NextLocal(TransactionIds.Lowest + (int)(wall - IdEpoch).TotalSeconds));
        _ids.Replaced(alias.Connector);
        journal.Set(alias with { Upstream = alias.Local });
        return alias.Local;
    }

    private byte[] End(OcppFrame call)
    {
        _ids.Ended(call);
        return Json(call, "{}");
    }
}
