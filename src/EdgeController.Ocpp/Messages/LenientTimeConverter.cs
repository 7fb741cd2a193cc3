using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EdgeController.Ocpp.Messages;

/// <summary>RFC 3339 times: read with or without offset and fractions, null where the text is no time; written as UTC with milliseconds.</summary>
public sealed class LenientTimeConverter : JsonConverter<DateTimeOffset?>
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public override DateTimeOffset? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader);

    /// <summary>The time that the reader stands on.</summary>
    internal static DateTimeOffset? Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return null;
        }

        // The common form, for which the strict and fast reader gives the same.
        if (IsPlainUtc(reader) && reader.TryGetDateTimeOffset(out var plain))
        {
            return plain;
        }

        return DateTimeOffset.TryParse(
            reader.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : null;
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset? value, JsonSerializerOptions options)
    {
        if (value is { } time)
        {
            writer.WriteStringValue(time.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture));
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    /// <summary><c>2026-05-01T12:00:00Z</c>, with up to seven decimals.</summary>
    private static bool IsPlainUtc(in Utf8JsonReader reader) =>
        !reader.HasValueSequence && !reader.ValueIsEscaped && reader.ValueSpan is { Length: >= 20 and <= 28 } text && text[10] == 'T' && text[^1] == 'Z';
}
