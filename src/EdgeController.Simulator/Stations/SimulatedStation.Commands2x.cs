using System.Text.Json;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;

namespace EdgeController.Simulator.Stations;

/// <content>The CALLs of OCPP 2.0.1 and 2.1.</content>
public sealed partial class SimulatedStation
{
    private void Command2x(OcppFrame frame, JsonElement request, Instant now)
    {
        switch (frame.Action)
        {
            case "SetChargingProfile":
                SetProfile2x(frame, request, now);
                break;
            case "UpdateDynamicSchedule" when Options.Version == OcppVersion.V21:
                AnswerStatus(frame, UpdateProfile(request, now) ? "Accepted" : "Rejected", now);
                break;
            case "ClearChargingProfile":
                AnswerStatus(frame, ClearProfile2x(request), now);
                break;
            case "GetCompositeSchedule":
                Composite2x(frame, request, now);
                break;
            case "GetChargingProfiles":
                ReportProfiles(frame, request, now);
                break;
            case "GetVariables" when !Options.Quirks.VariablesByReportOnly:
                Answer(OcppFrameWriter.CallResult(frame.MessageId, _payloads.Write(writer => _variables.Write(writer, request))), now);
                break;
            case "SetVariables":
                Answer(OcppFrameWriter.CallResult(frame.MessageId, _payloads.Write(writer => _variables.Change(writer, request))), now);
                break;
            case "GetBaseReport":
                AnswerStatus(frame, "Accepted", now);
                var report = ProfileReader.Number(request, "requestId") ?? 0;
                var generatedAt = _clock.Read(now).UtcDateTime;
                _calls.Add(new OutgoingCall("NotifyReport", KeepOffline: false, writer => _variables.WriteReport(writer, report, generatedAt)));
                break;
            case "TriggerMessage":
                Trigger(frame, ProfileReader.Text(request, "requestedMessage"), EvseOf(request), now);
                break;
            case "RequestStartTransaction":
                RemoteStart(frame, ProfileReader.Number(request, "evseId") ?? 1, request.TryGetProperty("idToken", out var token) ? ProfileReader.Text(token, "idToken") : null, now);
                break;
            case "RequestStopTransaction":
                RemoteStop(frame, ProfileReader.Text(request, "transactionId"), now);
                break;
            case "Reset":
                _stopReason = "HardReset";
                _rebootAt = now + TimeSpan.FromSeconds(2);
                AnswerStatus(frame, "Accepted", now);
                break;
            case "DataTransfer":
                AnswerStatus(frame, "UnknownVendorId", now);
                break;
            default:
                Answer(OcppFrameWriter.CallError(frame.MessageId, "NotImplemented"), now);
                break;
        }
    }

    private bool UpdateProfile(JsonElement request, Instant now) =>
        request.TryGetProperty("scheduleUpdate", out var update) && update.TryGetProperty("limit", out var limit) && limit.ValueKind == JsonValueKind.Number
        && Update(ProfileReader.Number(request, "chargingProfileId") ?? -1, limit.GetDouble(), ProfileReader.Real(update, "setpoint"), now);

    private static int? EvseOf(JsonElement request) =>
        request.TryGetProperty("evse", out var evse) && evse.ValueKind == JsonValueKind.Object ? ProfileReader.Number(evse, "id") : null;

    private void SetProfile2x(OcppFrame frame, JsonElement request, Instant now)
    {
        if (ProfileReader.Number(request, "evseId") is not { } evse || !request.TryGetProperty("chargingProfile", out var json))
        {
            AnswerStatus(frame, null, now);
            return;
        }

        if (evse < 0 || evse > Connectors.Count)
        {
            Verdict(frame, "UnknownEVSE", now);
            return;
        }

        var (profile, reason) = ProfileReader2x.Read(json, evse, _clock.Read(now));
        reason ??= profile is { Kind: ProfileKind.Dynamic } && Options.Version != OcppVersion.V21 ? "InvalidProfile" : null;
        if (profile is null && reason is null)
        {
            AnswerStatus(frame, null, now);
            return;
        }

        Verdict(frame, reason ?? Collision(profile!) ?? Install(profile!), now);
    }

    /// <summary>In 2.x only the same id replaces; another one in the same place is refused (K01.FR.06, K01.FR.39, K01.FR.52).</summary>
    private string? Collision(StoredProfile profile)
    {
        if (Options.Version == OcppVersion.V21 && profile.Id <= Options.Quirks.MaxExternalConstraintsId)
        {
            return "InvalidProfileId";
        }

        var taken = Profiles.Profiles.Any(other => other.Id != profile.Id && other.Purpose == profile.Purpose && other.StackLevel == profile.StackLevel
            && other.TransactionId == profile.TransactionId
            && (other.Connector == profile.Connector || (profile.Purpose == ProfilePurpose.TxDefaultProfile && (other.Connector == 0 || profile.Connector == 0))));
        return taken ? "DuplicateProfile" : null;
    }

