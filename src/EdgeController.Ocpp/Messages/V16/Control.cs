using System.Text.Json;

namespace EdgeController.Ocpp.Messages.V16;

/// <summary>Asks for configuration keys, all of them where none is named (1.6 section 5.8).</summary>
public sealed record GetConfigurationRequest(IReadOnlyList<string>? Key = null);

/// <summary>The keys that the station knows and those that it does not.</summary>
public sealed record GetConfigurationResponse(IReadOnlyList<ConfigurationKey>? ConfigurationKey = null, IReadOnlyList<string>? UnknownKey = null);

/// <summary>One configuration key of a station.</summary>
public sealed record ConfigurationKey(string? Key, bool Readonly, string? Value = null);

/// <summary>Sets a configuration key (1.6 section 5.3).</summary>
public sealed record ChangeConfigurationRequest(string? Key, string? Value);

/// <summary>Accepted, Rejected, RebootRequired or NotSupported.</summary>
public sealed record ChangeConfigurationResponse(string? Status);

/// <summary>Asks the station to send a message now (1.6 section 5.17).</summary>
public sealed record TriggerMessageRequest(string? RequestedMessage, int? ConnectorId = null);

/// <summary>Accepted, Rejected or NotImplemented.</summary>
public sealed record TriggerMessageResponse(string? Status);

/// <summary>Asks the station to start a transaction (1.6 section 5.11).</summary>
public sealed record RemoteStartTransactionRequest(string? IdTag, int? ConnectorId = null, ChargingProfile? ChargingProfile = null);

/// <summary>Asks the station to stop a transaction (1.6 section 5.12).</summary>
public sealed record RemoteStopTransactionRequest(int TransactionId);

/// <summary>Accepted or Rejected.</summary>
public sealed record RemoteStartStopResponse(string? Status);

/// <summary>A vendor's own message, in either direction (1.6 sections 4.3, 5.6).</summary>
public sealed record DataTransferRequest(string? VendorId, string? MessageId = null, JsonElement? Data = null);

/// <summary>Accepted, Rejected, UnknownMessageId or UnknownVendorId.</summary>
public sealed record DataTransferResponse(string? Status, JsonElement? Data = null);
