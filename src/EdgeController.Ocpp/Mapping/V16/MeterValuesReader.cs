using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using EdgeController.Ocpp.Messages;

namespace EdgeController.Ocpp.Mapping.V16;

/// <summary>What a 1.6 MeterValues call says beside its samples.</summary>
/// <param name="Connector">The connector; 0 is the station.</param>
/// <param name="Transaction">The transaction, where one was named.</param>
/// <param name="Latest">The newest timestamp that could be read.</param>
internal readonly record struct MeterMessage(int Connector, int? Transaction, DateTimeOffset? Latest);

/// <summary>Reads 1.6 MeterValues without a record for each value; it accepts, refuses and passes over what the serializer would.</summary>
internal static class MeterValuesReader
{
    private static readonly MeterValueArray.Sample OneSample = Sample;

    /// <summary>Null where the message does not have its shape. The readings hold until the next message is read on the thread.</summary>
    public static MeterMessage? Read(ReadOnlySpan<byte> payload, out ReadOnlySpan<Reading> readings)
    {
        var found = MeterValueArray.Fresh();
        readings = default;
        try
        {
            var message = Message(payload, found);
            readings = CollectionsMarshal.AsSpan(found);
            return message;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static MeterMessage? Message(ReadOnlySpan<byte> payload, List<Reading> readings)
    {
        var reader = new Utf8JsonReader(payload);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        var message = default(MeterMessage);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("meterValue"u8))
            {
                message = message with { Latest = MeterValueArray.Read(ref reader, readings, OneSample) };
            }
            else if (reader.ValueTextEquals("connectorId"u8))
            {
                message = message with { Connector = Whole(ref reader) ?? throw new JsonException() };
            }
            else if (reader.ValueTextEquals("transactionId"u8))
            {
                message = message with { Transaction = Whole(ref reader) };
            }
            else
            {
                reader.Skip();
            }
        }

        return message;
    }

    /// <summary>The property's whole number, which may be written as text; null for null.</summary>
    private static int? Whole(ref Utf8JsonReader reader)
    {
        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.Number when reader.TryGetInt32(out var number):
                return number;
            case JsonTokenType.String:
                var text = reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan;
                return Utf8Parser.TryParse(text, out int written, out var length) && length == text.Length ? written : throw new JsonException();
            default:
                throw new JsonException();
        }
    }

    private static void Sample(ref Utf8JsonReader reader, List<Reading> readings)
    {
        double? number = null;
        string? format = null, measurand = null, phase = null, location = null, unit = null, context = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("value"u8))
            {
                reader.Read();
                number = MeterValueArray.Number(ref reader);
            }
            else if (!(KnownText.TryRead(ref reader, "measurand"u8, ref measurand) || KnownText.TryRead(ref reader, "unit"u8, ref unit) || KnownText.TryRead(ref reader, "phase"u8, ref phase)
                || KnownText.TryRead(ref reader, "context"u8, ref context) || KnownText.TryRead(ref reader, "location"u8, ref location) || KnownText.TryRead(ref reader, "format"u8, ref format)))
            {
                reader.Skip();
            }
        }

        if (format is null or "Raw" && Reading.Counts(location))
        {
            readings.Add(new Reading(measurand ?? Reading.DefaultMeasurand, phase, unit, number, Reading.IsOutlet(location)));
        }
    }
}
