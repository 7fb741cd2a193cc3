using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EdgeController.Ocpp.Messages;
using EdgeController.Ocpp.Messages.V201;

namespace EdgeController.Ocpp.Mapping.V2x;

/// <summary>
/// One of the two messages of 2.0.1 and 2.1 that bring meter values, read without a record for each value; it accepts, refuses and passes
/// over what the serializer would.
/// </summary>
internal sealed class MeteredMessage
{
    private static readonly LenientWholeConverter Wholes = new();
    private static readonly LenientTruthConverter Truths = new();
    private static readonly LenientTextConverter Texts = new();

    private MeteredMessage()
    {
    }

    public string? EventType { get; private set; }

    public DateTimeOffset? Timestamp { get; private set; }

    public string? TriggerReason { get; private set; }

    public TransactionInfo? TransactionInfo { get; private set; }

    public bool? Offline { get; private set; }

    public int? NumberOfPhasesUsed { get; private set; }

    public EvseReference? Evse { get; private set; }

    public IdToken? IdToken { get; private set; }

    /// <summary>MeterValues name their EVSE so; a transaction event by <see cref="Evse"/>.</summary>
    public int? EvseId { get; private set; }

    /// <summary>The newest timestamp of the values.</summary>
    public DateTimeOffset? Latest { get; private set; }

    /// <summary>Null where the message does not have its shape. The readings are added as they stand in it.</summary>
    public static MeteredMessage? Read(ReadOnlySpan<byte> payload, List<Reading> readings)
    {
        try
        {
            var reader = new Utf8JsonReader(payload);
            if (payload.IsEmpty || !reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return null;
            }

            var message = new MeteredMessage();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                message.Take(ref reader, readings);
            }

            // Content out of a signature may go on behind its object: then the reader throws.
            return reader.Read() ? null : message;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static T? Part<T>(ref Utf8JsonReader reader, JsonTypeInfo<T> type)
        where T : class
    {
        reader.Read();
        return JsonSerializer.Deserialize(ref reader, type);
    }

    private static string? Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        return Texts.Read(ref reader, typeof(string), JsonSerializerOptions.Default);
    }

    private static int? Whole(ref Utf8JsonReader reader)
    {
        reader.Read();
        return Wholes.Read(ref reader, typeof(int?), JsonSerializerOptions.Default);
    }

    private void Take(ref Utf8JsonReader reader, List<Reading> readings)
    {
        if (reader.ValueTextEquals("meterValue"u8))
        {
            Latest = MeterValueArray.Read(ref reader, readings, SampleReader.Each);
        }
        else if (reader.ValueTextEquals("eventType"u8))
        {
            EventType = Text(ref reader);
        }
        else if (reader.ValueTextEquals("timestamp"u8))
        {
            reader.Read();
            Timestamp = LenientTimeConverter.Read(ref reader);
        }
        else if (reader.ValueTextEquals("triggerReason"u8))
        {
            TriggerReason = Text(ref reader);
        }
        else if (reader.ValueTextEquals("transactionInfo"u8))
        {
            TransactionInfo = Part(ref reader, V201Json.Default.TransactionInfo);
        }
        else if (reader.ValueTextEquals("offline"u8))
        {
            reader.Read();
            Offline = Truths.Read(ref reader, typeof(bool?), JsonSerializerOptions.Default);
        }
        else if (reader.ValueTextEquals("numberOfPhasesUsed"u8))
        {
            NumberOfPhasesUsed = Whole(ref reader);
        }
        else if (reader.ValueTextEquals("evse"u8))
        {
            Evse = Part(ref reader, V201Json.Default.EvseReference);
        }
        else if (reader.ValueTextEquals("idToken"u8))
        {
            IdToken = Part(ref reader, V201Json.Default.IdToken);
        }
        else if (reader.ValueTextEquals("evseId"u8))
        {
            EvseId = Whole(ref reader);
        }
        else
        {
            reader.Skip();
        }
    }
}
