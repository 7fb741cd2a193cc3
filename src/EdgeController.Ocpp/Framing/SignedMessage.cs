using System.Buffers.Text;

namespace EdgeController.Ocpp.Framing;

/// <summary>A message of which the payload may be a flattened JWS (2.x part 4, chapter 7): read, never rewritten.</summary>
public static class SignedMessage
{
    private const string Suffix = "-Signed";

    /// <summary>Name and content of a CALL, taken out of its signature where it has one; content that cannot be read is empty.</summary>
    public static (string Action, ReadOnlyMemory<byte> Payload) Unwrap(OcppFrame call)
    {
        var action = call.Action ?? "";
        return action.EndsWith(Suffix, StringComparison.Ordinal) ? (action[..^Suffix.Length], Content(call.Payload)) : (action, call.Payload);
    }

    private static ReadOnlyMemory<byte> Content(ReadOnlyMemory<byte> payload)
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
