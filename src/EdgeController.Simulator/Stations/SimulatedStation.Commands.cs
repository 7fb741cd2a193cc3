using System.Text.Json;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;

namespace EdgeController.Simulator.Stations;

/// <content>The 1.6 CALLs of the back end (or of a controller in its place), and what all versions do about them.</content>
public sealed partial class SimulatedStation
{
    private void Command(OcppFrame frame, Instant now)
    {
        using var document = JsonDocument.Parse(frame.Payload);
        if (Options.Version == OcppVersion.V16)
        {
            Command16(frame, document.RootElement, now);
        }
        else
        {
            Command2x(frame, document.RootElement, now);
        }
    }

    private void Command16(OcppFrame frame, JsonElement request, Instant now)
    {
        switch (frame.Action)
        {
            case "SetChargingProfile" when Options.Quirks.HasNoSmartCharging:
                Answer(OcppFrameWriter.CallError(frame.MessageId, "NotImplemented"), now);
                break;
            case "SetChargingProfile":
                AnswerStatus(frame, SetProfile(request, now), now);
                break;
            case "ClearChargingProfile":
                AnswerStatus(frame, ClearProfile(request), now);
                break;
            case "GetCompositeSchedule" when Options.Quirks.Composite == CompositeHabit.NotImplemented:
                Answer(OcppFrameWriter.CallError(frame.MessageId, "NotImplemented"), now);
                break;
            case "GetCompositeSchedule":
                Composite(frame, request, now);
                break;
            case "GetConfiguration":
                Answer(OcppFrameWriter.CallResult(frame.MessageId, _payloads.Write(writer => _configuration.Write(writer, request))), now);
                break;
            case "ChangeConfiguration":
                AnswerStatus(frame, Configure(ProfileReader.Text(request, "key") ?? "", ProfileReader.Text(request, "value") ?? "", now), now);
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
            : OcppFrameWriter.CallResult(frame.MessageId, _payloads.Write(writer =>
            {
                writer.WriteString("status"u8, status);
                _speech.WriteExtra(writer);
            })),
        now);

    private string Configure(string key, string value, Instant now)
    {
        if (key == "MeterValuesSampledData" && Options.Quirks.Meter.RebootsOnMeasurands)
        {
            _rebootAt = now + TimeSpan.FromSeconds(1);
        }

        return _configuration.Change(key, value);
    }

    private string? SetProfile(JsonElement request, Instant now)
    {
        if (ProfileReader.Number(request, "connectorId") is not { } number || number < 0 || number > Connectors.Count
            || !request.TryGetProperty("csChargingProfiles", out var json)
            || ProfileReader.Read(json, number, _clock.Read(now)) is not { } profile)
        {
            return null;
        }

        return Install(profile) is null ? "Accepted" : "Rejected";
    }

    private string ClearProfile(JsonElement request)
    {
        ProfilePurpose? purpose = Enum.TryParse<ProfilePurpose>(ProfileReader.Text(request, "chargingProfilePurpose"), out var parsed) ? parsed : null;
        return ClearProfiles(
            ProfileReader.Number(request, "id"), ProfileReader.Number(request, "connectorId"), purpose, ProfileReader.Number(request, "stackLevel"));
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
        Answer(OcppFrameWriter.CallResult(frame.MessageId, _payloads.Write(writer =>
        {
            writer.WriteString("status"u8, "Accepted"u8);
            writer.WriteNumber("connectorId"u8, number);
            writer.WriteString("scheduleStart"u8, start.UtcDateTime);
            if (Options.Quirks.Composite == CompositeHabit.NoSchedule)
            {
                return;
            }

            writer.WriteStartObject("chargingSchedule"u8);
            writer.WriteNumber("duration"u8, Options.Quirks.Composite == CompositeHabit.WrongDuration ? 1 : duration);
            writer.WriteString("startSchedule"u8, start.UtcDateTime);
            WritePeriods(writer, Options.Quirks.Composite == CompositeHabit.NoPeriods ? [] : periods, inWatts);
            writer.WriteEndObject();
        })), now);
    }

    private void WritePeriods(Utf8JsonWriter writer, List<ProfilePeriod> periods, bool inWatts)
    {
        var factor = inWatts ? Options.WattsPerAmp : 1;
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
    }

    private List<ProfilePeriod> CompositePeriods(int number, DateTimeOffset start, int duration)
    {
        var connector = number == 0 ? null : Connectors[number - 1];
        var hardware = number == 0 ? Options.MaxAmps * Connectors.Count : Options.MaxAmps;
        var context = connector is null
            ? new ChargingContext(0, start, null, start) { Phases = Options.Phases, NominalVolts = Options.NominalVolts, DcWattsPerAmp = Options.DcEfficiency is null ? null : Options.WattsPerAmp }
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
        Trigger(frame, ProfileReader.Text(request, "requestedMessage"), ProfileReader.Number(request, "connectorId"), now);
    }

    private void Trigger(OcppFrame frame, string? wanted, int? number, Instant now)
    {
        if (number is < 0 || number > Connectors.Count)
        {
            AnswerStatus(frame, "Rejected", now);
            return;
        }

        AnswerStatus(frame, wanted is "BootNotification" or "Heartbeat" or "StatusNotification" or "MeterValues" or "TransactionEvent" ? "Accepted" : "NotImplemented", now);
        switch (wanted)
        {
            case "BootNotification":
                Boot(now, "Triggered");
                break;
            case "Heartbeat":
                Heartbeat(now);
                break;
            case "StatusNotification" or "MeterValues" or "TransactionEvent":
                foreach (var connector in Connectors.Where(connector => number is null or 0 || connector.Number == number))
                {
                    if (wanted == "StatusNotification")
                    {
                        QueueStatus(connector.Number, connector.Status, now);
                    }
                    else if ((wanted == "MeterValues" || connector.Transaction is not null) && !Options.Quirks.Meter.None)
                    {
                        QueueSample(connector, now, triggered: true);
                    }
                }

                break;
        }
    }

    private void RemoteStart(OcppFrame frame, JsonElement request, Instant now)
    {
        RemoteStart(frame, ProfileReader.Number(request, "connectorId") ?? 1, ProfileReader.Text(request, "idTag"), now);
    }

    private void RemoteStart(OcppFrame frame, int number, string? token, Instant now)
    {
        var connector = number >= 1 && number <= Connectors.Count ? Connectors[number - 1] : null;
        if (connector is not { Vehicle: not null, Transaction: null })
        {
            AnswerStatus(frame, "Rejected", now);
            return;
        }

        (connector.Refused, connector.RemoteToken) = (false, token);
        AnswerStatus(frame, "Accepted", now);
        BeginTransaction(connector, now);
    }

    private void RemoteStop(OcppFrame frame, JsonElement request, Instant now)
    {
        RemoteStop(frame, ProfileReader.Number(request, "transactionId")?.ToString(), now);
    }

    private void RemoteStop(OcppFrame frame, string? id, Instant now)
    {
        var connector = Connectors.FirstOrDefault(connector => connector.Transaction is { Id: not null } transaction && transaction.Id == id);
        AnswerStatus(frame, connector is null ? "Rejected" : "Accepted", now);
        if (connector is not null)
        {
            StopCharging(connector, "Remote", now);
        }
    }
}
