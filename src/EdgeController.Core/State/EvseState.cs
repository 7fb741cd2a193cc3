using EdgeController.Core.Events;
using EdgeController.Core.Units;

namespace EdgeController.Core.State;

/// <summary>What is known of one EVSE at one moment.</summary>
public sealed record EvseState
{
    public EvseStatus Status { get; init; } = EvseStatus.Unknown;

    /// <summary>The vehicle's stay; null while no vehicle is known to be connected.</summary>
    public ChargingSession? Session { get; init; }

    /// <summary>The newest measurement; null until one came.</summary>
    public EvseSample? Sample { get; init; }

    public LeaseBook Leases { get; init; } = LeaseBook.Empty;

    public VehicleDemand Demand { get; init; } = new();

    /// <summary>What the vehicle has shown to take when it was offered more.</summary>
    public ShownMaximum Shown { get; init; }

    /// <summary>What its vehicle can be counted on to take per phase: what it has shown, else what it has said, else the most that it has drawn; null while none of these is known.</summary>
    public Amperes? CertainMaximum => Shown.Current ?? VehicleMaximum ?? Shown.Certain;

    /// <summary>Whether its current lands on the phases that the site file says.</summary>
    public WiringWatch Wiring { get; init; } = WiringWatch.Initial;

    /// <summary>The highest current per phase that the vehicle has told (ISO 15118, by the station's NotifyEVChargingNeeds); null while it has not.</summary>
    public Amperes? VehicleMaximum { get; init; }

    /// <summary>What the back end's charging profiles allow it now; null where they say nothing.</summary>
    public CsmsLimit? CsmsLimit { get; init; }

    /// <summary>On how many phases it is told to charge, where its station can switch.</summary>
    public PhaseMode PhaseMode { get; init; } = PhaseMode.Initial;

    /// <summary>Whether the vehicle sleeps although it is offered current.</summary>
    public WakeWatch Wake { get; init; } = WakeWatch.Initial;

    /// <summary>Since when it draws more than the limit in force allows; null while it follows.</summary>
    public Instant? NotFollowingSince { get; init; }

    /// <summary>How much more than its limit the last sample shows, once it has had the time to follow; 0 where it does not.</summary>
    public Amperes Overdrawn { get; init; }

    /// <summary>Since when it has been held at 0 for lack of room; null while it is admitted.</summary>
    public Instant? PausedSince { get; init; }

    /// <summary>Since when it may charge, where not all can at once.</summary>
    public TurnBook Turn { get; init; }

    /// <summary>What its vehicle has received over the last days.</summary>
    public ReceivedEnergy Received { get; init; }

    /// <summary>Energy of this session by the measured currents; counts where the station sends no register.</summary>
    public WattHours Metered { get; init; }

    /// <summary>Energy that its vehicle's battery lost in this session because it gave back.</summary>
    public WattHours GivenBack { get; init; }

    /// <summary>Energy that the session has taken so far, less what was given back: that has to come again.</summary>
    public WattHours Taken => (Session?.Delivered ?? Metered) - GivenBack;

    /// <summary>Its vehicle draws nothing though it may: full, or asleep.</summary>
    public bool Sleeps => Status == EvseStatus.SuspendedEv || Demand.Takes is { Value: <= 1 };

    /// <summary>False only where the station says that nothing is plugged in.</summary>
    public bool MayHaveVehicle => Status is not (EvseStatus.Available or EvseStatus.Reserved);
}

/// <summary>Cable in to cable out.</summary>
/// <param name="StartedAt">When the vehicle was first seen.</param>
/// <param name="Transaction">The OCPP transaction id; null while none runs.</param>
/// <param name="IdTag">Who charges; null until told.</param>
/// <param name="EnergyAtStart">First energy register value of the session.</param>
/// <param name="Energy">Newest energy register value.</param>
public sealed record ChargingSession(Instant StartedAt, string? Transaction, string? IdTag, WattHours? EnergyAtStart, WattHours? Energy)
{
    /// <summary>Energy taken in this session so far; null until the station has sent its register twice.</summary>
    public WattHours? Delivered => Energy is { } now && EnergyAtStart is { } start ? now - start : null;

    /// <summary>What is wished for it.</summary>
    public SessionWishes Wishes { get; init; } = SessionWishes.None;

    /// <summary>Its part of the newest charging plan; null where that does not name it.</summary>
    public SessionPlan? Plan { get; init; }
}

/// <summary>Measured current per site phase and when it was received.</summary>
public sealed record EvseSample(PerPhase<Amperes> Current, Instant At)
{
    /// <summary>Older than this it says nothing of now: the EVSE counts at what it may draw, and explains nothing of a meter's reading.</summary>
    public static readonly TimeSpan TooOld = TimeSpan.FromSeconds(60);

    public Amperes Highest => Amperes.Max(Current.L1, Amperes.Max(Current.L2, Current.L3));
}

/// <summary>What is known of one station at one moment.</summary>
public sealed record StationState
{
    public bool Online { get; init; }

    /// <summary>How often it has connected lately.</summary>
    public ConnectionPace Connections { get; init; } = ConnectionPace.None;

    /// <summary>When it came back from an outage of its whole feeder; null where it has known none.</summary>
    public Instant? ReturnedAt { get; init; }

    public string? OcppVersion { get; init; }

    public string? Vendor { get; init; }

    public string? Model { get; init; }

    public string? Firmware { get; init; }

    /// <summary>The station holds our permanent fallback; leases go by <see cref="Plan"/>.</summary>
    public bool HoldsFallback { get; init; }

    public ProfilePlan Plan { get; init; }

    /// <summary>It refused every way to hold a fallback.</summary>
    public bool RefusesProfiles { get; init; }

    public bool ClockTrusted { get; init; }

    /// <summary>How far off its clock may be; added to the end of each lease.</summary>
    public TimeSpan ClockUncertainty { get; init; }

    /// <summary>What the back end's charging profiles allow all its EVSEs together; null where they say nothing.</summary>
    public CsmsLimit? CsmsTotal { get; init; }

    /// <summary>Profile writes of the last day and what is left of the day's budget.</summary>
    public WriteBudget Writes { get; init; } = WriteBudget.Of(null);
}
