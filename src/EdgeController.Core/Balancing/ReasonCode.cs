namespace EdgeController.Core.Balancing;

/// <summary>What a setpoint's reason can be. The names are part of the API.</summary>
public enum ReasonCode
{
    NoVehicle,
    NoTransaction,
    Offline,
    NotControllable,
    FallbackPending,
    ClockUntrusted,
    CircuitLimit,
    PowerLimit,
    Reserve,
    PowerReserve,
    StationMaximum,
    VehicleTakes,
    Ramping,
    AwaitingRoom,
    AwaitingTurn,
    MeterStale,
    MeterBlind,
    NotFollowing,
    Unanswered,
    LeaseRefused,
    GuardOff,
    ShuttingDown,
    ApparentLimit,
    ApparentReserve,
    BusRating,
    Unbalance,
    PhasesUnknown,
    Paused,
    AwaitingSun,
    SolarSurplus,
    PlanPause,
    PlanLimit,
    CableMaximum,
    VehicleMaximum,
    Waking,
    SwitchingPhases,

    /// <summary>Mode plan without a plan to go by: it shares like the others.</summary>
    NoChargingPlan,

    /// <summary>Mode plan, and what is left of the stay is needed whole: it shares like the others.</summary>
    PlanTooSlow,

    /// <summary>A current of the calendar or of an energy manager.</summary>
    TimedLimit,

    /// <summary>A power of the calendar or of an energy manager.</summary>
    TimedPowerLimit,

    /// <summary>What the contract demand leaves for the rest of its period.</summary>
    ContractDemand,

    /// <summary>The grid operator dims, or its signal is lost.</summary>
    Dimmed,

    /// <summary>Paused for lack of room; the pause lasts some minutes.</summary>
    Resting,

    /// <summary>The station has not answered the last setpoint.</summary>
    AwaitingAnswer,

    /// <summary>An increase is not worth a write into the station's memory.</summary>
    SparingWrites,

    /// <summary>A full or sleeping vehicle makes room for others.</summary>
    IdleVehicle,

    /// <summary>All stations were gone and came back: not all are raised at once.</summary>
    AfterOutage,

    /// <summary>A charging profile of the back end.</summary>
    CsmsLimit,

    /// <summary>A charging profile of the back end gives less than the minimum.</summary>
    CsmsPause,

    /// <summary>The back end's charging profiles were kept and cannot be read.</summary>
    CsmsUnknown,

    /// <summary>What a back end allows all its stations together, as a current.</summary>
    GroupLimit,

    /// <summary>The same as a power.</summary>
    GroupPowerLimit,

    /// <summary>A PV array or a battery that is not steered.</summary>
    RunsByItself,

    /// <summary>PV has nothing to hold back for.</summary>
    FeedsFreely,

    /// <summary>A battery keeps the grid connection near zero.</summary>
    SelfConsumption,

    /// <summary>A battery keeps the import below a target.</summary>
    PeakShaving,

    /// <summary>A battery does what the charging plan wishes.</summary>
    PlanPower,

    /// <summary>There is no charging plan for a battery.</summary>
    NoPlan,

    /// <summary>A battery's rating or its state of charge binds.</summary>
    BatteryBounds,

    /// <summary>A battery does not tell its state of charge.</summary>
    ChargeUnknown,

    /// <summary>A battery charges less because a circuit carries no more beside the vehicles.</summary>
    ChargingGivesWay,

    /// <summary>What may leave a circuit binds.</summary>
    ExportLimit,

    /// <summary>A circuit's breaker carries no more outwards.</summary>
    FeedInRating,

    /// <summary>A device must first show that it lets go of an order by itself.</summary>
    ProvingReversion,

    /// <summary>A device that cannot be commanded, or is not to be.</summary>
    NotSteerable,
}
