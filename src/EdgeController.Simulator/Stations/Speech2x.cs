using System.Text.Json;
using EdgeController.Core.Events;

namespace EdgeController.Simulator.Stations;

/// <summary>The messages of a 2.0.1 or 2.1 station: EVSE and token only in the first event of a transaction, values in its updates.</summary>
internal sealed class Speech2x(StationOptions options) : IStationSpeech
{
    private readonly string _run = options.Epoch.ToUnixTimeSeconds().ToString();
    private int _lastTransaction;

    public void WriteBoot(Utf8JsonWriter writer, string reason)
    {
        writer.WriteStartObject("chargingStation"u8);
        writer.WriteString("vendorName"u8, options.Vendor);
        writer.WriteString("model"u8, options.Model);
        writer.WriteString("serialNumber"u8, options.Id);
        writer.WriteString("firmwareVersion"u8, options.Firmware);
        writer.WriteEndObject();
        writer.WriteString("reason"u8, reason);
    }

    public void WriteExtra(Utf8JsonWriter writer)
    {
        if (options.Quirks.Meter.CustomData)
        {
            writer.WriteStartObject("customData"u8);
            writer.WriteString("vendorId"u8, options.Vendor);
            writer.WriteEndObject();
        }
    }

    public OutgoingCall Authorize(string token) => new("Authorize", KeepOffline: false, writer => WriteToken(writer, token));

    public bool Allows(JsonElement answer) => !answer.TryGetProperty("idTokenInfo", out var info) || ProfileReader.Text(info, "status") == "Accepted";

    public OutgoingCall Started(StationConnector connector, StationTransaction transaction, string token, bool offline)
    {
        transaction.Id = $"{options.Id}-{_run}-{++_lastTransaction}";
        return Event(transaction, "Started", "Authorized", transaction.StartedAt.UtcDateTime, offline, "EVConnected", null, writer =>
        {
            writer.WriteStartObject("evse"u8);
            writer.WriteNumber("id"u8, connector.Number);
            writer.WriteNumber("connectorId"u8, 1);
            writer.WriteEndObject();
            WriteToken(writer, token);
        });
    }

    public void Learn(StationTransaction transaction, JsonElement answer)
    {
    }

    public OutgoingCall Ended(StationConnector connector, StationTransaction transaction, DateTime at, string reason, bool offline)
    {
        var (trigger, word) = reason switch
        {
            "EVDisconnected" => ("EVCommunicationLost", reason),
            "Remote" => ("RemoteStop", reason),
            "DeAuthorized" => ("Deauthorized", reason),
            "HardReset" or "SoftReset" => ("ResetCommand", "ImmediateReset"),
            _ => ("AbnormalCondition", reason),
        };
        var wattHours = connector.MeterWattHours;
        return Event(transaction, "Ended", trigger, at, offline, reason == "EVDisconnected" ? "Idle" : "EVConnected", word, writer =>
        {
            writer.WriteStartArray("meterValue"u8);
            MeterSample.WriteEnergy(writer, at, wattHours, "Transaction.End"u8);
            writer.WriteEndArray();
        });
    }

    public string Word(EvseStatus status) => status switch
    {
        EvseStatus.Available or EvseStatus.Reserved or EvseStatus.Unavailable or EvseStatus.Faulted => status.ToString(),
        _ => "Occupied",
    };

    public OutgoingCall? Status(int connector, EvseStatus status, DateTime at) => connector == 0 ? null : new("StatusNotification", KeepOffline: false, writer =>
    {
        writer.WriteString("timestamp"u8, at);
        writer.WriteString("connectorStatus"u8, Word(status));
        writer.WriteNumber("evseId"u8, connector);
        writer.WriteNumber("connectorId"u8, 1);
    });

    public OutgoingCall? StateChanged(StationTransaction transaction, EvseStatus status, DateTime at, bool offline)
    {
        var state = status switch
        {
            EvseStatus.Charging => "Charging",
            EvseStatus.SuspendedEv => "SuspendedEV",
            EvseStatus.SuspendedEvse => "SuspendedEVSE",
            EvseStatus.Preparing => "EVConnected",
            _ => null,
        };
        return state is null ? null : Event(transaction, "Updated", "ChargingStateChanged", at, offline, state, null, static _ => { });
    }

    public OutgoingCall Sample(StationConnector connector, in MeterSample sample, bool triggered, bool offline)
    {
        var taken = sample;
        void Values(Utf8JsonWriter writer)
        {
            writer.WriteStartArray("meterValue"u8);
            taken.Write(writer, asText: false);
            writer.WriteEndArray();
        }

        return connector.Transaction is { } transaction && !options.Quirks.Meter.Apart
            ? Event(transaction, "Updated", triggered ? "Trigger" : "MeterValuePeriodic", sample.At, offline, null, null, Values)
            : new OutgoingCall("MeterValues", KeepOffline: false, writer =>
            {
                writer.WriteNumber("evseId"u8, connector.Number);
                Values(writer);
            });
    }

    private static void WriteToken(Utf8JsonWriter writer, string token)
    {
        writer.WriteStartObject("idToken"u8);
        writer.WriteString("idToken"u8, token);
        writer.WriteString("type"u8, "ISO14443"u8);
        writer.WriteEndObject();
    }

    private OutgoingCall Event(
        StationTransaction transaction, string type, string trigger, DateTime at, bool offline, string? state, string? stopped, Action<Utf8JsonWriter> more)
    {
        var number = options.Quirks.Meter.SequenceZero ? 0 : transaction.NextEvent++;
        return new OutgoingCall("TransactionEvent", KeepOffline: true, writer =>
        {
            writer.WriteString("eventType"u8, type);
            writer.WriteString("timestamp"u8, at);
            writer.WriteString("triggerReason"u8, trigger);
            writer.WriteNumber("seqNo"u8, number);
            if (offline)
            {
                writer.WriteBoolean("offline"u8, true);
            }

            writer.WriteStartObject("transactionInfo"u8);
            writer.WriteString("transactionId"u8, transaction.Id);
            if (state is not null)
            {
                writer.WriteString("chargingState"u8, state);
            }

            if (stopped is not null)
            {
                writer.WriteString("stoppedReason"u8, stopped);
            }

            writer.WriteEndObject();
            WriteExtra(writer);
            more(writer);
        });
    }
}
