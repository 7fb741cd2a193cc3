using System.Text.Json.Serialization;

namespace EdgeController.Ocpp.Messages.V201;

/// <summary>
/// JSON of the messages of 2.0.1 and 2.1, which are the same as far as the controller reads and writes them: unknown fields ignored, a
/// value of the wrong kind is absent.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString,
    Converters = [
        typeof(LenientTimeConverter), typeof(LenientNumberConverter), typeof(LenientWholeConverter), typeof(LenientTruthConverter),
        typeof(LenientTextConverter)])]
[JsonSerializable(typeof(BootNotificationRequest))]
[JsonSerializable(typeof(StatusNotificationRequest))]
[JsonSerializable(typeof(AuthorizeRequest))]
[JsonSerializable(typeof(AuthorizeResponse))]
[JsonSerializable(typeof(TransactionEventRequest))]
[JsonSerializable(typeof(TransactionInfo))]
[JsonSerializable(typeof(EvseReference))]
[JsonSerializable(typeof(IdToken))]
[JsonSerializable(typeof(UnitOfMeasure))]
[JsonSerializable(typeof(TransactionEventResponse))]
[JsonSerializable(typeof(MeterValuesRequest))]
[JsonSerializable(typeof(SetChargingProfileRequest))]
[JsonSerializable(typeof(StatusResponse))]
[JsonSerializable(typeof(UpdateDynamicScheduleRequest))]
[JsonSerializable(typeof(PullDynamicScheduleUpdateResponse))]
[JsonSerializable(typeof(ClearChargingProfileRequest))]
[JsonSerializable(typeof(GetCompositeScheduleRequest))]
[JsonSerializable(typeof(GetChargingProfilesRequest))]
[JsonSerializable(typeof(ReportChargingProfilesRequest))]
[JsonSerializable(typeof(GetVariablesRequest))]
[JsonSerializable(typeof(GetVariablesResponse))]
[JsonSerializable(typeof(SetVariablesRequest))]
[JsonSerializable(typeof(SetVariablesResponse))]
[JsonSerializable(typeof(GetBaseReportRequest))]
[JsonSerializable(typeof(NotifyReportRequest))]
[JsonSerializable(typeof(TriggerMessageRequest))]
[JsonSerializable(typeof(RequestStartTransactionRequest))]
[JsonSerializable(typeof(RequestStopTransactionRequest))]
[JsonSerializable(typeof(ResetRequest))]
[JsonSerializable(typeof(DataTransferRequest))]
[JsonSerializable(typeof(NotifyEVChargingNeedsRequest))]
public sealed partial class V201Json : JsonSerializerContext;
