using System.Text.Json;

namespace EdgeController.Ocpp.Framing;

/// <summary>Takes a top-level field out of a payload; every other byte stays as it was.</summary>
public static class JsonCut
{
    /// <summary>The object without that field.</summary>
    public static byte[] Without(ReadOnlyMemory<byte> payload, string name)
    {
        var reader = new Utf8JsonReader(payload.Span);
        reader.Read();
        var (before, first) = ((int)reader.BytesConsumed, true);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (start, found) = ((int)reader.TokenStartIndex, reader.ValueTextEquals(name));
            reader.Read();
            reader.Skip();
            var end = (int)reader.BytesConsumed;
            if (found)
            {
                // With the comma that stands before it, or after it where it is the first.
                var rest = first ? Next(payload.Span, end) : end;
                return [.. payload.Span[..(first ? start : before)], .. payload.Span[rest..]];
            }

            (before, first) = (end, false);
        }

        return payload.ToArray();
    }

    private static int Next(ReadOnlySpan<byte> text, int at)
    {
        while (text[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            at++;
        }

        return text[at] == (byte)',' ? at + 1 : at;
    }
}
