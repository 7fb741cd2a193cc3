using System.Text.Json.Serialization;

namespace EdgeController.Ocpp.Messages.V16;

/// <summary>May this card charge? (1.6 section 4.1)</summary>
public sealed record AuthorizeRequest(string? IdTag);

/// <summary>What the back end knows about the card.</summary>
public sealed record AuthorizeResponse(IdTagInfo? IdTagInfo);

/// <summary>Status of a card: Accepted, Blocked, Expired, Invalid or ConcurrentTx.</summary>
public sealed record IdTagInfo(string? Status, DateTimeOffset? ExpiryDate = null, string? ParentIdTag = null)
{
    public const string Accepted = "Accepted";
    public const string Invalid = "Invalid";
}

/// <summary>A transaction began; the answer gives it its id (1.6 section 4.8).</summary>
public sealed record StartTransactionRequest(int ConnectorId, string? IdTag, long MeterStart, DateTimeOffset? Timestamp, int? ReservationId = null);

/// <summary>The transaction's id and the card's status.</summary>
public sealed record StartTransactionResponse(int TransactionId, IdTagInfo? IdTagInfo);

/// <summary>A transaction ended (1.6 section 4.10).</summary>
public sealed record StopTransactionRequest(
    int TransactionId,
    long MeterStop,
    DateTimeOffset? Timestamp,
    string? IdTag = null,
    string? Reason = null,
    IReadOnlyList<MeterValue>? TransactionData = null);

/// <summary>The card's status, where a card was sent.</summary>
public sealed record StopTransactionResponse(IdTagInfo? IdTagInfo = null);

/// <summary>Measured values of a connector (1.6 section 4.7).</summary>
public sealed record MeterValuesRequest(int ConnectorId, IReadOnlyList<MeterValue>? MeterValue, int? TransactionId = null);

/// <summary>Values that were measured at one time.</summary>
public sealed record MeterValue(DateTimeOffset? Timestamp, IReadOnlyList<SampledValue>? SampledValue);

/// <summary>One measured value as text; absent fields have the defaults of 1.6 section 7.43.</summary>
[JsonConverter(typeof(SampledValueConverter))]
public sealed record SampledValue(
    string? Value,
    string? Context = null,
    string? Format = null,
    string? Measurand = null,
    string? Phase = null,
    string? Location = null,
    string? Unit = null);
