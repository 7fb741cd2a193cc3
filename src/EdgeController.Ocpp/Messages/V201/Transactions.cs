using System.Text.Json.Serialization;

namespace EdgeController.Ocpp.Messages.V201;

/// <summary>What happened to a transaction (2.x E01 to E15); EVSE and token are there only where they are new.</summary>
public sealed record TransactionEventRequest(
    string? EventType,
    DateTimeOffset? Timestamp,
    string? TriggerReason,
    int? SeqNo,
    TransactionInfo? TransactionInfo,
    bool? Offline = null,
    int? NumberOfPhasesUsed = null,
    EvseReference? Evse = null,
    IdToken? IdToken = null,
    IReadOnlyList<MeterValue?>? MeterValue = null)
{
    public const string Started = "Started";
    public const string Updated = "Updated";
    public const string Ended = "Ended";
}

/// <summary>The transaction as the station sees it; its id was given by the station.</summary>
public sealed record TransactionInfo(string? TransactionId, string? ChargingState = null, string? StoppedReason = null);

/// <summary>What the back end says to a transaction event.</summary>
public sealed record TransactionEventResponse(IdTokenInfo? IdTokenInfo = null, int? ChargingPriority = null);

/// <summary>Words of <see cref="TransactionInfo.ChargingState"/>.</summary>
public static class ChargingState
{
    public const string Charging = "Charging";
    public const string EvConnected = "EVConnected";
    public const string SuspendedEv = "SuspendedEV";
    public const string SuspendedEvse = "SuspendedEVSE";

    /// <summary>No vehicle is connected.</summary>
    public const string Idle = "Idle";
}

/// <summary>Values of an EVSE outside a transaction, 0 for the station's own meter (2.x J01).</summary>
public sealed record MeterValuesRequest(int? EvseId, IReadOnlyList<MeterValue?>? MeterValue);

/// <summary>Values that were measured at one time.</summary>
public sealed record MeterValue(DateTimeOffset? Timestamp, IReadOnlyList<SampledValue?>? SampledValue);

/// <summary>One measured value; absent fields have the defaults of the 2.x data types.</summary>
[JsonConverter(typeof(SampledValueConverter))]
public sealed record SampledValue(
    double? Value,
    string? Context = null,
    string? Measurand = null,
    string? Phase = null,
    string? Location = null,
    UnitOfMeasure? UnitOfMeasure = null);

/// <summary>A unit (Wh where absent) and the power of ten by which the value is multiplied.</summary>
public sealed record UnitOfMeasure(string? Unit = null, int? Multiplier = null);
