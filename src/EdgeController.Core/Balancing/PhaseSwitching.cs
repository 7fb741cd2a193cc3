using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Balancing;

/// <summary>
/// One phase or three, where the station can: three phases need three times the minimum, one phase needs it on one phase only. Pause, wait,
/// go on with the other number, and only if that has room. The number changes at 0 A alone, so that each account holds the worse of both.
/// </summary>
internal static class PhaseSwitching
{
    private static readonly Reason Switching = new(ReasonCode.SwitchingPhases);

    /// <summary>How many phases this tick's limit is for, and whether the EVSE waits at 0 for the change.</summary>
    public static void Judge(EvseState state, StationState stationState, Station station, RowUse rows, GuardOptions options, Instant now, ref EvseView view)
    {
        if (!station.SwitchesPhases || !view.Shares)
        {
            return;
        }

        var mode = state.PhaseMode;
        view.Phases = mode.InForce(state.Leases, stationState.ClockUncertainty, now);
        if (mode.Wished == view.Phases || mode.Refused
            || now - mode.WishedSince < (mode.Wished == 1 ? options.SwitchDownAfter : options.SwitchUpAfter)
            || (mode.SwitchedAt is { } last && now - last < options.SwitchSpacing))
        {
            return;
        }

        var still = state.PausedSince ?? (state.Leases.Last is { } ended && ended.EndsAt <= now ? ended.EndsAt : state.Session?.StartedAt ?? now);
        if (view.Told > 0 || view.Account > 0.05 || now - still < options.SwitchPause)
        {
            (view.Held, view.Withheld) = (true, Switching);
            return;
        }

        view.Phases = mode.Wished;
        view.Switched = true;
        view.Loaded = On(station, view.Phases);
        view.Lopsided = LopsidedOn(station, view.Phases, rows);
        view.Route = rows.RouteOf(station, view.Loaded, view.Lopsided);
    }

    /// <summary>Which number of phases would fit, given what is left after those before it; keeps room for its change.</summary>
    /// <param name="station">Its station.</param>
    /// <param name="state">What is known of the EVSE.</param>
    /// <param name="rows">How current goes into the rows.</param>
    /// <param name="left">What the rows have left for it.</param>
    /// <param name="options">The margin for going back to three.</param>
    /// <param name="view">The EVSE.</param>
    public static void Wish(Station station, EvseState state, RowUse rows, double[] left, GuardOptions options, ref EvseView view)
    {
        if (view.Phases == 0)
        {
            return;
        }

        if (state.CsmsLimit is { Phases: 1 } && !options.Without.HasFlag(Protections.CsmsLimits))
        {
            view.PhasesWished = 1;
            return;
        }

        var otherwise = view.Phases == 1 ? 3 : 1;
        var other = view with { Route = rows.RouteOf(station, On(station, otherwise), LopsidedOn(station, otherwise, rows)) };
        if (view.Phases == 1)
        {
            view.PhasesWished = !view.ShortOnThree && rows.FirstWithout(other, left, view.Minimum + options.SwitchMargin.Value) < 0 ? 3 : 1;
            return;
        }

        // A vehicle that loads one phase anyway gains nothing.
        var single = state.Demand is { PhasesLearned: true } demand && demand.Loaded.Count() == 1;
        var down = !single && !view.ShortOnOne && (view.ShortOnThree || rows.FirstWithout(view, left, view.Minimum) >= 0)
            && (options.Without.HasFlag(Protections.PhaseRoom) || rows.FirstWithout(other, left, view.Minimum) < 0);
        view.PhasesWished = down ? 1 : 3;
        if (down)
        {
            rows.Take(other, left, view.Minimum);
        }
    }

    /// <summary>One phase alone loads the phases unevenly.</summary>
    private static Phases LopsidedOn(Station station, int phases, RowUse rows) => phases == 1 && rows.IsBalanced(station.Circuit) ? On(station, 1) : Phases.None;

    /// <summary>The site phases that the station loads on that many of its terminals.</summary>
    public static Phases On(Station station, int phases) => phases == 1 ? station.Rotation.Terminals[0].ToSet() : station.Rotation.Wired;
}
