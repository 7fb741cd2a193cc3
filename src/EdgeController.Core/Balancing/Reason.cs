using EdgeController.Core.Units;

namespace EdgeController.Core.Balancing;

/// <summary>Why a setpoint is what it is: a code with arguments, and one sentence made from them. Log, API and page show the same.</summary>
/// <param name="Code">What binds.</param>
/// <param name="Subject">The circuit, meter or station that binds; null where the code needs none.</param>
/// <param name="Phase">The phase that binds; null for power limits and where the code needs none.</param>
/// <param name="Amount">The number in the sentence: amperes, kilowatts for power limits, kilovolt-amperes for apparent power.</param>
public sealed record Reason(ReasonCode Code, string? Subject = null, Phase? Phase = null, double Amount = 0)
{
    /// <summary>Who set the limit that binds; null for breaker and contract, and where the code needs none.</summary>
    public string? Source { get; init; }

    /// <summary>When that limit ends, as a clock shows it; null where it does not end by itself.</summary>
    public string? Ends { get; init; }

    private string Until => Ends is null ? string.Empty : $" until {Ends}";

    /// <summary>The reason for people, without a full stop.</summary>
    public string Sentence => Code switch
    {
        ReasonCode.NoVehicle => "no vehicle connected",
        ReasonCode.NoTransaction => "vehicle connected, charging not started yet",
        ReasonCode.Offline => "station offline, it keeps its last limit until that expires, then its fallback",
        ReasonCode.NotControllable => "station holds no charging profile, counted at its hardware maximum",
        ReasonCode.FallbackPending => "waiting for the station to accept its fallback",
        ReasonCode.ClockUntrusted => "station clock not known yet, held at fallback",
        ReasonCode.CircuitLimit => FormattableString.Invariant($"{Subject} {Phase}: its usable {Amount:0.#} A are taken"),
        ReasonCode.PowerLimit => FormattableString.Invariant($"{Subject}: its usable {Amount:0.#} kW are taken"),
        ReasonCode.Reserve => FormattableString.Invariant($"{Subject} {Phase} keeps room for the load that may come: {Amount:0.#} A for charging"),
        ReasonCode.PowerReserve => FormattableString.Invariant($"{Subject} keeps room for the load that may come: {Amount:0.#} kW for charging"),
        ReasonCode.ApparentLimit => FormattableString.Invariant($"{Subject}: its usable {Amount:0.#} kVA are taken"),
        ReasonCode.ApparentReserve => FormattableString.Invariant($"{Subject} keeps room for the load that may come: {Amount:0.#} kVA for charging"),
        ReasonCode.BusRating => FormattableString.Invariant($"{Subject} {Phase}: the {Amount:0.#} A that its busbar may carry are drawn"),
        ReasonCode.Unbalance => FormattableString.Invariant($"{Subject} {Phase}: no more than {Amount:0.#} A above the other phases for vehicles that do not load all three"),
        ReasonCode.PhasesUnknown => FormattableString.Invariant($"{Amount:0.#} A until the vehicle has shown which phases it loads"),
        ReasonCode.StationMaximum => "station maximum",
        ReasonCode.VehicleTakes => FormattableString.Invariant($"the vehicle takes no more than {Amount:0.#} A"),
        ReasonCode.Ramping => "on the way up",
        ReasonCode.AwaitingRoom => "waiting until others have made room",
        ReasonCode.AwaitingTurn when Source is not null => $"waiting: {Subject}{(Phase is { } on ? $" {on}" : string.Empty)} has no room for another minimum by limit '{Source}'{Until}",
        ReasonCode.AwaitingTurn => FormattableString.Invariant($"waiting: {Subject} {Phase} has no room for another minimum"),
        ReasonCode.MeterStale => FormattableString.Invariant($"no fresh value from meter {Subject}, no increases"),
        ReasonCode.MeterBlind => FormattableString.Invariant($"meter {Subject} is blind, its load is assumed, leases run out"),
        ReasonCode.NotFollowing => FormattableString.Invariant($"draws more than it was told, counted at {Amount:0.#} A"),
        ReasonCode.Unanswered => FormattableString.Invariant($"the station does not answer, counted at {Amount:0.#} A"),
        ReasonCode.LeaseRefused => "the station refuses the profile, held at fallback",
        ReasonCode.CableMaximum => FormattableString.Invariant($"the cable carries {Amount:0.#} A"),
        ReasonCode.VehicleMaximum => FormattableString.Invariant($"the vehicle says that it can take {Amount:0.#} A"),
        ReasonCode.Waking => "offer taken away for a moment to wake the vehicle",
        ReasonCode.SwitchingPhases => "pause before the number of phases changes",
        ReasonCode.GuardOff => "the guard is switched off",
        ReasonCode.ShuttingDown => "the controller is shutting down",
        ReasonCode.Paused => "paused by wish",
        ReasonCode.AwaitingSun => "solar: waiting for a surplus that carries its minimum",
        ReasonCode.SolarSurplus => FormattableString.Invariant($"solar: its part of the surplus is {Amount:0.#} A"),
        ReasonCode.PlanPause => "the plan gives it nothing now",
        ReasonCode.PlanLimit => FormattableString.Invariant($"the plan gives it {Amount:0.#} A"),
        ReasonCode.TimedLimit => FormattableString.Invariant($"{Subject} {Phase}: {Amount:0.#} A by limit '{Source}'{Until}"),
        ReasonCode.TimedPowerLimit => FormattableString.Invariant($"{Subject}: {Amount:0.#} kW by limit '{Source}'{Until}"),
        ReasonCode.ContractDemand => FormattableString.Invariant($"{Subject}: its {Source} leaves {Amount:0.#} kW{Until}"),
        ReasonCode.Dimmed => FormattableString.Invariant($"{Subject}: all charging is dimmed to {Amount:0.#} kW by {Source}"),
        ReasonCode.AfterOutage => "after an outage vehicles are raised one by one",
        _ => Code.ToString(),
    };
}

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

    /// <summary>A current of the calendar or of an energy manager.</summary>
    TimedLimit,

    /// <summary>A power of the calendar or of an energy manager.</summary>
    TimedPowerLimit,

    /// <summary>What the contract demand leaves for the rest of its period.</summary>
    ContractDemand,

    /// <summary>The grid operator dims, or its signal is lost.</summary>
    Dimmed,

    /// <summary>All stations were gone and came back: not all are raised at once.</summary>
    AfterOutage,
}
