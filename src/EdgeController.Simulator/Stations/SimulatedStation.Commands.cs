using System.Text.Json;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;

namespace EdgeController.Simulator.Stations;

/// <content>The CALLs of the back end (or of a controller in its place) and the station's answers.</content>
public sealed partial class SimulatedStation
{
    private void Command(OcppFrame frame, Instant now)
    {
        using var document = JsonDocument.Parse(frame.Payload);
        var request = document.RootElement;
        switch (frame.Action)
        {
            case "SetChargingProfile":
                ProfileWrites++;
                AnswerStatus(frame, SetProfile(request, now), now);
                break;
            case "ClearChargingProfile":
                ProfileWrites++;
                AnswerStatus(frame, ClearProfile(request), now);
                break;
            case "GetCompositeSchedule":
                Composite(frame, request, now);
                break;
            case "GetConfiguration":
                Answer(OcppFrameWriter.CallResult(frame.MessageId, _payloads.Write(writer => _configuration.Write(writer, request))), now);
                break;
            case "ChangeConfiguration":
                AnswerStatus(frame, _configuration.Change(ProfileReader.Text(request, "key") ?? "", ProfileReader.Text(request, "value") ?? ""), now);
                break;
            case "TriggerMessage":
                Trigger(frame, request, now);
                break;
            case "RemoteStartTransaction":
                RemoteStart(frame, request, now);
                break;
            case "RemoteStopTransaction":
                RemoteStop(frame, request, now);
                break;
            case "Reset":
                _stopReason = ProfileReader.Text(request, "type") == "Hard" ? "HardReset" : "SoftReset";
                _rebootAt = now + TimeSpan.FromSeconds(2);
                AnswerStatus(frame, "Accepted", now);
                break;
            default:
                Answer(OcppFrameWriter.CallError(frame.MessageId, "NotImplemented"), now);
                break;
        }
    }

    private void AnswerStatus(OcppFrame frame, string? status, Instant now) => Answer(
        status is null
            ? OcppFrameWriter.CallError(frame.MessageId, "PropertyConstraintViolation")
            : OcppFrameWriter.CallResult(frame.MessageId, _payloads.Write(writer => writer.WriteString("status"u8, status))),
        now);

    private string? SetProfile(JsonElement request, Instant now)
    {
        if (ProfileReader.Number(request, "connectorId") is not { } number || number < 0 || number > Connectors.Count
            || !request.TryGetProperty("csChargingProfiles", out var json)
            || ProfileReader.Read(json, number, _clock.Read(now)) is not { } profile)
        {
            return null;
        }

        return Install(profile);
    }

    private string Install(StoredProfile profile)
    {
        var quirks = Options.Quirks;
        if (quirks.IgnoresProfiles)
        {
            return "Accepted";
        }

        var connector = profile.Connector == 0 ? null : Connectors[profile.Connector - 1];
        var refused = quirks.RejectsProfiles || profile.StackLevel > quirks.MaxStackLevel || profile.Periods.Count > 24
            || (profile.InWatts ? !quirks.AcceptsWatts : !quirks.AcceptsAmperes)
            || (profile.Kind == ProfileKind.Recurring && profile.StartSchedule is null)
            || profile.Purpose switch
            {
                ProfilePurpose.ChargePointMaxProfile => quirks.RejectsStationMax || profile.Connector != 0,
                ProfilePurpose.TxDefaultProfile => quirks.RejectsTxDefault,
                _ => quirks.RejectsTxProfile || connector?.Transaction?.Id is not { } id || profile.TransactionId != id,
            };
        if (refused)
        {
            return "Rejected";
        }

        Profiles.Set(profile);
        LimitsChanged();
        return "Accepted";
    }

    private string ClearProfile(JsonElement request)
    {
        if (Options.Quirks.IgnoresProfiles)
        {
            return "Accepted";
        }

        ProfilePurpose? purpose = Enum.TryParse<ProfilePurpose>(ProfileReader.Text(request, "chargingProfilePurpose"), out var parsed) ? parsed : null;
        var cleared = Profiles.Clear(
            ProfileReader.Number(request, "id"), ProfileReader.Number(request, "connectorId"), purpose, ProfileReader.Number(request, "stackLevel"));
        LimitsChanged();
        return cleared ? "Accepted" : "Unknown";
    }

