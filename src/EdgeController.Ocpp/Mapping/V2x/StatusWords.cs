using EdgeController.Core.Events;
using EdgeController.Ocpp.Messages.V201;

namespace EdgeController.Ocpp.Mapping.V2x;

/// <summary>The words of 2.x for an EVSE's state: the connector's, and the finer ones of its transaction.</summary>
public static class StatusWords
{
    /// <summary>An occupied connector by itself tells of a vehicle that is not charging yet.</summary>
    public static EvseStatus Connector(string? word) => word switch
    {
        ConnectorStatus.Available => EvseStatus.Available,
        ConnectorStatus.Occupied => EvseStatus.Preparing,
        ConnectorStatus.Reserved => EvseStatus.Reserved,
        ConnectorStatus.Unavailable => EvseStatus.Unavailable,
        ConnectorStatus.Faulted => EvseStatus.Faulted,
        _ => EvseStatus.Unknown,
    };

    /// <summary>What the charging state says; null where it says nothing about a connected vehicle.</summary>
    public static EvseStatus? Charging(string? state) => state switch
    {
        ChargingState.Charging => EvseStatus.Charging,
        ChargingState.EvConnected => EvseStatus.Preparing,
        ChargingState.SuspendedEv => EvseStatus.SuspendedEv,
        ChargingState.SuspendedEvse => EvseStatus.SuspendedEvse,
        _ => null,
    };
}
