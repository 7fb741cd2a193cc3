using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using EdgeController.Ocpp.Framing;

namespace EdgeController.Ocpp.Proxy;

/// <summary>Which CALLs of the CSMS do not pass (profile policy <c>reject</c>), and what counts as transactional.</summary>
public static class ProxyRules
{
    private const string SignedSuffix = "-Signed";

    /// <summary>The payload of the answer that the CSMS gets at once, or null where the CALL passes untouched.</summary>
    public static ReadOnlyMemory<byte>? Intercept(string version, OcppFrame call)
    {
        var action = call.Action ?? "";
        var signed = action.EndsWith(SignedSuffix, StringComparison.Ordinal);
        var name = signed ? action[..^SignedSuffix.Length] : action;
        var status = (version, name) switch
        {
            (_, "SetChargingProfile") => "Rejected",
            (_, "ClearChargingProfile") => "Unknown",
            (_, "GetCompositeSchedule") => "Rejected",
            ("2.0.1" or "2.1", "GetChargingProfiles") => "NoProfiles",

            // A start with a profile would put the CSMS's limit above our lease.
            ("1.6", "RemoteStartTransaction") or ("2.0.1" or "2.1", "RequestStartTransaction")
                when JsonProbe.Has(signed ? SignedContent(call.Payload) : call.Payload, "chargingProfile") => "Rejected",
            _ => null,
        };

        // A plain null would convert to an empty payload here.
        return status is null ? default(ReadOnlyMemory<byte>?) : Encoding.UTF8.GetBytes($$"""{"status":"{{status}}"}""");
    }

    /// <summary>Whether a CALL of the station belongs to a transaction and so must never be lost.</summary>
    public static bool IsTransactional(string version, OcppFrame call) => (version, call.Action) switch
    {
        ("1.6", "StartTransaction" or "StopTransaction") => true,
        ("1.6", "MeterValues") => JsonProbe.Has(call.Payload, "transactionId"),
        ("1.6", _) => false,
        _ => call.Action is "TransactionEvent" or "TransactionEvent-Signed",
    };

    /// <summary>The message inside a flattened JWS; empty where it cannot be read.</summary>
    private static ReadOnlyMemory<byte> SignedContent(ReadOnlyMemory<byte> payload)
    {
        try
        {
            return JsonProbe.Text(payload, "payload") is { } text ? Base64Url.DecodeFromChars(text) : default(ReadOnlyMemory<byte>);
        }
        catch (FormatException)
        {
            return default;
        }
    }
}
