using System.Text;
using EdgeController.Ocpp.Framing;

namespace EdgeController.Ocpp.Proxy;

/// <summary>Which CALLs of the CSMS do not pass (profile policy <c>reject</c>), and what counts as transactional.</summary>
public static class ProxyRules
{
    /// <summary>The payload of the answer that the CSMS gets at once, or null where the CALL passes untouched.</summary>
    public static ReadOnlyMemory<byte>? Intercept(string version, OcppFrame call)
    {
        var (name, payload) = SignedMessage.Unwrap(call);
        var status = (version, name) switch
        {
            (_, "SetChargingProfile") => "Rejected",
            (_, "ClearChargingProfile") => "Unknown",
            (_, "GetCompositeSchedule") => "Rejected",
            ("2.0.1" or "2.1", "GetChargingProfiles") => "NoProfiles",

            // A start with a profile would put the CSMS's limit above our lease.
            ("1.6", "RemoteStartTransaction") or ("2.0.1" or "2.1", "RequestStartTransaction")
                when JsonProbe.Has(payload, "chargingProfile") => "Rejected",
            _ => null,
        };

        // A plain null would convert to an empty payload here.
        return status is null ? default(ReadOnlyMemory<byte>?) : Encoding.UTF8.GetBytes($$"""{"status":"{{status}}"}""");
    }

    /// <summary>Whether a CALL of the station belongs to a transaction and so must never be lost.</summary>
    public static bool IsTransactional(string version, OcppFrame call) => (version, call.Action) switch
    {
        // Some stations send 1.6 messages on a 2.x socket.
        (_, "StartTransaction" or "StopTransaction") => true,
        ("1.6", "MeterValues") => JsonProbe.Has(call.Payload, "transactionId"),
        ("1.6", _) => false,
        _ => call.Action is "TransactionEvent" or "TransactionEvent-Signed",
    };
}