    private void Composite(OcppFrame frame, JsonElement request, Instant now)
    {
        var number = ProfileReader.Number(request, "connectorId") ?? -1;
        var inWatts = ProfileReader.Text(request, "chargingRateUnit") == "W";
        if (number < 0 || number > Connectors.Count || (inWatts && !Options.Quirks.AcceptsWatts))
        {
            AnswerStatus(frame, "Rejected", now);
            return;
        }

        var start = _clock.Read(now);
        var duration = Math.Clamp(ProfileReader.Number(request, "duration") ?? 0, 0, 86_400);
        var periods = CompositePeriods(number, start, duration);
        var factor = inWatts ? Options.NominalVolts * Options.Phases : 1;
        Answer(OcppFrameWriter.CallResult(frame.MessageId, _payloads.Write(writer =>
        {
            writer.WriteString("status"u8, "Accepted"u8);
            writer.WriteNumber("connectorId"u8, number);
            writer.WriteString("scheduleStart"u8, start.UtcDateTime);
            writer.WriteStartObject("chargingSchedule"u8);
            writer.WriteNumber("duration"u8, duration);
            writer.WriteString("startSchedule"u8, start.UtcDateTime);
            writer.WriteString("chargingRateUnit"u8, inWatts ? "W"u8 : "A"u8);
            writer.WriteStartArray("chargingSchedulePeriod"u8);
            foreach (var period in periods)
            {
                writer.WriteStartObject();
                writer.WriteNumber("startPeriod"u8, period.StartSecond);
                writer.WriteNumber("limit"u8, Math.Round(period.Limit * factor, 1));
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        })), now);
    }

    private List<ProfilePeriod> CompositePeriods(int number, DateTimeOffset start, int duration)
    {
        var connector = number == 0 ? null : Connectors[number - 1];
        var hardware = number == 0 ? Options.MaxAmps * Connectors.Count : Options.MaxAmps;
        var context = connector is null
            ? new ChargingContext(0, start, null, start) { Phases = Options.Phases, NominalVolts = Options.NominalVolts }
            : Context(connector, start);
        context = context with { ChargingSince = context.ChargingSince ?? start };
        var periods = new List<ProfilePeriod>();
        var end = start + TimeSpan.FromSeconds(duration);
        while (context.Now < end && periods.Count < 24)
        {
            var composite = CompositeSchedule.At(Profiles.Profiles, context);
            var limit = Math.Min(hardware, composite.Amps ?? hardware);
            if (periods.Count == 0 || periods[^1].Limit != limit)
            {
                periods.Add(new ProfilePeriod((int)Math.Ceiling((context.Now - start).TotalSeconds), limit));
            }

            context = context with { Now = composite.Until };
        }

        return periods;
    }

    private void Trigger(OcppFrame frame, JsonElement request, Instant now)
    {
        var wanted = ProfileReader.Text(request, "requestedMessage");
        var number = ProfileReader.Number(request, "connectorId");
        if (number is < 0 || number > Connectors.Count)
        {
            AnswerStatus(frame, "Rejected", now);
            return;
        }

        AnswerStatus(frame, wanted is "BootNotification" or "Heartbeat" or "StatusNotification" or "MeterValues" ? "Accepted" : "NotImplemented", now);
        switch (wanted)
        {
            case "BootNotification":
                Boot(now);
                break;
            case "Heartbeat":
                Heartbeat(now);
                break;
            default:
                foreach (var connector in Connectors.Where(connector => number is null or 0 || connector.Number == number))
                {
                    if (wanted == "StatusNotification")
                    {
                        QueueStatus(connector.Number, connector.Status, now);
                    }
                    else if (wanted == "MeterValues" && !Options.Quirks.NoMeterValues)
                    {
                        QueueSample(connector, now, triggered: true);
                    }
                }

                break;
        }
    }

    private void RemoteStart(OcppFrame frame, JsonElement request, Instant now)
    {
        var number = ProfileReader.Number(request, "connectorId") ?? 1;
        var connector = number >= 1 && number <= Connectors.Count ? Connectors[number - 1] : null;
        if (connector is not { Vehicle: not null, Transaction: null })
        {
            AnswerStatus(frame, "Rejected", now);
            return;
        }

        connector.Refused = false;
        AnswerStatus(frame, "Accepted", now);
        BeginTransaction(connector, now);
    }

    private void RemoteStop(OcppFrame frame, JsonElement request, Instant now)
    {
        var id = ProfileReader.Number(request, "transactionId");
        var connector = Connectors.FirstOrDefault(connector => connector.Transaction is { Id: not null } transaction && transaction.Id == id);
        AnswerStatus(frame, connector is null ? "Rejected" : "Accepted", now);
        if (connector is not null)
        {
            StopCharging(connector, "Remote", now);
        }
    }
}
