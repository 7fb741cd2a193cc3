using System.Text;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Messages.V16;

namespace EdgeController.Ocpp.Proxy;

/// <summary>
/// Answers a station's non-transactional calls while its CSMS is away, from what the CSMS answered before, and keeps what the CSMS has
/// to hear once it is back.
/// </summary>
internal sealed class AwayAnswers
{
    private const int MostCards = 2000;

    private readonly HashSet<string> _acceptedCards = new(StringComparer.Ordinal);
    private readonly List<(string Key, OcppFrame Call)> _owed = [];

    /// <summary>Whether the CSMS has accepted this identity since the process started.</summary>
    public bool BootAccepted { get; private set; }

    /// <summary>Takes in how the CSMS answered a call of the station.</summary>
    public void Learn(OcppFrame call, OcppFrame answer)
    {
        if (answer.Type != MessageType.CallResult)
        {
            return;
        }

        if (call.Action == "BootNotification")
        {
            BootAccepted = JsonProbe.Text(answer.Payload, "status") == RegistrationStatus.Accepted;
        }
        else if (Card(call) is { } card && Verdict(answer) is { } verdict)
        {
            if (verdict != IdTagInfo.Accepted)
            {
                _acceptedCards.Remove(card);
            }
            else if (_acceptedCards.Count < MostCards)
            {
                _acceptedCards.Add(card);
            }
        }
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
                var status = Card(call) is { } card && _acceptedCards.Contains(card) ? IdTagInfo.Accepted : IdTagInfo.Invalid;
                var field = JsonProbe.Has(call.Payload, "idToken") ? "idTokenInfo" : "idTagInfo";
                return Json(call, $$$"""{"{{{field}}}":{"status":"{{{status}}}"}}""");
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
    public OcppFrame? TakeOwed()
    {
        if (_owed.Count == 0)
        {
            return null;
        }

        var place = Math.Max(0, _owed.FindIndex(owed => owed.Key == "boot"));
        var call = _owed[place].Call;
        _owed.RemoveAt(place);
        return call;
    }

    /// <summary>Puts back a call whose sending failed, unless a newer one of its kind is owed by now.</summary>
    public void StillOwed(OcppFrame call)
    {
        var key = call.Action == "BootNotification"
            ? "boot"
            : $"status {JsonProbe.Number(call.Payload, "evseId")}/{JsonProbe.Number(call.Payload, "connectorId")}";
        if (!_owed.Exists(owed => owed.Key == key))
        {
            _owed.Add((key, call));
        }
    }

    private static byte[] Json(OcppFrame call, string payload) => OcppFrameWriter.CallResult(call.MessageId, Encoding.UTF8.GetBytes(payload));

    /// <summary>1.6: the idTag; 2.x: the token with its type.</summary>
    private static string? Card(OcppFrame call)
    {
        if (call.Action is not ("Authorize" or "StartTransaction" or "TransactionEvent"))
        {
            return null;
        }

        var token = JsonProbe.Object(call.Payload, "idToken");
        return token.IsEmpty
            ? JsonProbe.Text(call.Payload, "idTag")
            : $"{JsonProbe.Text(token, "type")}/{JsonProbe.Text(token, "idToken")}";
    }

    private static string? Verdict(OcppFrame answer)
    {
        var info = JsonProbe.Object(answer.Payload, "idTagInfo");
        return JsonProbe.Text(info.IsEmpty ? JsonProbe.Object(answer.Payload, "idTokenInfo") : info, "status");
    }

    private void Owe(string key, OcppFrame call)
    {
        _owed.RemoveAll(owed => owed.Key == key);
        _owed.Add((key, call));
    }
}