    private void Verdict(OcppFrame frame, string? reason, Instant now) => Answer(
        OcppFrameWriter.CallResult(frame.MessageId, _payloads.Write(writer =>
        {
            writer.WriteString("status"u8, reason is null ? "Accepted"u8 : "Rejected"u8);
            if (reason is not null)
            {
                writer.WriteStartObject("statusInfo"u8);
                writer.WriteString("reasonCode"u8, reason);
                writer.WriteEndObject();
            }

            _speech.WriteExtra(writer);
        })),
        now);

    private string ClearProfile2x(JsonElement request)
    {
        var criteria = request.TryGetProperty("chargingProfileCriteria", out var given) ? given : default;
        return criteria.ValueKind == JsonValueKind.Object
            ? ClearProfiles(
                ProfileReader.Number(request, "chargingProfileId"),
                ProfileReader.Number(criteria, "evseId"),
                ProfileReader2x.Purpose(ProfileReader.Text(criteria, "chargingProfilePurpose")),
                ProfileReader.Number(criteria, "stackLevel"))
            : ClearProfiles(ProfileReader.Number(request, "chargingProfileId"), null, null, null);
    }

    private void Composite2x(OcppFrame frame, JsonElement request, Instant now)
    {
        var evse = ProfileReader.Number(request, "evseId") ?? -1;
        var inWatts = ProfileReader.Text(request, "chargingRateUnit") == "W";
        if (evse < 0 || evse > Connectors.Count || (inWatts && !Options.Quirks.AcceptsWatts))
        {
            Verdict(frame, inWatts ? "UnsupportedRateUnit" : "UnknownEVSE", now);
            return;
        }

        var start = _clock.Read(now);
        var duration = Math.Clamp(ProfileReader.Number(request, "duration") ?? 0, 0, 86_400);
        var periods = CompositePeriods(evse, start, duration);
        Answer(OcppFrameWriter.CallResult(frame.MessageId, _payloads.Write(writer =>
        {
            writer.WriteString("status"u8, "Accepted"u8);
            writer.WriteStartObject("schedule"u8);
            writer.WriteNumber("evseId"u8, evse);
            writer.WriteNumber("duration"u8, duration);
            writer.WriteString("scheduleStart"u8, start.UtcDateTime);
            WritePeriods(writer, periods, inWatts);
            writer.WriteEndObject();
        })), now);
    }

    /// <summary>Says whether there are any, then reports them EVSE by EVSE (K09).</summary>
    private void ReportProfiles(OcppFrame frame, JsonElement request, Instant now)
    {
        var criteria = request.TryGetProperty("chargingProfile", out var given) ? given : default;
        var wanted = criteria.ValueKind != JsonValueKind.Object ? [.. Profiles.Profiles] : Profiles.Profiles.Where(profile =>
            (ProfileReader2x.Purpose(ProfileReader.Text(criteria, "chargingProfilePurpose")) is not { } purpose || profile.Purpose == purpose)
            && (ProfileReader.Number(criteria, "stackLevel") is not { } level || profile.StackLevel == level)
            && (!criteria.TryGetProperty("chargingProfileId", out var ids) || ids.EnumerateArray().Any(id => id.GetInt32() == profile.Id))).ToList();
        var evse = ProfileReader.Number(request, "evseId");
        var groups = wanted.Where(profile => evse is null || profile.Connector == evse).GroupBy(profile => profile.Connector).ToList();
        AnswerStatus(frame, groups.Count == 0 ? "NoProfiles" : "Accepted", now);
        var id = ProfileReader.Number(request, "requestId") ?? 0;
        foreach (var group in groups)
        {
            var more = group != groups[^1];
            _calls.Add(new OutgoingCall("ReportChargingProfiles", KeepOffline: false, writer =>
            {
                writer.WriteNumber("requestId"u8, id);
                writer.WriteString("chargingLimitSource"u8, "CSO"u8);
                writer.WriteNumber("evseId"u8, group.Key);
                writer.WriteBoolean("tbc"u8, more);
                writer.WriteStartArray("chargingProfile"u8);
                foreach (var profile in group)
                {
                    ProfileReader2x.Write(writer, profile);
                }

                writer.WriteEndArray();
            }));
        }
    }
}
