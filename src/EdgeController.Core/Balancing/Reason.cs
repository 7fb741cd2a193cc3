using EdgeController.Core.Units;

namespace EdgeController.Core.Balancing;

/// <summary>Why a setpoint is what it is: a code with arguments, and one sentence made from them. Log, API and page show the same.</summary>
/// <param name="Code">What binds.</param>
/// <param name="Subject">The circuit, meter, station or back end that binds; null where the code needs none.</param>
/// <param name="Phase">The phase that binds; null for power limits and where the code needs none.</param>
/// <param name="Amount">The number in the sentence: amperes, kilowatts for power limits, kilovolt-amperes for apparent power.</param>
public sealed record Reason(ReasonCode Code, string? Subject = null, Phase? Phase = null, double Amount = 0)
{
    /// <summary>Who set the limit that binds; null for breaker and contract, and where the code needs none.</summary>
    public string? Source { get; init; }

    /// <summary>When that limit ends, as a clock shows it; null where it does not end by itself.</summary>
    public string? Ends { get; init; }

    /// <summary>For who waits for room: what takes the room; null elsewhere.</summary>
    public ReasonCode? Behind { get; init; }

    /// <summary>False where nothing but vehicle, cable, station or driver limits the charging.</summary>
    public bool HoldsBack => Code is not (ReasonCode.NoVehicle or ReasonCode.NoTransaction or ReasonCode.StationMaximum or ReasonCode.VehicleTakes
        or ReasonCode.CableMaximum or ReasonCode.VehicleMaximum or ReasonCode.Waking or ReasonCode.IdleVehicle
        or ReasonCode.NoChargingPlan or ReasonCode.PlanTooSlow);

