using System.Text.Json;
using EdgeController.Core.Events;

namespace EdgeController.Simulator.Stations;

/// <summary>The messages of a 1.6 station.</summary>
internal sealed class Speech16(StationOptions options) : IStationSpeech
{
    public void WriteBoot(Utf8JsonWriter writer, string reason)
    {
        writer.WriteString("chargePointVendor"u8, options.Vendor);
        writer.WriteString("chargePointModel"u8, options.Model);
        writer.WriteString("chargePointSerialNumber"u8, options.Id);
        writer.WriteString("firmwareVersion"u8, options.Firmware);
    }

    public void WriteExtra(Utf8JsonWriter writer)
    {
    }

    public OutgoingCall Authorize(string token) => new("Authorize", KeepOffline: false, writer => writer.WriteString("idTag"u8, token));

    public bool Allows(JsonElement answer) => !answer.TryGetProperty("idTagInfo", out var info) || ProfileReader.Text(info, "status") == "Accepted";

    public OutgoingCall Started(StationConnector connector, StationTransaction transaction, string token, bool offline)
    {
        var startedAt = transaction.StartedAt.UtcDateTime;
        return new OutgoingCall("StartTransaction", KeepOffline: true, writer =>
        {
            writer.WriteNumber("connectorId"u8, connector.Number);
            writer.WriteString("idTag"u8, token);
            writer.WriteNumber("meterStart"u8, transaction.MeterStart);
            writer.WriteString("timestamp"u8, startedAt);
        });
    }

    public void Learn(StationTransaction transaction, JsonElement answer) => transaction.Id = ProfileReader.Number(answer, "transactionId")?.ToString();

    public OutgoingCall Ended(StationConnector connector, StationTransaction transaction, DateTime at, string reason, bool offline)
    {
        var meterStop = (long)connector.MeterWattHours;
        return new OutgoingCall("StopTransaction", KeepOffline: true, writer =>
        {
            writer.WriteNumber("meterStop"u8, meterStop);
            writer.WriteString("timestamp"u8, at);
            WriteId(writer, transaction, -1);
            writer.WriteString("reason"u8, reason);
        });
    }

    public string Word(EvseStatus status) => status switch
    {
        EvseStatus.SuspendedEv => "SuspendedEV",
        EvseStatus.SuspendedEvse => "SuspendedEVSE",
        _ => status.ToString(),
    };

    public OutgoingCall? Status(int connector, EvseStatus status, DateTime at) => new("StatusNotification", KeepOffline: false, writer =>
    {
        writer.WriteNumber("connectorId"u8, connector);
        writer.WriteString("errorCode"u8, "NoError"u8);
        writer.WriteString("status"u8, Word(status));
        writer.WriteString("timestamp"u8, at);
    });

    public OutgoingCall? StateChanged(StationTransaction transaction, EvseStatus status, DateTime at, bool offline) => null;

    public OutgoingCall Sample(StationConnector connector, in MeterSample sample, bool triggered, bool offline)
    {
        var (transaction, taken) = (connector.Transaction, sample);
        return new OutgoingCall("MeterValues", KeepOffline: !triggered, writer =>
        {
            writer.WriteNumber("connectorId"u8, connector.Number);
            WriteId(writer, transaction, null);
            writer.WriteStartArray("meterValue"u8);
            taken.Write(writer, asText: true);
            writer.WriteEndArray();
        });
    }

    // Written when the call is sent: the id may have come to be known by then.
    private static void WriteId(Utf8JsonWriter writer, StationTransaction? transaction, int? without)
    {
        if (transaction?.Id is { } id)
        {
            writer.WriteNumber("transactionId"u8, int.Parse(id));
        }
        else if (without is { } number)
        {
            writer.WriteNumber("transactionId"u8, number);
        }
    }
}
