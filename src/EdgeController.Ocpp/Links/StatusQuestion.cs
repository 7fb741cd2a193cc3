using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Messages.V16;
using EdgeController.Ocpp.Messages.V201;

namespace EdgeController.Ocpp.Links;

/// <summary>Asks a station for a message about one EVSE that it has not sent of its own accord.</summary>
internal static class StatusQuestion
{
    public const string Status = "StatusNotification";
    public const string Values = "MeterValues";

    public static byte[] Frame(string version, string id, string wanted, int evse) => version == OcppVersion.V16
        ? OcppFrameWriter.Call(
            id, "TriggerMessage", new Messages.V16.TriggerMessageRequest(wanted, evse), V16Json.Default.TriggerMessageRequest)
        : OcppFrameWriter.Call(
            id, "TriggerMessage", new Messages.V201.TriggerMessageRequest(wanted, new EvseReference(evse, wanted == Status ? 1 : null)), V201Json.Default.TriggerMessageRequest);
}
