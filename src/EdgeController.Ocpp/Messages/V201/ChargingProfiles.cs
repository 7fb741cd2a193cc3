namespace EdgeController.Ocpp.Messages.V201;

/// <summary>Installs a charging profile on an EVSE, 0 for the whole station (2.x K01).</summary>
public sealed record SetChargingProfileRequest(int EvseId, ChargingProfile? ChargingProfile);

/// <summary>Accepted or Rejected, with the reason where the station gives one.</summary>
public sealed record StatusResponse(string? Status, StatusInfo? StatusInfo = null);

/// <summary>Why something was refused.</summary>
public sealed record StatusInfo(string? ReasonCode, string? AdditionalInfo = null)
{
    public const string UnsupportedRateUnit = "UnsupportedRateUnit";

    /// <summary>Another id has the same purpose, stack level and EVSE (K01.FR.06, K01.FR.52).</summary>
    public const string DuplicateProfile = "DuplicateProfile";

    /// <summary>A direct-current station was told a number of phases (2.1).</summary>
    public const string NoPhaseForDc = "NoPhaseForDC";
}

/// <summary>Schedules of limits with their purpose and stack level; more than one schedule only for ISO 15118.</summary>
public sealed record ChargingProfile(
    int Id,
    int StackLevel,
    string? ChargingProfilePurpose,
    string? ChargingProfileKind,
    IReadOnlyList<ChargingSchedule>? ChargingSchedule,
    string? TransactionId = null,
    string? RecurrencyKind = null,
    DateTimeOffset? ValidFrom = null,
    DateTimeOffset? ValidTo = null);

/// <summary>Limits over time; without a duration the last period holds for good.</summary>
public sealed record ChargingSchedule(
    int Id,
    string? ChargingRateUnit,
    IReadOnlyList<ChargingSchedulePeriod>? ChargingSchedulePeriod,
    int? Duration = null,
    DateTimeOffset? StartSchedule = null);

/// <summary>A limit from its start (seconds into the schedule) on: amperes per phase or watts in total.</summary>
/// <param name="StartPeriod">Seconds into the schedule.</param>
/// <param name="Limit">The limit.</param>
/// <param name="NumberPhases">On how many phases.</param>
/// <param name="PhaseToUse">On which terminal, 1 to 3; only with one phase and where the station can switch (ACPhaseSwitchingSupported).</param>
public sealed record ChargingSchedulePeriod(int StartPeriod, decimal Limit, int? NumberPhases = null, int? PhaseToUse = null)
{
    /// <summary>Who says what the vehicle does within the limits (2.1); null: it charges by itself.</summary>
    public string? OperationMode { get; init; }

    /// <summary>What the vehicle is to do, negative to give back; in the unit of the limit (2.1).</summary>
    public decimal? Setpoint { get; init; }

    /// <summary>The most that it may give back, zero or negative (2.1).</summary>
    public decimal? DischargeLimit { get; init; }
}

/// <summary>Words of <see cref="ChargingSchedulePeriod.OperationMode"/>.</summary>
public static class OperationMode
{
    public const string CentralSetpoint = "CentralSetpoint";
}

/// <summary>Removes the profile with the id, or all that match the criteria (2.x K10).</summary>
public sealed record ClearChargingProfileRequest(int? ChargingProfileId = null, ClearCriteria? ChargingProfileCriteria = null);

/// <summary>Which profiles to remove; absent fields match all.</summary>
public sealed record ClearCriteria(int? EvseId = null, string? ChargingProfilePurpose = null, int? StackLevel = null);

/// <summary>Asks for the limit that follows from all profiles (2.x K08).</summary>
public sealed record GetCompositeScheduleRequest(int Duration, int EvseId, string? ChargingRateUnit = null);

/// <summary>Asks for the installed profiles, which come in <see cref="ReportChargingProfilesRequest"/> (2.x K09).</summary>
public sealed record GetChargingProfilesRequest(int RequestId, ProfileCriteria? ChargingProfile, int? EvseId = null);

/// <summary>Which profiles to report; absent fields match all.</summary>
public sealed record ProfileCriteria(string? ChargingProfilePurpose = null, int? StackLevel = null, IReadOnlyList<int>? ChargingProfileId = null);

/// <summary>Some of the installed profiles.</summary>
public sealed record ReportChargingProfilesRequest(
    int? RequestId, string? ChargingLimitSource, int? EvseId, IReadOnlyList<ChargingProfile?>? ChargingProfile, bool? Tbc = null);

/// <summary>Words of <see cref="ChargingProfile.ChargingProfilePurpose"/>.</summary>
public static class ChargingProfilePurpose
{
    public const string StationMaxProfile = "ChargingStationMaxProfile";
    public const string TxDefaultProfile = "TxDefaultProfile";
    public const string TxProfile = "TxProfile";
}

/// <summary>Another limit in a Dynamic profile (2.1 K28).</summary>
public sealed record UpdateDynamicScheduleRequest(int ChargingProfileId, ScheduleUpdate ScheduleUpdate);

/// <summary>What a Dynamic profile's only period says from now on.</summary>
public sealed record ScheduleUpdate(decimal? Limit, decimal? Setpoint = null, decimal? DischargeLimit = null);

/// <summary>What a station gets that asks for a Dynamic profile's limit (2.1 K28).</summary>
public sealed record PullDynamicScheduleUpdateResponse(string Status, ScheduleUpdate? ScheduleUpdate = null);