    /// <summary>The reason for people, without a full stop.</summary>
    public string Sentence => Code switch
    {
        ReasonCode.NoVehicle => "no vehicle connected",
        ReasonCode.NoTransaction => "vehicle connected, charging not started yet",
        ReasonCode.Offline => "station offline, it keeps its last limit until that expires, then its fallback",
        ReasonCode.NotControllable => "station holds no charging profile, counted at its hardware maximum",
        ReasonCode.FallbackPending => "waiting for the station to accept its fallback",
        ReasonCode.ClockUntrusted => "station clock not known yet, held at fallback",
        ReasonCode.CircuitLimit => FormattableString.Invariant($"{Place}: its usable {Amount:0.#} A are taken"),
        ReasonCode.PowerLimit => FormattableString.Invariant($"{Place}: its usable {Amount:0.#} kW are taken"),
        ReasonCode.Reserve => FormattableString.Invariant($"{Place} keeps room for the load that may come: {Amount:0.#} A for charging"),
        ReasonCode.PowerReserve => FormattableString.Invariant($"{Place} keeps room for the load that may come: {Amount:0.#} kW for charging"),
        ReasonCode.ApparentLimit => FormattableString.Invariant($"{Place}: its usable {Amount:0.#} kVA are taken"),
        ReasonCode.ApparentReserve => FormattableString.Invariant($"{Place} keeps room for the load that may come: {Amount:0.#} kVA for charging"),
        ReasonCode.BusRating => FormattableString.Invariant($"{Place}: the {Amount:0.#} A that its busbar may carry are drawn"),
        ReasonCode.Unbalance => FormattableString.Invariant($"{Place}: no more than {Amount:0.#} A above the other phases for vehicles that do not load all three"),
        ReasonCode.PhasesUnknown => FormattableString.Invariant($"{Amount:0.#} A until the vehicle has shown which phases it loads"),
        ReasonCode.StationMaximum => "station maximum",
        ReasonCode.VehicleTakes => FormattableString.Invariant($"the vehicle takes no more than {Amount:0.#} A"),
        ReasonCode.Ramping => "on the way up, step by step",
        ReasonCode.AwaitingRoom => $"waiting until others have made room on {Place}{Under}",
        ReasonCode.AwaitingTurn => $"waiting for its turn: {Place} has no room for another minimum{Under}",
        ReasonCode.Resting => $"paused because {Place} had no room for its minimum{Under}; it waits a few minutes before it starts again",
        ReasonCode.AfterOutage => "after an outage vehicles are raised one by one",
        ReasonCode.AwaitingAnswer => "waiting for the station to answer the last limit",
        ReasonCode.SparingWrites => "not raised yet: the gain is not worth writing a profile into the station",
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
        ReasonCode.NoChargingPlan => "there is no fresh charging plan for it: it charges like the others",
        ReasonCode.PlanTooSlow => "it needs all that is left of its stay: it charges as fast as it can",
        ReasonCode.CsmsLimit => FormattableString.Invariant($"the back end allows {Amount:0.#} A ({Source})"),
        ReasonCode.CsmsPause => FormattableString.Invariant($"the back end allows {Amount:0.#} A, less than the minimum ({Source})"),
        ReasonCode.CsmsUnknown => "the back end's charging profiles cannot be read, held at fallback",
        ReasonCode.GroupLimit => FormattableString.Invariant($"group limit of back end {Subject}: {Amount:0.#} A"),
        ReasonCode.GroupPowerLimit => FormattableString.Invariant($"group limit of back end {Subject}: {Amount:0.#} kW"),
        ReasonCode.TimedLimit => FormattableString.Invariant($"{Place}: {Amount:0.#} A by limit '{Source}'{Until}"),
        ReasonCode.TimedPowerLimit => FormattableString.Invariant($"{Place}: {Amount:0.#} kW by limit '{Source}'{Until}"),
        ReasonCode.ContractDemand => FormattableString.Invariant($"{Place}: its {Source} leaves {Amount:0.#} kW{Until}"),
        ReasonCode.Dimmed => FormattableString.Invariant($"{Place}: all charging is dimmed to {Amount:0.##} kW by {Source}"),
        ReasonCode.RunsByItself => "runs by itself",
        ReasonCode.FeedsFreely => "feeds in what the sun gives",
        ReasonCode.SelfConsumption => "keeps the flow at the grid connection near zero",
        ReasonCode.PeakShaving => FormattableString.Invariant($"keeps the import at or below {Amount:0.#} kW"),
        ReasonCode.PlanPower => "does what the charging plan wishes",
        ReasonCode.NoPlan => "runs by itself: there is no charging plan",
        ReasonCode.BatteryBounds => FormattableString.Invariant($"{Subject} at {Amount:0} % takes or gives no more"),
        ReasonCode.ChargeUnknown => $"{Subject} does not tell its state of charge: it is not commanded",
        ReasonCode.ChargingGivesWay => $"charges less: {Subject} carries no more beside the vehicles",
        ReasonCode.ExportLimit => FormattableString.Invariant($"no more than {Amount:0.#} kW may leave {Subject}"),
        ReasonCode.FeedInRating => $"the breaker of {Subject} carries no more outwards",
        ReasonCode.ProvingReversion => $"{Subject} must first show that it lets go of an order by itself",
        ReasonCode.NotSteerable => $"{Subject} is not commanded{(Source is null ? string.Empty : $": {Source}")}",
        ReasonCode.IdleVehicle => FormattableString.Invariant($"its vehicle takes nothing and others need the current: asked again within {Amount:0} minutes"),
        _ => Code.ToString(),
    };

    /// <summary>The circuit, with its phase where one binds.</summary>
    private string Place => Behind is ReasonCode.GroupLimit or ReasonCode.GroupPowerLimit ? $"the group of back end {Subject}"
        : Phase is { } phase ? $"{Subject} {phase}"
        : $"{Subject}";

    private string Until => Ends is null ? string.Empty : $" until {Ends}";

    /// <summary>Which of the circuit's limits leaves no room, where it is not the breaker.</summary>
    private string Under => Behind switch
    {
        ReasonCode.PowerLimit or ReasonCode.PowerReserve => " in kW",
        ReasonCode.ApparentLimit or ReasonCode.ApparentReserve => " in kVA",
        ReasonCode.BusRating => " on its busbar",
        ReasonCode.Unbalance => " within its unbalance limit",
        ReasonCode.TimedLimit or ReasonCode.TimedPowerLimit => $" by limit '{Source}'{Until}",
        ReasonCode.GroupLimit or ReasonCode.GroupPowerLimit => " within its limit",
        ReasonCode.ContractDemand => $" within its {Source}{Until}",
        ReasonCode.Dimmed => $", dimmed by {Source}",
        _ => string.Empty,
    };

    /// <summary>The same row for who waits for it; <paramref name="before"/> where it says the same.</summary>
    internal Reason For(ReasonCode waiting, Reason? before)
    {
        // The amount is of no meaning to who waits, and moves from second to second.
        var reason = this with { Code = waiting, Behind = Code, Amount = 0 };
        return reason == before ? before : reason;
    }
}
