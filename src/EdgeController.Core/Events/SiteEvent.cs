using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Events;

/// <summary>All that can happen on a site, as the reducer sees it: a closed set of records, each with the instant at which it was received.</summary>
public abstract record SiteEvent(Instant At);

/// <summary>A good sample of a meter: magnitude of the current per site phase with the sign of its active power (import positive), and active power where the meter tells it.</summary>
public sealed record MeterReading(Instant At, MeterId Meter, PerPhase<Amperes> Current, Watts? Power) : SiteEvent(At)
{
    /// <summary>Voltage per site phase; null where the source does not tell it.</summary>
    public PerPhase<Volts>? Voltage { get; init; }

    /// <summary>Active power per site phase; null where the source does not tell it.</summary>
    public PerPhase<Watts>? PhasePower { get; init; }

    /// <summary>Counter of imported energy; null where the source has none or did not tell it this time.</summary>
    public WattHours? EnergyImported { get; init; }

    /// <summary>Share of its capacity that is in the battery that it measures, 0 to 1; null where the source does not tell it.</summary>
    public double? StateOfCharge { get; init; }
}

/// <summary>A poll of a meter that brought no usable sample, and why.</summary>
public sealed record MeterReadFailed(Instant At, MeterId Meter, string Reason) : SiteEvent(At)
{
    /// <summary>The meter answers, and shows neither voltage nor current on any phase: what it measures has no power.</summary>
    public bool IsDead { get; init; }
}

/// <summary>A station opened its socket and the sub-protocol was agreed (<c>1.6</c>, <c>2.0.1</c>, <c>2.1</c>).</summary>
public sealed record StationConnected(Instant At, StationId Station, string OcppVersion) : SiteEvent(At);

/// <summary>A station's socket is gone.</summary>
public sealed record StationDisconnected(Instant At, StationId Station, string Reason) : SiteEvent(At);

/// <summary>A station (re)booted: nothing that it was told before is certain any more.</summary>
public sealed record StationBooted(Instant At, StationId Station, string? Vendor, string? Model, string? Firmware) : SiteEvent(At);

/// <summary>The station accepted its permanent fallback profile; leases go by <paramref name="Plan"/>.</summary>
public sealed record FallbackInstalled(Instant At, StationId Station, ProfilePlan Plan) : SiteEvent(At);

/// <summary>The station cleared a profile, or may have stored one, that neither a setpoint nor an accepted fallback stands for: its memory was written once more.</summary>
public sealed record StationMemoryWritten(Instant At, StationId Station) : SiteEvent(At);

/// <summary>The station refused every way to hold a fallback: it counts at its hardware maximum.</summary>
public sealed record FallbackRefused(Instant At, StationId Station, string Reason) : SiteEvent(At);

/// <summary>
/// Something has touched what the station holds (its back end changed a setting, or the fallback must be cleared before it is set anew): until
/// the fallback is accepted anew it counts at its hardware maximum.
/// </summary>
public sealed record FallbackDoubted(Instant At, StationId Station, string Reason) : SiteEvent(At);

/// <summary>What the back end's charging profiles allow the EVSE from now on; null where they say nothing. It can only lower.</summary>
public sealed record CsmsLimitChanged(Instant At, EvseId Evse, CsmsLimit? Limit) : SiteEvent(At);

/// <summary>What the back end's charging profiles allow all EVSEs of the station together; null where they say nothing. It can only lower.</summary>
public sealed record CsmsTotalChanged(Instant At, StationId Station, CsmsLimit? Limit) : SiteEvent(At);

/// <summary>
/// What a back end allows all its stations together, by the profiles that it set on the controller's own identity; null where they say nothing. It
/// can only lower.
/// </summary>
public sealed record CsmsGroupChanged(Instant At, string BackEnd, CsmsLimit? Limit) : SiteEvent(At);

