using System.Globalization;
using System.Text;
using System.Text.Json;

namespace EdgeController.Ocpp.Framing;

/// <summary>Changes a single value in a frame's payload and keeps every other byte.</summary>
public static class FrameSurgery
{
    /// <summary>The whole number at that path; null where there is none.</summary>
    public static int? Number(OcppFrame frame, params ReadOnlySpan<string> path)
    {
        var place = Find(frame.Payload, path);
        return place.Length > 0 && int.TryParse(frame.Payload[place.Start..(place.Start + place.Length)].Span, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
    }

    /// <summary>The frame with another number at that path, where there is a value already.</summary>
    public static ReadOnlyMemory<byte> WithNumber(OcppFrame frame, int number, params ReadOnlySpan<string> path)
    {
        var place = Find(frame.Payload, path);
        return place.Length == 0 ? frame.Raw : Replace(frame, place.Start, place.Length, Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>The frame with <c>true</c> under that name at the top of its payload: in the place of the value there, or as the first member.</summary>
    public static ReadOnlyMemory<byte> WithTrue(OcppFrame frame, string name)
    {
        var place = Find(frame.Payload, [name]);
        if (place.Length > 0)
        {
            return Replace(frame, place.Start, place.Length, "true"u8);
        }

        var empty = !frame.Payload.Span[1..^1].ContainsAnyExcept(" \t\r\n"u8);
        return Replace(frame, 1, 0, Encoding.UTF8.GetBytes($"\"{name}\":true{(empty ? "" : ",")}"));
    }

    private static byte[] Replace(OcppFrame frame, int start, int length, ReadOnlySpan<byte> text)
    {
        frame.Raw.Span.Overlaps(frame.Payload.Span, out var offset);
        return [.. frame.Raw.Span[..(offset + start)], .. text, .. frame.Raw.Span[(offset + start + length)..]];
    }

    /// <summary>Where the value at that path stands in the payload; no length where it has none.</summary>
    private static (int Start, int Length) Find(ReadOnlyMemory<byte> payload, ReadOnlySpan<string> path)
    {
        var reader = new Utf8JsonReader(payload.Span);
        try
        {
            var found = payload.Length > 0 && reader.Read();
            for (var depth = 0; found && depth < path.Length; depth++)
            {
                found = reader.TokenType == JsonTokenType.StartObject && Seek(ref reader, path[depth]);
            }

            if (!found)
            {
                return default;
            }

            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            return (start, (int)reader.BytesConsumed - start);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return default;
        }
    }

    private static bool Seek(ref Utf8JsonReader reader, string name)
    {
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
}
