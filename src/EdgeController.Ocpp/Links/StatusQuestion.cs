using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Messages.V16;
using EdgeController.Ocpp.Messages.V201;

namespace EdgeController.Ocpp.Links;

/// <summary>Asks a station that tells no status of its own accord for that of one EVSE.</summary>
internal static class StatusQuestion
{
    private const string Wanted = "StatusNotification";

    public static byte[] Frame(string version, string id, int evse) => version == OcppVersion.V16
        ? OcppFrameWriter.Call(
            id, "TriggerMessage", new Messages.V16.TriggerMessageRequest(Wanted, evse), V16Json.Default.TriggerMessageRequest)
        : OcppFrameWriter.Call(
            id, "TriggerMessage", new Messages.V201.TriggerMessageRequest(Wanted, new EvseReference(evse, 1)), V201Json.Default.TriggerMessageRequest);
}
