using System.Text;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Messages.V16;
using EdgeController.Ocpp.Proxy.Journal;

namespace EdgeController.Ocpp.Proxy;

/// <summary>
/// Answers a station's non-transactional calls while its CSMS is away, from what the CSMS answered before, and keeps what the CSMS has
/// to hear once it is back.
/// </summary>
internal sealed class AwayAnswers(OfflineRules rules, StationJournal? journal)
{
    /// <summary>What is said of a token where none was shown.</summary>
    public const string NoToken = "\"idTagInfo\":{\"status\":\"Invalid\"}";

    private readonly List<(string Key, OcppFrame Call)> _owed = [];
    private Instant? _notBefore;
    private readonly TokenBook _tokens = new(rules, journal);

    /// <summary>Whether the CSMS has accepted this identity.</summary>
    public bool BootAccepted { get; private set; } = journal?.Learned.BootAccepted ?? false;

    /// <summary>Takes in how the CSMS answered a call of the station.</summary>
    public void Learn(OcppFrame call, OcppFrame answer, DateTimeOffset wall)
    {
        if (call.Action == "BootNotification" && answer.Type == MessageType.CallResult)
        {
            var accepted = JsonProbe.Text(answer.Payload, "status") == RegistrationStatus.Accepted;
            if (accepted != BootAccepted)
            {
                BootAccepted = accepted;
                journal?.BootAccepted(accepted);
            }
        }

        _tokens.Learn(call, answer, wall);
    }

    /// <summary>The payload with which a call of a transaction is answered once it is kept.</summary>
    /// <param name="call">The call.</param>
    /// <param name="local">1.6 StartTransaction: the id that the station is given.</param>
    /// <param name="wall">The time of day.</param>
    public ReadOnlyMemory<byte> Receipt(OcppFrame call, int? local, DateTimeOffset wall)
    {
        var verdict = _tokens.Member(call, wall) ?? (local is null ? "" : NoToken);
        return Encoding.UTF8.GetBytes(local is null ? $"{{{verdict}}}" : $"{{\"transactionId\":{local},{verdict}}}");
    }

    public byte[] Answer(string version, OcppFrame call, DateTimeOffset wall)
    {
        switch (call.Action)
        {
            case "Heartbeat":
                return OcppFrameWriter.CallResult(call.MessageId, new HeartbeatResponse(wall), V16Json.Default.HeartbeatResponse);
            case "BootNotification":
                Owe("boot", call);
                var boot = BootAccepted
                    ? new BootNotificationResponse(RegistrationStatus.Accepted, wall, 300)
                    : new BootNotificationResponse(RegistrationStatus.Pending, wall, 30);
                return OcppFrameWriter.CallResult(call.MessageId, boot, V16Json.Default.BootNotificationResponse);
            case "Authorize":
                return Json(call, $"{{{_tokens.Member(call, wall) ?? NoToken}}}");
            case "DataTransfer":
                return Json(call, """{"status":"Rejected"}""");
            case "StatusNotification":
                Owe($"status {JsonProbe.Number(call.Payload, "evseId")}/{JsonProbe.Number(call.Payload, "connectorId")}", call);
                return Json(call, "{}");
            case { } action when Notifications.Contains(action):
                return Json(call, "{}");
            case { } action when Notifications.Negotiation(version, action) is { } answer:
                return Json(call, answer);
            default:
                return OcppFrameWriter.CallError(call.MessageId, "NotImplemented", "the back end cannot be reached");
        }
    }

    /// <summary>The next call that the CSMS still has to hear, the boot first; null where there is none.</summary>
    public OcppFrame? TakeOwed(Instant now)
    {
        if (_owed.Count == 0 || now < _notBefore)
        {
            return null;
        }

        var place = Math.Max(0, _owed.FindIndex(owed => owed.Key == "boot"));
        var call = _owed[place].Call;
        _owed.RemoveAt(place);
        return call;
    }

    /// <summary>Puts back a call whose sending failed, unless a newer one of its kind is owed by now.</summary>
    /// <param name="call">The call.</param>
    /// <param name="notBefore">When it may be sent again; null for at once.</param>
    public void StillOwed(OcppFrame call, Instant? notBefore = null)
    {
        _notBefore = notBefore;
        var key = call.Action == "BootNotification"
            ? "boot"
            : $"status {JsonProbe.Number(call.Payload, "evseId")}/{JsonProbe.Number(call.Payload, "connectorId")}";
        if (!_owed.Exists(owed => owed.Key == key))
        {
            _owed.Add((key, call));
        }
    }

    private static byte[] Json(OcppFrame call, string payload) => OcppFrameWriter.CallResult(call.MessageId, Encoding.UTF8.GetBytes(payload));

    private void Owe(string key, OcppFrame call)
    {
        _owed.RemoveAll(owed => owed.Key == key);
        _owed.Add((key, call));
    }
}