/// <summary>Whether the station's clock is known well enough (within 30 s, and seen running) for an absolute, expiring profile.</summary>
public sealed record StationClockJudged(Instant At, StationId Station, bool Trusted, TimeSpan Uncertainty) : SiteEvent(At);

/// <summary>The status of an EVSE changed or was reported again.</summary>
public sealed record EvseStatusReported(Instant At, EvseId Evse, EvseStatus Status, string? ErrorCode) : SiteEvent(At);

/// <summary>A transaction runs on the EVSE. <paramref name="Transaction"/> is the id that profiles must name.</summary>
public sealed record TransactionStarted(Instant At, EvseId Evse, string Transaction, string? IdTag) : SiteEvent(At);

/// <summary>The EVSE's transaction ended.</summary>
public sealed record TransactionStopped(Instant At, EvseId Evse, string Transaction, string? Reason) : SiteEvent(At);

/// <summary>
/// What the station measured at its EVSE: current per <em>site</em> phase (negative only where a vehicle gives back), total power and the energy register where
/// sent. Values that were not sent are null, never zero.
/// </summary>
public sealed record EvseMetered(Instant At, EvseId Evse, PerPhase<Amperes>? Current, Watts? Power, WattHours? Energy) : SiteEvent(At);

/// <summary>
/// A vehicle has told what it can take at most: current per phase, or power over all phases where it charges with direct current.
/// It can only lower what is offered.
/// </summary>
public sealed record VehicleNeedsTold(Instant At, EvseId Evse, Amperes? MaxCurrent, Watts? MaxPower) : SiteEvent(At);

/// <summary>A setpoint was handed to the station's link. From here on it may be in force, whatever the answer.</summary>
public sealed record SetpointIssued(Instant At, EvseId Evse, long Revision, Amperes Limit, TimeSpan Lease) : SiteEvent(At)
{
    /// <summary>What it is written for.</summary>
    public ProfileWrite Write { get; init; }

    /// <summary>On how many phases, where the station can switch; else null.</summary>
    public int? Phases { get; init; }

    /// <summary>A pause of a moment that is to wake the vehicle.</summary>
    public bool Wakes { get; init; }
}

/// <summary>The guard found that another number of phases would fit the EVSE better, or that the one it has does.</summary>
public sealed record PhasesWished(Instant At, EvseId Evse, int Phases) : SiteEvent(At);

/// <summary>How the station answered the setpoint of that revision.</summary>
public sealed record SetpointAnswered(Instant At, EvseId Evse, long Revision, SetpointOutcome Outcome) : SiteEvent(At);

/// <summary>
/// Somebody wishes something for the session that runs on the EVSE; what is null stays as it was. A wish can lower a limit or order who comes
/// first; none can raise a limit above what the guard finds safe.
/// </summary>
public sealed record SessionWished(Instant At, EvseId Evse, WishSource Source) : SiteEvent(At)
{
    public Priority? Priority { get; init; }

    public ChargingMode? Mode { get; init; }

    /// <summary>When the vehicle leaves.</summary>
    public Instant? Departure { get; init; }

    /// <summary>Energy that it still needs, from now on.</summary>
    public WattHours? Energy { get; init; }

    /// <summary>Energy that the session shall have taken in all; goes before <see cref="Energy"/>.</summary>
    public WattHours? Total { get; init; }

    /// <summary>How departure and energy are known, in words for people; null where the source says it all.</summary>
    public string? Note { get; init; }

    /// <summary>What the same source told of departure and energy before holds no longer.</summary>
    public bool Replaces { get; init; }
}

/// <summary>The process was asked to stop: from here on nothing is raised or renewed.</summary>
public sealed record ShutdownStarted(Instant At) : SiteEvent(At);

