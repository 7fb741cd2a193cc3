using System.Text.Json;
using System.Text.Json.Serialization;

namespace EdgeController.Ocpp.Messages.V16;

/// <summary>The most frequent object of all, read by hand: as the serializer would, without boxes and without a string for each known word.</summary>
public sealed class SampledValueConverter : JsonConverter<SampledValue>
{
    private static readonly LenientTextConverter Lenient = new();

    public override SampledValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException();
        }

        string? value = null, context = null, format = null, measurand = null, phase = null, location = null, unit = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("value"u8))
            {
                reader.Read();
                value = Lenient.Read(ref reader, typeof(string), options);
            }
            else if (KnownText.TryRead(ref reader, "measurand"u8, ref measurand) || KnownText.TryRead(ref reader, "unit"u8, ref unit) || KnownText.TryRead(ref reader, "phase"u8, ref phase)
                || KnownText.TryRead(ref reader, "context"u8, ref context) || KnownText.TryRead(ref reader, "location"u8, ref location) || KnownText.TryRead(ref reader, "format"u8, ref format))
            {
                continue;
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        return new SampledValue(value, context, format, measurand, phase, location, unit);
    }

    public override void Write(Utf8JsonWriter writer, SampledValue value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        Field(writer, "value"u8, value.Value);
        Field(writer, "context"u8, value.Context);
        Field(writer, "format"u8, value.Format);
        Field(writer, "measurand"u8, value.Measurand);
        Field(writer, "phase"u8, value.Phase);
        Field(writer, "location"u8, value.Location);
        Field(writer, "unit"u8, value.Unit);
        writer.WriteEndObject();
    }

    private static void Field(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? text)
    {
        if (text is not null)
        {
            writer.WriteString(name, text);
        }
    }
}
