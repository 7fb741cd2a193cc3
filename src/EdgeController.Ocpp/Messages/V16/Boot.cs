namespace EdgeController.Ocpp.Messages.V16;

/// <summary>A station tells who it is (1.6 section 4.2).</summary>
public sealed record BootNotificationRequest(
    string? ChargePointVendor,
    string? ChargePointModel,
    string? ChargePointSerialNumber = null,
    string? ChargeBoxSerialNumber = null,
    string? FirmwareVersion = null,
    string? Iccid = null,
    string? Imsi = null,
    string? MeterType = null,
    string? MeterSerialNumber = null);

/// <summary>Whether the station may operate, the time, and its heartbeat interval in seconds.</summary>
public sealed record BootNotificationResponse(string? Status, DateTimeOffset? CurrentTime, int Interval);

/// <summary>A station asks for the time (1.6 section 4.6).</summary>
public sealed record HeartbeatRequest;

/// <summary>The time.</summary>
public sealed record HeartbeatResponse(DateTimeOffset? CurrentTime);

/// <summary>The state of a connector, 0 for the station itself (1.6 section 4.9).</summary>
public sealed record StatusNotificationRequest(
    int ConnectorId,
    string? ErrorCode,
    string? Status,
    DateTimeOffset? Timestamp = null,
    string? Info = null,
    string? VendorId = null,
    string? VendorErrorCode = null);

/// <summary>An answer without content.</summary>
public sealed record EmptyResponse;

/// <summary>Words of <see cref="BootNotificationResponse.Status"/>.</summary>
public static class RegistrationStatus
{
    public const string Accepted = "Accepted";
    public const string Pending = "Pending";
    public const string Rejected = "Rejected";
}

/// <summary>Words of <see cref="StatusNotificationRequest.Status"/>.</summary>
public static class ChargePointStatus
{
    public const string Available = "Available";
    public const string Preparing = "Preparing";
    public const string Charging = "Charging";
    public const string SuspendedEvse = "SuspendedEVSE";
    public const string SuspendedEv = "SuspendedEV";
    public const string Finishing = "Finishing";
    public const string Reserved = "Reserved";
    public const string Unavailable = "Unavailable";
    public const string Faulted = "Faulted";
}
