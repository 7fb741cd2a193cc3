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
            else if (Wants(ref reader, "measurand"u8, ref measurand) || Wants(ref reader, "unit"u8, ref unit) || Wants(ref reader, "phase"u8, ref phase)
                || Wants(ref reader, "context"u8, ref context) || Wants(ref reader, "location"u8, ref location) || Wants(ref reader, "format"u8, ref format))
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

    /// <summary>Reads the property's text if that is its name.</summary>
    private static bool Wants(ref Utf8JsonReader reader, ReadOnlySpan<byte> name, ref string? text)
    {
        if (!reader.ValueTextEquals(name))
        {
            return false;
        }

        reader.Read();
        text = reader.TokenType switch
        {
            JsonTokenType.String => KnownText.Read(ref reader),
            JsonTokenType.Null => null,
            _ => throw new JsonException(),
        };
        return true;
    }
}
