using System.Text.Json;
using System.Text.Json.Serialization;

namespace EdgeController.Ocpp.Messages.V201;

/// <summary>The most frequent object of all, read by hand: as the serializer would, without boxes and without a string for each known word.</summary>
public sealed class SampledValueConverter : JsonConverter<SampledValue>
{
    private static readonly LenientTextConverter Lenient = new();
    private static readonly LenientNumberConverter Numbers = new();

    public override SampledValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException();
        }

        double? value = null;
        string? context = null, measurand = null, phase = null, location = null;
        UnitOfMeasure? unit = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("value"u8))
            {
                reader.Read();
                value = Numbers.Read(ref reader, typeof(double?), options);
            }
            else if (reader.ValueTextEquals("unitOfMeasure"u8))
            {
                reader.Read();
                unit = JsonSerializer.Deserialize(ref reader, V201Json.Default.UnitOfMeasure);
            }
            else if (Wants(ref reader, "measurand"u8, options, ref measurand) || Wants(ref reader, "phase"u8, options, ref phase)
                || Wants(ref reader, "context"u8, options, ref context) || Wants(ref reader, "location"u8, options, ref location))
            {
                continue;
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        return new SampledValue(value, context, measurand, phase, location, unit);
    }

    public override void Write(Utf8JsonWriter writer, SampledValue value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        if (value.Value is not null)
        {
            writer.WritePropertyName("value"u8);
            Numbers.Write(writer, value.Value, options);
        }

        Field(writer, "context"u8, value.Context);
        Field(writer, "measurand"u8, value.Measurand);
        Field(writer, "phase"u8, value.Phase);
        Field(writer, "location"u8, value.Location);
        if (value.UnitOfMeasure is { } unit)
        {
            writer.WritePropertyName("unitOfMeasure"u8);
            JsonSerializer.Serialize(writer, unit, V201Json.Default.UnitOfMeasure);
        }

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
    private static bool Wants(ref Utf8JsonReader reader, ReadOnlySpan<byte> name, JsonSerializerOptions options, ref string? text)
    {
        if (!reader.ValueTextEquals(name))
        {
            return false;
        }

        reader.Read();
        text = reader.TokenType == JsonTokenType.String ? KnownText.Read(ref reader) : Lenient.Read(ref reader, typeof(string), options);
        return true;
    }
}
