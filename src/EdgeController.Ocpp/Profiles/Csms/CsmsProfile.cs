using System.Collections.Immutable;

namespace EdgeController.Ocpp.Profiles.Csms;

/// <summary>A charging profile of the back end as it is kept for one station, whatever OCPP version it came in.</summary>
public sealed record CsmsProfile
{
    /// <summary>The OCPP version in which it is written.</summary>
    public required string Version { get; init; }

    public required int Id { get; init; }

    /// <summary>EVSE (1.6: connector) that it was set on; 0 is the whole station. Null for one from a remote start that names none.</summary>
    public required int? Target { get; init; }

    public required int StackLevel { get; init; }

    public required CsmsPurpose Purpose { get; init; }

    public required CsmsProfileKind Kind { get; init; }

    /// <summary>Length of the repetition; null unless the kind is recurring.</summary>
    public TimeSpan? Recurrence { get; init; }

    /// <summary>The transaction that a TxProfile is bound to; null while the one that it was given for has not started.</summary>
    public string? Transaction { get; init; }

    public DateTimeOffset? ValidFrom { get; init; }

    public DateTimeOffset? ValidTo { get; init; }

    /// <summary>One; up to three for ISO 15118, of which the lowest counts.</summary>
    public required ImmutableArray<CsmsSchedule> Schedules { get; init; }

    /// <summary>The profile as the back end wrote it, for its own questions.</summary>
    public required string Json { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>2.1: so long without a connection to the back end, and it is invalid.</summary>
    public TimeSpan? MaxOffline { get; init; }

    /// <summary>2.1: once invalid by <see cref="MaxOffline"/> it stays so.</summary>
    public bool EndsAfterOffline { get; init; }

    /// <summary>2.1, dynamic: how often a new value is to be asked for.</summary>
    public TimeSpan? UpdateEvery { get; init; }

    /// <summary>2.1, dynamic: when its value came.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>It has become invalid for good and is kept only to be reported.</summary>
    public bool Lapsed { get; init; }

    /// <summary>It came with a remote start.</summary>
    public bool FromStart { get; init; }

    /// <summary>The station holds it too (policy <c>forward</c>).</summary>
    public bool InStation { get; init; }

    /// <summary>Whether it can apply at any time at which the other can.</summary>
    public bool Overlaps(CsmsProfile other) =>
        !(ValidTo is { } end && other.ValidFrom is { } begin && end <= begin) && !(other.ValidTo is { } otherEnd && ValidFrom is { } otherBegin && otherEnd <= otherBegin);
}

/// <summary>Limits over time.</summary>
/// <param name="InWatts">Watts over all phases instead of amperes per phase.</param>
/// <param name="Periods">In the order of their starts, the first at 0.</param>
public sealed record CsmsSchedule(bool InWatts, ImmutableArray<CsmsPeriod> Periods)
{
    /// <summary>Null: the last period holds for good.</summary>
    public TimeSpan? Duration { get; init; }

    public DateTimeOffset? Start { get; init; }

    /// <summary>2.1: <see cref="Start"/> is what the station's own clock shows, whatever its offset says.</summary>
    public bool LocalTime { get; init; }

    /// <summary>2.1: from this state of charge (percent) on, no more than that limit.</summary>
    public (double Soc, double Limit)? AtSoc { get; init; }
}

/// <summary>From so many seconds after the schedule's start, this limit (the lowest where phases differ) over that many phases.</summary>
/// <param name="StartSecond">Seconds after the start of the schedule, a random delay included.</param>
/// <param name="Limit">Amperes per phase or watts.</param>
/// <param name="Phases">Number of phases; null where not said.</param>
public readonly record struct CsmsPeriod(int StartSecond, double Limit, int? Phases)
{
    /// <summary>Which terminal charges alone; null where not said.</summary>
    public int? PhaseToUse { get; init; }

    /// <summary>The phases have limits of their own (2.1).</summary>
    public bool PhasesDiffer { get; init; }
}

/// <summary>What a profile of the back end is for.</summary>
public enum CsmsPurpose
{
    /// <summary>1.6 ChargePointMaxProfile, 2.x ChargingStationMaxProfile.</summary>
    StationMax,
    TxDefault,
    Tx,
}

/// <summary>How a schedule's start is found.</summary>
public enum CsmsProfileKind
{
    Absolute,
    Recurring,
    Relative,

    /// <summary>2.1: one value that the back end changes.</summary>
    Dynamic,
}
