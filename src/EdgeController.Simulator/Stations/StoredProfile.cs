namespace EdgeController.Simulator.Stations;

/// <summary>A charging profile as a station keeps it (OCPP 1.6 section 7.8), with the moment of its receipt by the station's clock.</summary>
public sealed record StoredProfile
{
    public required int Id { get; init; }

    /// <summary>Target of the SetChargingProfile; 0 is the whole station.</summary>
    public required int Connector { get; init; }

    public required int StackLevel { get; init; }

    public required ProfilePurpose Purpose { get; init; }

    public required ProfileKind Kind { get; init; }

    /// <summary>Length of the repetition; zero unless the kind is recurring.</summary>
    public TimeSpan Recurrence { get; init; }

    public string? TransactionId { get; init; }

    public DateTimeOffset? ValidFrom { get; init; }

    public DateTimeOffset? ValidTo { get; init; }

    public TimeSpan? Duration { get; init; }

    public DateTimeOffset? StartSchedule { get; init; }

    /// <summary>Limits are watts over all phases instead of amperes per phase.</summary>
    public bool InWatts { get; init; }

    public required IReadOnlyList<ProfilePeriod> Periods { get; init; }

    public DateTimeOffset ReceivedAt { get; init; }
}

/// <summary>One step of a schedule: from so many seconds after its start, this limit.</summary>
public readonly record struct ProfilePeriod(int StartSecond, double Limit, int? Phases = null)
{
    /// <summary>Who says what the vehicle does (2.1); null: it charges by itself.</summary>
    public string? OperationMode { get; init; }

    /// <summary>What the vehicle is to do, in the unit of the limit, negative to give back (2.1).</summary>
    public double? Setpoint { get; init; }

    /// <summary>The most that it may give back, zero or negative (2.1).</summary>
    public double? DischargeLimit { get; init; }
}

/// <summary>What a profile is for.</summary>
public enum ProfilePurpose
{
    /// <summary>For the whole station (2.x: ChargingStationMaxProfile).</summary>
    ChargePointMaxProfile,
    TxDefaultProfile,
    TxProfile,
}

/// <summary>How a schedule's start is found.</summary>
public enum ProfileKind
{
    Absolute,
    Recurring,
    Relative,

    /// <summary>From its last change on (2.1).</summary>
    Dynamic,
}

/// <summary>What a station takes as the start of a schedule that names none.</summary>
public enum RelativeAnchor
{
    /// <summary>The moment at which the transaction started (the text of OCPP 1.6).</summary>
    StartOfCharging,

    /// <summary>The moment at which the profile arrived (what many stations do).</summary>
    Receipt,
}