/// <summary>
/// A limit that comes and goes was set, or set anew: current per phase or power over all phases, or both, until that instant or until
/// <see cref="LimitCleared"/>. It can only lower what the breaker allows. <paramref name="Ends"/> is the end in the words of a clock.
/// </summary>
public sealed record LimitSet(Instant At, CircuitId Circuit, LimitSource Source, PerPhase<Amperes>? Amps, Watts? Power, Instant? Until, string? Ends) : SiteEvent(At)
{
    /// <summary>Why the values cannot be a limit; null where they can.</summary>
    public static string? Problem(PerPhase<Amperes>? amps, Watts? power) =>
        amps is null && power is null ? "a limit needs amps, kw or both"
        : amps is { } current && !(IsLimit(current.L1.Value) && IsLimit(current.L2.Value) && IsLimit(current.L3.Value)) ? "a current must be a number, 0 A or more"
        : power is { } watts && !IsLimit(watts.Value) ? "a power must be a number, 0 kW or more"
        : null;

    private static bool IsLimit(double value) => double.IsFinite(value) && value >= 0;
}

/// <summary>That source limits the circuit no longer.</summary>
public sealed record LimitCleared(Instant At, CircuitId Circuit, LimitSource Source) : SiteEvent(At);

/// <summary>The grid operator's dimming signal, or its repetition; null power asks for P_min.</summary>
public sealed record DimmingSignalled(Instant At, bool Active, Watts? Power) : SiteEvent(At);

/// <summary>What the wall clock shows, in the site's time zone: told once a second where something depends on it.</summary>
public sealed record ClockTold(Instant At, DateTimeOffset Local, ClockTrust Trust) : SiteEvent(At);

/// <summary>What is known of the wall clock.</summary>
public enum ClockTrust
{
    /// <summary>It ran on since it was told last.</summary>
    Steady,

    /// <summary>It jumped by more than 2 s.</summary>
    Jumped,

    /// <summary>It shows a time that cannot be (1970): nobody has set it.</summary>
    Unknown,
}

/// <summary>Where fallback and lease live in a station (faults: plans A and B).</summary>
public enum ProfilePlan
{
    /// <summary>Fallback as TxDefaultProfile, lease as TxProfile: needs a running transaction.</summary>
    TxDefaultAndTx,

    /// <summary>Both in the station-wide maximum purpose (1.6: ChargePointMaxProfile), the lease on the higher stack level.</summary>
    StationMax,

    /// <summary>Both as TxDefaultProfile, the lease on the higher stack level: for stations that take no TxProfile or obey none.</summary>
    TxDefaultStacked,
}

/// <summary>State of an EVSE, in the finer words of OCPP 1.6 (section 4.9).</summary>
public enum EvseStatus
{
    /// <summary>Not told since the station connected.</summary>
    Unknown,
    Available,
    Preparing,
    Charging,
    SuspendedEvse,
    SuspendedEv,
    Finishing,
    Reserved,
    Unavailable,
    Faulted,
}

/// <summary>What became of a setpoint on its way to the station.</summary>
public enum SetpointOutcome
{
    Accepted,

    /// <summary>The station said no: the limit before it stays in force.</summary>
    Rejected,

    /// <summary>No answer in time: either limit may be in force.</summary>
    TimedOut,

    /// <summary>It never left the controller (replaced by a newer one, or no socket).</summary>
    NotSent,
}

/// <summary>Who wishes, the one that rules first.</summary>
public enum WishSource
{
    /// <summary>Driver or operator, by page, HTTP interface or MQTT.</summary>
    Operator,

    /// <summary>The back end (OCPP 2.x <c>chargingPriority</c>).</summary>
    Csms,

    /// <summary>The vehicle itself (OCPP 2.x <c>NotifyEVChargingNeeds</c>).</summary>
    Vehicle,

    /// <summary>The duty plan.</summary>
    Duty,

    /// <summary>The site file's list of tokens.</summary>
    Token,

    /// <summary>What the site file says of the station's group.</summary>
    Group,

    /// <summary>What the token's stays were like so far.</summary>
    Learned,
}
