using System.Buffers;
using System.Globalization;
using System.Text.Json;
using EdgeController.Ocpp.Messages;

namespace EdgeController.Ocpp.Mapping;

/// <summary>
/// The array <c>meterValue</c> of any OCPP version, read off the frame in one pass: it is in the most frequent messages of all, and a
/// record for each of its values would be most of what relaying costs.
/// </summary>
internal static class MeterValueArray
{
    /// <summary>What a number without decimal comma, blanks or words is written with.</summary>
    private static readonly SearchValues<byte> Plain = SearchValues.Create("+-.0123456789Ee"u8);

    [ThreadStatic]
    private static List<Reading>? _kept;

    /// <summary>Adds what the sample that the reader stands on says, and leaves the reader at its end.</summary>
    public delegate void Sample(ref Utf8JsonReader reader, List<Reading> readings);

    /// <summary>An empty list, the same one for each message on the thread.</summary>
    public static List<Reading> Fresh()
    {
        var readings = _kept ??= new List<Reading>(16);
        readings.Clear();
        return readings;
    }

    /// <summary>Reads the value of the property that the reader stands on; the newest timestamp in it.</summary>
    /// <exception cref="JsonException">It is no array of objects.</exception>
    public static DateTimeOffset? Read(ref Utf8JsonReader reader, List<Reading> readings, Sample sample)
    {
        // Named twice, the last one counts.
        readings.Clear();
        DateTimeOffset? latest = null;
        if (!Enter(ref reader, JsonTokenType.StartArray))
        {
            return latest;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (Present(ref reader) && Value(ref reader, readings, sample) is { } time && !(time < latest))
            {
                latest = time;
            }
        }

        return latest;
    }

    /// <summary>A number as text or as such, as <see cref="Quantity.Parse"/> reads it; null where there is none.</summary>
    public static double? Number(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
            case JsonTokenType.String when !reader.ValueIsEscaped && !reader.ValueSpan.ContainsAnyExcept(Plain):
                return double.TryParse(reader.ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
            case JsonTokenType.String:
                return Quantity.Parse(reader.GetString());
            default:
                reader.Skip();
                return null;
        }
    }

    private static DateTimeOffset? Value(ref Utf8JsonReader reader, List<Reading> readings, Sample sample)
    {
        var before = readings.Count;
        DateTimeOffset? time = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("timestamp"u8))
            {
                reader.Read();
                time = LenientTimeConverter.Read(ref reader);
            }
            else if (reader.ValueTextEquals("sampledValue"u8))
            {
                readings.RemoveRange(before, readings.Count - before);
                Samples(ref reader, readings, sample);
            }
            else
            {
                reader.Skip();
            }
        }

        return time;
    }

    private static void Samples(ref Utf8JsonReader reader, List<Reading> readings, Sample sample)
    {
        if (!Enter(ref reader, JsonTokenType.StartArray))
        {
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (Present(ref reader))
            {
                sample(ref reader, readings);
            }
        }
    }

    /// <summary>Steps onto the property's value; false where it is null.</summary>
    private static bool Enter(ref Utf8JsonReader reader, JsonTokenType wanted)
    {
        reader.Read();
        return reader.TokenType == wanted || (reader.TokenType == JsonTokenType.Null ? false : throw new JsonException());
    }

    /// <summary>False for null; what is no object spoils the message.</summary>
    private static bool Present(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.StartObject || (reader.TokenType == JsonTokenType.Null ? false : throw new JsonException());
}
