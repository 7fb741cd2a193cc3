using System.Text.Json;
using EdgeController.Ocpp.Messages;

namespace EdgeController.Ocpp.Mapping.V2x;

/// <summary>Reads one sampled value of 2.0.1 and 2.1: a number with a power of ten. The plain value counts beside a signed one.</summary>
internal static class SampleReader
{
    /// <summary>For <see cref="MeterValueArray"/>.</summary>
    public static readonly MeterValueArray.Sample Each = Read;

    private const int LargestPower = 12;

    private static readonly LenientNumberConverter Numbers = new();
    private static readonly LenientWholeConverter Wholes = new();
    private static readonly LenientTextConverter Texts = new();

    private static void Read(ref Utf8JsonReader reader, List<Reading> readings)
    {
        double? number = null;
        int? power = null;
        string? context = null, measurand = null, phase = null, location = null, unit = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("value"u8))
            {
                reader.Read();
                number = Numbers.Read(ref reader, typeof(double?), JsonSerializerOptions.Default);
            }
            else if (reader.ValueTextEquals("unitOfMeasure"u8))
            {
                (unit, power) = Unit(ref reader);
            }
            else if (!(Word(ref reader, "measurand"u8, ref measurand) || Word(ref reader, "phase"u8, ref phase)
                || Word(ref reader, "context"u8, ref context) || Word(ref reader, "location"u8, ref location)))
            {
                reader.Skip();
            }
        }

        if (Reading.Counts(location) || Reading.IsOfBattery(measurand))
        {
            readings.Add(new Reading(measurand ?? Reading.DefaultMeasurand, phase, unit, Scaled(number, power), Reading.IsOutlet(location)));
        }
    }

    private static double? Scaled(double? number, int? power) => power switch
    {
        null => number,
        >= -LargestPower and <= LargestPower and var known => number * Math.Pow(10, known),
        _ => null,
    };

    private static (string? Unit, int? Power) Unit(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
        {
            return default;
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException();
        }

        string? unit = null;
        int? power = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("multiplier"u8))
            {
                reader.Read();
                power = Wholes.Read(ref reader, typeof(int?), JsonSerializerOptions.Default);
            }
            else if (!Word(ref reader, "unit"u8, ref unit))
            {
                reader.Skip();
            }
        }

        return (unit, power);
    }

    /// <summary>Reads the property's text if that is its name.</summary>
    private static bool Word(ref Utf8JsonReader reader, ReadOnlySpan<byte> name, ref string? text)
    {
        if (!reader.ValueTextEquals(name))
        {
            return false;
        }

        reader.Read();
        text = reader.TokenType == JsonTokenType.String ? KnownText.Read(ref reader) : Texts.Read(ref reader, typeof(string), JsonSerializerOptions.Default);
        return true;
    }
}
