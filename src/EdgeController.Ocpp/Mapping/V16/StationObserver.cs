using System.Globalization;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Messages.V16;

namespace EdgeController.Ocpp.Mapping.V16;

/// <summary>Reads along with a 1.6 station.</summary>
internal sealed class StationObserver(StationView view) : IStationObserver
{
    public bool IsBoot(OcppFrame call) => call.Action == "BootNotification";

    public void Called(OcppFrame call)
    {
        switch (call.Action)
        {
            case "BootNotification":
                view.Booting();
                break;
            case "StatusNotification":
                Status(PayloadReader.Read(call.Payload, V16Json.Default.StatusNotificationRequest));
                break;
            case "StartTransaction":
                view.Observe(PayloadReader.Read(call.Payload, V16Json.Default.StartTransactionRequest)?.Timestamp);
                break;
            case "StopTransaction":
                Stopped(PayloadReader.Read(call.Payload, V16Json.Default.StopTransactionRequest));
                break;
            case "MeterValues":
                Metered(call.Payload.Span);
                break;
            default:
                break;
        }
    }

    public bool Answered(OcppFrame call, OcppFrame answer)
    {
        if (answer.Type != MessageType.CallResult)
        {
            return false;
        }

        if (call.Action == "StartTransaction"
            && PayloadReader.Read(call.Payload, V16Json.Default.StartTransactionRequest) is { } start
            && PayloadReader.Read(answer.Payload, V16Json.Default.StartTransactionResponse) is { } started
            && view.Evse(start.ConnectorId) is { } evse)
        {
            view.Started(evse, Text(started.TransactionId), start.IdTag);
        }

        // While a boot is pending the station answers its back end's calls already, and may charge: it needs its fallback.
        if (call.Action != "BootNotification" || JsonProbe.Text(answer.Payload, "status") is not (RegistrationStatus.Accepted or RegistrationStatus.Pending))
        {
            return false;
        }

        var boot = PayloadReader.Read(call.Payload, V16Json.Default.BootNotificationRequest);
        view.Booted(boot?.ChargePointVendor, boot?.ChargePointModel, boot?.FirmwareVersion);
        return true;
    }

    private static string Text(int transaction) => transaction.ToString(CultureInfo.InvariantCulture);

    private void Status(StatusNotificationRequest? message)
    {
        if (message is not null)
        {
            view.Observe(message.Timestamp);
            view.Status(message.ConnectorId, StatusWords.Read(message.Status), message.ErrorCode is "NoError" or "" ? null : message.ErrorCode);
        }
    }

    private void Stopped(StopTransactionRequest? message)
    {
        if (message is not null)
        {
            view.Observe(message.Timestamp);
            view.Ended(Text(message.TransactionId), message.Reason);
        }
    }

    private void Metered(ReadOnlySpan<byte> payload)
    {
        if (MeterValuesReader.Read(payload, out var readings) is not { } message)
        {
            return;
        }

        var old = view.IsOld(message.Latest);
        view.Observe(message.Latest);
        if (old || view.Evse(message.Connector) is not { } evse)
        {
            return;
        }

        if (message.Transaction is > 0 and int transaction)
        {
            // After a restart of ours this is how a running transaction becomes known again.
            view.Started(evse, Text(transaction), null);
        }

        view.Metered(evse, readings);
    }
}
