using EdgeController.Core.Events;
using EdgeController.Ocpp.Messages.V16;

namespace EdgeController.Ocpp.Mapping.V16;

/// <summary>The words of 1.6 for an EVSE's state.</summary>
public static class StatusWords
{
    public static EvseStatus Read(string? status) => status switch
    {
        ChargePointStatus.Available => EvseStatus.Available,
        ChargePointStatus.Preparing => EvseStatus.Preparing,
        ChargePointStatus.Charging => EvseStatus.Charging,
        ChargePointStatus.SuspendedEvse => EvseStatus.SuspendedEvse,
        ChargePointStatus.SuspendedEv => EvseStatus.SuspendedEv,
        ChargePointStatus.Finishing => EvseStatus.Finishing,
        ChargePointStatus.Reserved => EvseStatus.Reserved,
        ChargePointStatus.Unavailable => EvseStatus.Unavailable,
        ChargePointStatus.Faulted => EvseStatus.Faulted,
        _ => EvseStatus.Unknown,
    };
}
