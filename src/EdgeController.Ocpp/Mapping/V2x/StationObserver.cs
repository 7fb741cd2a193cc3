using System.Runtime.InteropServices;
using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Messages.V201;
using RegistrationStatus = EdgeController.Ocpp.Messages.V16.RegistrationStatus;

namespace EdgeController.Ocpp.Mapping.V2x;

/// <summary>
/// Reads along with a 2.0.1 or 2.1 station. Sequence numbers are not judged (real stations send 0 each time), and what has the shape of
/// another version is passed over.
/// </summary>
internal sealed class StationObserver(StationView view) : IStationObserver
{
    private readonly TransactionBook _transactions = new();
    private readonly ConnectorBook _connectors = new();
    private readonly WishReader _wishes = new(view);

    public bool IsBoot(OcppFrame call) =>
        call.Action == "BootNotification" && JsonProbe.Text(call.Payload, "reason") != BootNotificationRequest.Triggered;

    public void Called(OcppFrame call)
    {
        var (action, payload) = SignedMessage.Unwrap(call);
        switch (action)
        {
            case "BootNotification" when IsBoot(call):
                view.Booting();
                _connectors.Forget();
                break;
            case "StatusNotification":
                Status(PayloadReader.Read(payload, V201Json.Default.StatusNotificationRequest));
                break;
            case "TransactionEvent":
                Happened(payload.Span);
                break;
            case "NotifyEVChargingNeeds":
                Needs(PayloadReader.Read(payload, V201Json.Default.NotifyEVChargingNeedsRequest));
                _wishes.Needs(payload);
                break;
            case "MeterValues":
                Metered(payload.Span);
                break;
            default:
                break;
        }
    }

    public bool Answered(OcppFrame call, OcppFrame answer)
    {
        if (answer.Type == MessageType.CallResult)
        {
            Preferred(call, answer);
        }

        if (answer.Type != MessageType.CallResult || !IsBoot(call)
            || JsonProbe.Text(answer.Payload, "status") is not (RegistrationStatus.Accepted or RegistrationStatus.Pending))
        {
            return false;
        }

        var boot = PayloadReader.Read(call.Payload, V201Json.Default.BootNotificationRequest)?.ChargingStation;
        view.Booted(boot?.VendorName, boot?.Model, boot?.FirmwareVersion);
        return true;
    }

    /// <summary>What the vehicle can take at most.</summary>
    private void Needs(NotifyEVChargingNeedsRequest? message)
    {
        if (message is not { EvseId: > 0 and var number, ChargingNeeds: { } needs } || view.Evse(number) is not { } evse)
        {
            return;
        }

        view.Vehicles.Needs(evse, needs);
        view.Needs(evse, VehicleMaximum.Amps(needs, view.NominalVoltage), VehicleMaximum.Watts(needs));
    }

    /// <summary>What the back end's answer says of the priority.</summary>
    private void Preferred(OcppFrame call, OcppFrame answer)
    {
        var (action, payload) = SignedMessage.Unwrap(call);
        if (action == "Authorize")
        {
            _wishes.Authorized(PayloadReader.Read(payload, V201Json.Default.AuthorizeRequest), PayloadReader.Read(answer.Payload, V201Json.Default.AuthorizeResponse));
        }
        else if (action == "TransactionEvent"
            && PayloadReader.Read(answer.Payload, V201Json.Default.TransactionEventResponse) is { } response && WishReader.Prefers(response)
            && PayloadReader.Read(payload, V201Json.Default.TransactionEventRequest)?.TransactionInfo?.TransactionId is { } id)
        {
            foreach (var number in view.Numbers)
            {
                if (view.Transaction(number) == id && view.Evse(number) is { } evse)
                {
                    _wishes.Answered(evse, response);
                }
            }
        }
    }

    private void Status(StatusNotificationRequest? message)
    {
        if (message?.ConnectorStatus is not { } word)
        {
            return;
        }

        view.Observe(message.Timestamp);
        if (message.EvseId is not > 0 || view.Evse(message.EvseId.Value) is not { } evse)
        {
            // Trouble of the whole station; an EVSE that the site does not have is none of ours.
            if (message.EvseId is null or 0)
            {
                view.Status(0, StatusWords.Connector(word), null);
            }

            return;
        }

        var before = _connectors.Word(evse.Number);
        _connectors.Set(evse.Number, message.ConnectorId ?? 0, word);
        var now = _connectors.Word(evse.Number);
        if (now == ConnectorStatus.Occupied && !view.IsOld(message.Timestamp) && _transactions.Stored(evse) is { } stored)
        {
            // Its events come in order: what they began and did not end goes on, whether or not it will say so again.
            stored.Live = true;
        }

        if (_transactions.On(evse) is { } running)
        {
            if (now is ConnectorStatus.Available or ConnectorStatus.Reserved)
            {
                running.ChargingState = ChargingState.Idle;
            }
            else if (now == ConnectorStatus.Occupied && before != now && running.ChargingState == ChargingState.Idle)
            {
                running.ChargingState = null;
            }
        }

        Tell(evse);
        Announce(evse);
    }

