namespace EdgeController.Ocpp.Messages.V201;

/// <summary>A station tells who it is and why (2.x B01). The answer has the fields of the 1.6 one.</summary>
public sealed record BootNotificationRequest(ChargingStation? ChargingStation, string? Reason)
{
    /// <summary>The station was asked for this message and has not booted.</summary>
    public const string Triggered = "Triggered";
}

/// <summary>Make, model and software of a station.</summary>
public sealed record ChargingStation(string? VendorName, string? Model, string? FirmwareVersion = null, string? SerialNumber = null);

/// <summary>The state of a connector of an EVSE (2.x G01).</summary>
public sealed record StatusNotificationRequest(DateTimeOffset? Timestamp, string? ConnectorStatus, int? EvseId, int? ConnectorId);

/// <summary>Words of <see cref="StatusNotificationRequest.ConnectorStatus"/>.</summary>
public static class ConnectorStatus
{
    public const string Available = "Available";
    public const string Occupied = "Occupied";
    public const string Reserved = "Reserved";
    public const string Unavailable = "Unavailable";
    public const string Faulted = "Faulted";
}

/// <summary>An EVSE, or one connector of it.</summary>
public sealed record EvseReference(int? Id, int? ConnectorId = null);

/// <summary>A card, a key or whatever else a driver shows, with its kind.</summary>
public sealed record IdToken(
    [property: System.Text.Json.Serialization.JsonPropertyName("idToken")] string? Token, string? Type = null);

/// <summary>What the back end knows about the token.</summary>
public sealed record IdTokenInfo(string? Status, int? ChargingPriority = null)
{
    public const string Accepted = "Accepted";
}

/// <summary>May this token charge? (2.x C01)</summary>
public sealed record AuthorizeRequest(IdToken? IdToken);

/// <summary>What the back end knows about the token.</summary>
public sealed record AuthorizeResponse(IdTokenInfo? IdTokenInfo);
