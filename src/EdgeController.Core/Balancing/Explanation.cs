using EdgeController.Core.State;
using EdgeController.Core.Topology;

namespace EdgeController.Core.Balancing;

/// <summary>Why an EVSE's limit is what it is: the first of what withholds, delays or binds it.</summary>
internal sealed class Explanation(SiteIndex index, CapacityRows rows, GuardOptions options)
{
    private static readonly Reason Ramping = new(ReasonCode.Ramping);
    private static readonly Reason AwaitingAnswer = new(ReasonCode.AwaitingAnswer);
    private static readonly Reason SparingWrites = new(ReasonCode.SparingWrites);
    private static readonly Reason AfterOutage = new(ReasonCode.AfterOutage);
    private static readonly Reason StationMaximum = new(ReasonCode.StationMaximum);

    private readonly Reason _idle = new(ReasonCode.IdleVehicle, null, null, options.LongestWait.TotalMinutes);

    /// <summary>The reason of the last tick where it says the same.</summary>
    public Reason Of(int evse, in EvseView view, double limit, Reason? before)
    {
        var reason = Explain(evse, view, limit, before);
        return reason == before ? before : reason;
    }

    private Reason Explain(int evse, in EvseView view, double limit, Reason? before)
    {
        if (view.Why is { } why)
        {
            return why;
        }

        if (rows.Mode[view.Circuit] != ControlMode.Normal)
        {
            return rows.ExplainMode(view.Circuit);
        }

        if (view.Withheld is { } withheld)
        {
            return withheld == before ? before : withheld;
        }

        if (view is { Idle: true, Admitted: false })
        {
            return _idle;
        }

        if (!view.Admitted)
        {
            return view.Resting ? rows.ExplainRest(view.Binding) : rows.ExplainTurn(view.Binding);
        }

        if (limit < view.Share - options.Deadband.Value)
        {
            return view.Waits switch
            {
                HeldBy.Room => rows.ExplainRoom(view.WaitsFor),
                HeldBy.Answer => AwaitingAnswer,
                HeldBy.Writes => SparingWrites,
                HeldBy.Outage => AfterOutage,
                _ => Ramping,
            };
        }

        if (view.Binding != FairShare.OwnMaximum)
        {
            return rows.Explain(view.Binding);
        }

        var station = index.StationOf(evse);
        var own = view.PhasesUnknown ? ReasonCode.PhasesUnknown : ReasonCode.VehicleTakes;
        return view.Capped is { } capped ? (capped == before ? before : capped)
            : view.Maximum >= station.Max.Value ? StationMaximum
            : view.Maximum >= station.Cable?.Value ? new Reason(ReasonCode.CableMaximum, null, null, view.Maximum)
            : view.Maximum >= view.State!.VehicleMaximum?.Value ? new Reason(ReasonCode.VehicleMaximum, null, null, view.Maximum)
            : before is { } same && same.Code == own && same.Amount == view.Maximum ? same
            : new Reason(own, null, null, view.Maximum);
    }
}
