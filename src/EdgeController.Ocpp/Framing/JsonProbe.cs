using System.Buffers;
using System.Text;
using System.Text.Json;

namespace EdgeController.Ocpp.Framing;

/// <summary>Looks at single top-level fields of a payload without reading the rest; what is no object has no fields.</summary>
public static class JsonProbe
{
    private const int LongestName = 64;

    /// <summary>Whether the object has that field with a value other than null.</summary>
    public static bool Has(ReadOnlyMemory<byte> payload, string name) => Seek(payload, name, out var reader) && reader.TokenType != JsonTokenType.Null;

    /// <summary>The field's text; null where it is absent or no text.</summary>
    public static string? Text(ReadOnlyMemory<byte> payload, string name) =>
        Seek(payload, name, out var reader) && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;

    /// <summary>The field's whole number; null where it is absent or none.</summary>
    public static int? Number(ReadOnlyMemory<byte> payload, string name) =>
        Seek(payload, name, out var reader) && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number) ? number : null;

    /// <summary>The field's object; empty where it is absent or none.</summary>
    public static ReadOnlyMemory<byte> Object(ReadOnlyMemory<byte> payload, string name)
    {
        if (!Seek(payload, name, out var reader) || reader.TokenType != JsonTokenType.StartObject)
        {
            return default;
        }

        var start = (int)reader.TokenStartIndex;
        return reader.TrySkip() ? payload[start..(int)reader.BytesConsumed] : default;
    }

    /// <summary>Told by a look for the name's letters, which is far cheaper than reading; an escape might hide them.</summary>
    private static bool IsNowhere(ReadOnlySpan<byte> payload, string name)
    {
        Span<byte> letters = stackalloc byte[LongestName];
        return name.Length <= LongestName && Ascii.FromUtf16(name, letters, out var length) == OperationStatus.Done
            && payload.IndexOf(letters[..length]) < 0 && !payload.Contains((byte)'\\');
    }

    private static bool Seek(ReadOnlyMemory<byte> payload, string name, out Utf8JsonReader reader)
    {
        reader = new Utf8JsonReader(payload.Span);
        try
        {
            if (payload.IsEmpty || IsNowhere(payload.Span, name) || !reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var found = reader.ValueTextEquals(name);
                reader.Read();
                if (found)
                {
                    return true;
                }

                reader.Skip();
            }

            return false;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Only content that was decoded from elsewhere gets here: a frame's own payload has been walked.
            return false;
        }
    }
}
