using System.Text.Json;

namespace EdgeController.Ocpp.Messages.V201;

/// <summary>Asks the station to send a message now (2.x F06).</summary>
public sealed record TriggerMessageRequest(string? RequestedMessage, EvseReference? Evse = null);

/// <summary>Asks the station to start a transaction (2.x F01).</summary>
public sealed record RequestStartTransactionRequest(int RemoteStartId, IdToken? IdToken, int? EvseId = null, ChargingProfile? ChargingProfile = null);

/// <summary>Asks the station to stop a transaction (2.x F03).</summary>
public sealed record RequestStopTransactionRequest(string? TransactionId);

/// <summary>Asks the station, or one EVSE of it, to start anew (2.x B11).</summary>
public sealed record ResetRequest(string? Type, int? EvseId = null);

/// <summary>A vendor's own message, in either direction (2.x P01, P02).</summary>
public sealed record DataTransferRequest(string? VendorId, string? MessageId = null, JsonElement? Data = null);
