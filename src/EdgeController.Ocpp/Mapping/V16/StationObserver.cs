using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Messages.V16;

namespace EdgeController.Ocpp.Mapping.V16;

/// <summary>Reads along with what a 1.6 station says and is answered, and tells the site: status, transactions, measured values, clock.</summary>
internal sealed class StationObserver(Station station, Site site, LinkStep step)
{
    private static readonly TimeSpan OldSample = TimeSpan.FromSeconds(60);
    private readonly Dictionary<int, int> _transactions = [];
    private readonly Dictionary<int, int> _stopped = [];

    public StationClock Clock { get; } = new();

    /// <summary>The transaction that runs on the connector, as far as it is known.</summary>
    public int? Transaction(int connector) => _transactions.TryGetValue(connector, out var id) ? id : null;

    /// <summary>The station's connector numbers.</summary>
    public IEnumerable<int> Connectors => station.Evses.Select(index => site.Evses[index].Id.Number);

    public EvseId? Evse(int connector)
    {
        foreach (var index in station.Evses)
        {
            if (site.Evses[index].Id.Number == connector)
            {
                return site.Evses[index].Id;
            }
        }

        return null;
    }

    /// <summary>A call of the station, before anyone answers it.</summary>
    public void Called(OcppFrame call)
    {
        switch (call.Action)
        {
            case "BootNotification":
                // The clock may have been lost with the power; the answer to this call may set it.
                if (Clock.Forget())
                {
                    ReportClock();
                }

                break;
            case "StatusNotification":
                Status(PayloadReader.Read(call.Payload, V16Json.Default.StatusNotificationRequest));
                break;
            case "StartTransaction":
                Observe(PayloadReader.Read(call.Payload, V16Json.Default.StartTransactionRequest)?.Timestamp);
                break;
            case "StopTransaction":
                Stopped(PayloadReader.Read(call.Payload, V16Json.Default.StopTransactionRequest));
                break;
            case "MeterValues":
                Metered(PayloadReader.Read(call.Payload, V16Json.Default.MeterValuesRequest));
                break;
            default:
                break;
        }
    }

    /// <summary>What a call of the station was answered, by whomever; true for a boot that was accepted or is pending.</summary>
    public bool Answered(OcppFrame call, OcppFrame answer)
    {
        if (answer.Type != MessageType.CallResult)
        {
            return false;
        }

        if (call.Action == "StartTransaction"
            && PayloadReader.Read(call.Payload, V16Json.Default.StartTransactionRequest) is { } start
            && PayloadReader.Read(answer.Payload, V16Json.Default.StartTransactionResponse) is { } started)
        {
            Started(start.ConnectorId, started.TransactionId, start.IdTag);
        }

        // While a boot is pending the station answers its back end's calls already, and may charge: it needs its fallback.
        if (call.Action != "BootNotification" || JsonProbe.Text(answer.Payload, "status") is not (RegistrationStatus.Accepted or RegistrationStatus.Pending))
        {
            return false;
        }

        var boot = PayloadReader.Read(call.Payload, V16Json.Default.BootNotificationRequest);
        step.Report(new StationBooted(step.Now, station.Id, boot?.ChargePointVendor, boot?.ChargePointModel, boot?.FirmwareVersion));
        return true;
    }

    private void Status(StatusNotificationRequest? message)
    {
        if (message is null)
        {
            return;
        }

        Observe(message.Timestamp);
        var status = StatusWords.Read(message.Status);
        if (message.ConnectorId == 0 && status is not (EvseStatus.Unavailable or EvseStatus.Faulted))
        {
            return;
        }

        var error = message.ErrorCode is "NoError" or "" ? null : message.ErrorCode;
        foreach (var index in station.Evses)
        {
            var evse = site.Evses[index].Id;
            if (message.ConnectorId == 0 || message.ConnectorId == evse.Number)
            {
                step.Report(new EvseStatusReported(step.Now, evse, status, error));
                if (status == EvseStatus.Available && Transaction(evse.Number) is { } ended)
                {
                    // An available connector has no transaction, whether or not its end will still be told.
                    Ended(evse, ended, null);
                }
            }
        }
    }

    private void Started(int connector, int transaction, string? idTag)
    {
        if (Evse(connector) is { } evse && Transaction(connector) != transaction
            && !(_stopped.TryGetValue(connector, out var over) && over == transaction))
        {
            _transactions[connector] = transaction;
            step.Report(new TransactionStarted(step.Now, evse, Text(transaction), idTag));
        }
    }

    private void Stopped(StopTransactionRequest? message)
    {
        if (message is null)
        {
            return;
        }

        Observe(message.Timestamp);
        foreach (var (connector, transaction) in _transactions.ToArray())
        {
            if (transaction == message.TransactionId && Evse(connector) is { } evse)
            {
                Ended(evse, transaction, message.Reason);
            }
        }
    }

    private void Ended(EvseId evse, int transaction, string? reason)
    {
        _transactions.Remove(evse.Number);
        _stopped[evse.Number] = transaction;
        step.Report(new TransactionStopped(step.Now, evse, Text(transaction), reason));
    }

    private void Metered(MeterValuesRequest? message)
    {
        if (message is null)
        {
            return;
        }

        var latest = message.MeterValue?.Max(value => value?.Timestamp);

        // Values that a station kept while it was offline are history, not what flows now.
        var old = latest is { } time && Clock.At(step.Now) is { } stationNow && stationNow - time > OldSample;
        Observe(latest);
        if (Evse(message.ConnectorId) is not { } evse)
        {
            return;
        }

        if (message.TransactionId is > 0 and int transaction && !old)
        {
            // After a restart of ours this is how a running transaction becomes known again.
            Started(evse.Number, transaction, null);
        }

        if (!old && MeterValueMapper.Map(step.Now, evse, station, site.NominalVoltage, message.MeterValue) is { } metered)
        {
            step.Report(metered);
        }
    }

    private void Observe(DateTimeOffset? timestamp)
    {
        if (timestamp is { } time && Clock.Observe(time, step.Now))
        {
            ReportClock();
        }
    }

    private void ReportClock() => step.Report(new StationClockJudged(step.Now, station.Id, Clock.Trusted, Clock.Uncertainty));

    private static string Text(int transaction) => transaction.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
