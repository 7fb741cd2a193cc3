using EdgeController.Core.Balancing;
using EdgeController.Core.Units;

namespace EdgeController.Core.Control;

/// <summary>What holds charging back, over a day: a reason without the numbers that change from second to second.</summary>
/// <param name="Code">The reason's code.</param>
/// <param name="Subject">The circuit or meter that binds; null where the code needs none.</param>
/// <param name="Phase">The phase that binds; null for power limits and where the code needs none.</param>
/// <param name="Source">Who set the limit that binds; null for breaker and contract.</param>
public readonly record struct LossCause(ReasonCode Code, string? Subject, Phase? Phase, string? Source)
{
    /// <summary>What a cause is called that is one too many for a day.</summary>
    public static readonly LossCause Other = new(ReasonCode.GuardOff, null, null, "other causes");

    /// <summary>For people, without a full stop.</summary>
    public string Sentence => this == Other ? "other causes" : Code switch
    {
        ReasonCode.Offline => "stations offline",
        ReasonCode.NotControllable => "stations that hold no charging profile",
        ReasonCode.FallbackPending => "stations that have not accepted their fallback yet",
        ReasonCode.ClockUntrusted => "stations whose clock is not known yet",
        ReasonCode.CircuitLimit => $"{Place}: its usable current is taken",
        ReasonCode.PowerLimit => $"{Place}: its usable power is taken",
        ReasonCode.Reserve => $"{Place} keeps room for the load that may come",
        ReasonCode.PowerReserve => $"{Place} keeps room for the load that may come (power)",
        ReasonCode.ApparentLimit => $"{Place}: its usable apparent power is taken",
        ReasonCode.ApparentReserve => $"{Place} keeps room for the load that may come (apparent power)",
        ReasonCode.BusRating => $"{Place}: its busbar carries no more",
        ReasonCode.Unbalance => $"{Place}: unbalance between the phases",
        ReasonCode.PhasesUnknown => "vehicles that have not shown yet which phases they load",
        ReasonCode.Ramping => "on the way up, step by step",
        ReasonCode.AwaitingRoom => $"waiting until others have made room on {Place}",
        ReasonCode.AwaitingTurn => $"waiting for a turn: {Place} has no room for all minimums",
        ReasonCode.Resting => $"short pauses after {Place} had no room",
        ReasonCode.AwaitingAnswer => "waiting for stations to answer",
        ReasonCode.SparingWrites => "sparing the stations' memory",
        ReasonCode.AfterOutage => "one by one after an outage",
        ReasonCode.MeterStale => $"no fresh value from meter {Subject}",
        ReasonCode.MeterBlind => $"meter {Subject} is blind",
        ReasonCode.NotFollowing => "stations that do not follow their limit",
        ReasonCode.Unanswered => "stations that do not answer",
        ReasonCode.LeaseRefused => "stations that refuse the profile",
        ReasonCode.ShuttingDown => "the controller was shutting down",
        ReasonCode.SwitchingPhases => "pauses before the number of phases changes",
        ReasonCode.Paused => "paused by wish",
        ReasonCode.AwaitingSun => "solar: no surplus that carries a minimum",
        ReasonCode.SolarSurplus => "solar: no larger surplus",
        ReasonCode.PlanPause or ReasonCode.PlanLimit => "the charging plan",
        ReasonCode.CsmsLimit or ReasonCode.CsmsPause => $"the back end's charging profiles ({Source})",
        ReasonCode.GroupLimit or ReasonCode.GroupPowerLimit => $"group limit of back end {Subject}",
        ReasonCode.TimedLimit or ReasonCode.TimedPowerLimit => $"{Place}: limit '{Source}'",
        ReasonCode.ContractDemand => $"{Place}: {Source}",
        ReasonCode.Dimmed => $"{Place}: dimmed by {Source}",
        _ => new Reason(Code, Subject, Phase) { Source = Source }.Sentence,
    };

    private string Place => Phase is { } phase ? $"{Subject} {phase}" : $"{Subject}";

    /// <summary>The cause that a reason is; null where it holds nothing back.</summary>
    public static LossCause? Of(Reason reason) => reason.HoldsBack ? new LossCause(reason.Code, reason.Subject, reason.Phase, reason.Source) : null;
}