    private void Happened(ReadOnlySpan<byte> payload)
    {
        var readings = MeterValueArray.Fresh();
        var message = MeteredMessage.Read(payload, readings);
        if (message?.TransactionInfo?.TransactionId is not { Length: > 0 } id)
        {
            return;
        }

        var history = message.Offline == true || view.IsOld(message.Timestamp) || view.IsOld(message.Latest);
        var running = _transactions.Take(id, message, message.Evse?.Id is { } number ? view.Evse(number) : OnlyEvse());
        if (message.Offline != true)
        {
            view.Observe(message.Timestamp);
        }

        if (message.EventType == TransactionEventRequest.Ended)
        {
            Ended(running, message, CollectionsMarshal.AsSpan(readings), history);
        }
        else if (!history && !running.Ended && running.Evse is { } evse)
        {
            // What its queued, offline events said of the state still holds when the first live one says nothing.
            var first = !running.Live;
            running.Live = true;
            if (message.TransactionInfo.ChargingState is not null || (first && StatusWords.Charging(running.ChargingState) is not null))
            {
                Tell(evse, fromTransaction: true);
            }

            Announce(evse);
            if (running.PhasesUsed is > 0 and var phases)
            {
                view.UsesPhases(evse.Number, phases);
            }

            view.Metered(evse, CollectionsMarshal.AsSpan(readings));
        }
    }

    private void Ended(RunningTransaction running, MeteredMessage message, ReadOnlySpan<Reading> readings, bool history)
    {
        var charged = running.Evse is { } at && view.Transaction(at.Number) == running.Id;
        if (!history && running.Evse is { } evse)
        {
            view.MeteredLast(evse, readings);
        }

        view.Ended(running.Id, message.TransactionInfo!.StoppedReason ?? message.TriggerReason);

        // The cable may stay in: 2.x has no word for that but a connector that stays occupied.
        var gone = message.TransactionInfo.ChargingState == ChargingState.Idle || message.TransactionInfo.StoppedReason == "EVDisconnected"
            || message.TriggerReason is "EVDeparted" or "EVCommunicationLost";
        if (charged && !history && !gone && running.Evse is { } place && _connectors.Word(place.Number) is null or ConnectorStatus.Occupied)
        {
            view.Status(running.Evse!.Value.Number, EvseStatus.Finishing, null);
        }
    }

    private void Metered(ReadOnlySpan<byte> payload)
    {
        var readings = MeterValueArray.Fresh();
        if (MeteredMessage.Read(payload, readings) is not { } message)
        {
            return;
        }

        var old = view.IsOld(message.Latest);
        view.Observe(message.Latest);
        if (!old && message.EvseId is > 0 and var number && view.Evse(number) is { } evse)
        {
            view.Metered(evse, CollectionsMarshal.AsSpan(readings));
        }
    }

    /// <summary>Reports the EVSE's status by its connectors, finer where its transaction says more; the transaction's own news come first.</summary>
    private void Tell(EvseId evse, bool fromTransaction = false)
    {
        var word = _connectors.Word(evse.Number);
        var state = _transactions.On(evse)?.ChargingState;
        var status = (fromTransaction || word == ConnectorStatus.Occupied ? StatusWords.Charging(state) : null)
            ?? (word is null && state == ChargingState.Idle ? EvseStatus.Available : StatusWords.Connector(word));
        view.Status(evse.Number, status, null);
    }

    /// <summary>A transaction may begin before its vehicle comes: it counts from when there is one, or when nothing says that there is none.</summary>
    private void Announce(EvseId evse)
    {
        if (_transactions.On(evse) is not { } running)
        {
            return;
        }

        var free = _connectors.Word(evse.Number) is ConnectorStatus.Available or ConnectorStatus.Reserved;
        if (StatusWords.Charging(running.ChargingState) is not null || (running.ChargingState != ChargingState.Idle && !free))
        {
            var begins = view.Transaction(evse.Number) != running.Id;
            view.Started(evse, running.Id, running.Token, resumed: true);
            if (begins)
            {
                _wishes.Began(evse, running.Token);
            }
        }
    }

    private EvseId? OnlyEvse() => view.Numbers.Take(2).ToArray() is [var only] ? view.Evse(only) : null;
}
