using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace EdgeController.Ocpp.Framing;

/// <summary>Reads payloads into message records; what does not fit is null, never an exception.</summary>
public static class PayloadReader
{
    public static T? Read<T>(ReadOnlyMemory<byte> payload, JsonTypeInfo<T> type)
        where T : class
    {
        if (payload.IsEmpty)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(payload.Span, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
