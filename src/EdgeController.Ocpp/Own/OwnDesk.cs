using System.Text.Json;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Profiles.Csms;

namespace EdgeController.Ocpp.Own;

/// <summary>Answers what a back end asks of the controller itself. What a station without EVSEs has not, it refuses in the words of the version.</summary>
internal sealed class OwnDesk(string version, LinkStep step, OwnUpstreamCalls calls, Registration registration, OwnProfiles profiles)
{
    /// <summary>Messages that the versions have and the controller does not support.</summary>
    private static readonly HashSet<string> Unsupported = new(StringComparer.Ordinal)
    {
        "CancelReservation", "CertificateSigned", "ClearDisplayMessage", "ClearVariableMonitoring", "CostUpdated", "CustomerInformation", "DeleteCertificate", "ExtendedTriggerMessage",
        "GetDiagnostics", "GetDisplayMessages", "GetInstalledCertificateIds", "GetLocalListVersion", "GetLog", "GetMonitoringReport", "InstallCertificate", "PublishFirmware", "ReserveNow",
        "SendLocalList", "SetDisplayMessage", "SetMonitoringBase", "SetMonitoringLevel", "SetNetworkProfile", "SetVariableMonitoring", "SignedUpdateFirmware", "UnpublishFirmware", "UpdateFirmware",
    };

    private readonly OwnVariables _variables = new(version, registration, profiles);

    private bool Is16 => version == OcppVersion.V16;

    public ProfileReply Answer(OcppFrame call)
    {
        try
        {
            using var document = JsonDocument.Parse(call.Payload);
            return Answer(call.Action!, ProfileFields.Of(document.RootElement), document.RootElement);
        }
        catch (JsonException)
        {
            return new ProfileReply(default, Is16 ? "FormationViolation" : "FormatViolation", "the content of the message cannot be read");
        }
    }

    private ProfileReply Answer(string action, ProfileFields fields, JsonElement payload) => (action, Is16) switch
    {
        ("SetChargingProfile", _) => profiles.Set(fields),
        ("ClearChargingProfile", _) => profiles.Clear(fields),
        ("GetCompositeSchedule", _) => profiles.Composite(fields),
        ("GetChargingProfiles", false) => profiles.Get(fields),
        ("UpdateDynamicSchedule", false) when version == OcppVersion.V21 => profiles.Update(fields),
        ("GetVariables", false) => _variables.Get(payload),
        ("SetVariables", false) => _variables.Set(payload),
        ("GetBaseReport", false) => Report(fields),
        ("GetReport", false) => ProfileReply.Status("NotSupported"),
        ("GetConfiguration", true) => _variables.GetConfiguration(payload),
        ("ChangeConfiguration", true) => _variables.ChangeConfiguration(fields),
        ("TriggerMessage", _) => Trigger(fields),
        ("Reset", _) => Refuse("the controller does not restart for a back end; reset its stations under their own identities"),
        ("ChangeAvailability" or "ClearCache", _) => Refuse("the controller has no connectors and no cache of tokens"),
        ("RemoteStartTransaction" or "RemoteStopTransaction", true) or ("RequestStartTransaction" or "RequestStopTransaction", false) =>
            Refuse("the controller has no EVSEs; its stations have identities of their own"),
        ("UnlockConnector", _) => ProfileReply.Status(Is16 ? "NotSupported" : "UnknownConnector"),
        ("GetTransactionStatus", false) => ProfileReply.Of(writer => writer.WriteBoolean("messagesInQueue"u8, false)),
        ("DataTransfer", _) => ProfileReply.Status("UnknownVendorId"),
        _ => Unsupported.Contains(action)
            ? new ProfileReply(default, "NotSupported", $"the controller itself does not support {action}")
            : new ProfileReply(default, "NotImplemented", $"OCPP {version} has no {action} for a station"),
    };

    private ProfileReply Refuse(string why) => ProfileReply.Refused(version, ProfileFault.Refused("NotEnabled", why));

    private ProfileReply Report(ProfileFields fields)
    {
        var request = fields.Whole("requestId", required: true);
        var full = fields.Word("reportBase", true, ("ConfigurationInventory", false), ("FullInventory", true), ("SummaryInventory", true));
        if (fields.Fault is { } fault)
        {
            return ProfileReply.Refused(version, fault);
        }

        if (full == false)
        {
            // Nothing can be configured.
            return ProfileReply.Status("EmptyResultSet");
        }

        calls.Add("NotifyReport", _variables.Report(request!.Value, step.Wall), _ => { });
        return ProfileReply.Status("Accepted");
    }

    private ProfileReply Trigger(ProfileFields fields)
    {
        var what = fields.Text("requestedMessage", required: true);
        if (fields.Fault is { } fault)
        {
            return ProfileReply.Refused(version, fault);
        }

        switch (what)
        {
            case "BootNotification" when Is16 || !registration.IsAccepted:
                registration.Boot("Triggered");
                return ProfileReply.Status("Accepted");
            case "BootNotification":
                // F06.FR.17: it has been accepted already.
                return ProfileReply.Status("Rejected");
            case "Heartbeat":
                registration.Beat();
                return ProfileReply.Status("Accepted");
            case "StatusNotification" when Is16 && fields.Whole("connectorId") is null or 0:
                registration.TellStatus();
                return ProfileReply.Status("Accepted");
            default:
                return ProfileReply.Status(what is "StatusNotification" ? "Rejected" : "NotImplemented");
        }
    }
}
