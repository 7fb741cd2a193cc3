namespace EdgeController.Ocpp.Messages.V16;

/// <summary>Installs a charging profile on a connector, 0 for the whole station (1.6 section 5.16).</summary>
public sealed record SetChargingProfileRequest(int ConnectorId, ChargingProfile? CsChargingProfiles);

/// <summary>Accepted, Rejected or NotSupported.</summary>
public sealed record SetChargingProfileResponse(string? Status)
{
    public const string Accepted = "Accepted";
    public const string Rejected = "Rejected";
    public const string NotSupported = "NotSupported";
}

/// <summary>A schedule of limits with its purpose and stack level (1.6 section 7.8).</summary>
public sealed record ChargingProfile(
    int ChargingProfileId,
    int StackLevel,
    string? ChargingProfilePurpose,
    string? ChargingProfileKind,
    ChargingSchedule? ChargingSchedule,
    int? TransactionId = null,
    string? RecurrencyKind = null,
    DateTimeOffset? ValidFrom = null,
    DateTimeOffset? ValidTo = null);

/// <summary>Limits over time; without a duration the last period holds for good (1.6 section 7.13).</summary>
public sealed record ChargingSchedule(
    string? ChargingRateUnit,
    IReadOnlyList<ChargingSchedulePeriod>? ChargingSchedulePeriod,
    int? Duration = null,
    DateTimeOffset? StartSchedule = null,
    decimal? MinChargingRate = null);

/// <summary>A limit from its start (seconds into the schedule) on: amperes per phase or watts in total, at most one decimal.</summary>
public sealed record ChargingSchedulePeriod(int StartPeriod, decimal Limit, int? NumberPhases = null);

/// <summary>Removes profiles: the one with the id, or all that match the other fields (1.6 section 5.5).</summary>
public sealed record ClearChargingProfileRequest(
    int? Id = null, int? ConnectorId = null, string? ChargingProfilePurpose = null, int? StackLevel = null);

/// <summary>Accepted, or Unknown where no profile matched.</summary>
public sealed record ClearChargingProfileResponse(string? Status);

/// <summary>Asks for the limit that follows from all profiles (1.6 section 5.7).</summary>
public sealed record GetCompositeScheduleRequest(int ConnectorId, int Duration, string? ChargingRateUnit = null);

/// <summary>The station's own sum of its profiles.</summary>
public sealed record GetCompositeScheduleResponse(
    string? Status, int? ConnectorId = null, DateTimeOffset? ScheduleStart = null, ChargingSchedule? ChargingSchedule = null);

/// <summary>Words of <see cref="ChargingProfile.ChargingProfilePurpose"/>.</summary>
public static class ChargingProfilePurpose
{
    public const string ChargePointMaxProfile = "ChargePointMaxProfile";
    public const string TxDefaultProfile = "TxDefaultProfile";
    public const string TxProfile = "TxProfile";
}

/// <summary>Words of <see cref="ChargingProfile.ChargingProfileKind"/>.</summary>
public static class ChargingProfileKind
{
    public const string Absolute = "Absolute";
    public const string Recurring = "Recurring";
    public const string Relative = "Relative";

    /// <summary>Changed by UpdateDynamicSchedule (2.1 only).</summary>
    public const string Dynamic = "Dynamic";
}

/// <summary>Words of <see cref="ChargingSchedule.ChargingRateUnit"/>.</summary>
public static class ChargingRateUnit
{
    public const string Amperes = "A";
    public const string Watts = "W";
}
