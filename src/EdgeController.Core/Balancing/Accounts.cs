using EdgeController.Core.Events;
using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Balancing;

/// <summary>
/// What each EVSE counts for (P1, design 5.3): max(measured, cap) on each phase that it loads; a connector without a vehicle counts
/// nothing; a station that cannot be reached or holds no profile counts at what it may draw.
/// </summary>
internal static class Accounts
{
    private static readonly Reason Offline = new(ReasonCode.Offline);
    private static readonly Reason NoVehicle = new(ReasonCode.NoVehicle);
    private static readonly Reason NotControllable = new(ReasonCode.NotControllable);
    private static readonly Reason FallbackPending = new(ReasonCode.FallbackPending);
    private static readonly Reason ClockUntrusted = new(ReasonCode.ClockUntrusted);
    private static readonly Reason NoTransaction = new(ReasonCode.NoTransaction);
    private static readonly Reason LeaseRefused = new(ReasonCode.LeaseRefused);

    public static void View(SiteSnapshot snapshot, int evse, RowUse rows, GuardOptions options, Instant now, ref EvseView view)
    {
        var state = snapshot.Evses[evse];
        var station = snapshot.Index.StationOf(evse);
        var stationState = snapshot.Stations[station.Index];
        var beneath = stationState.HoldsFallback ? station.Fallback : station.Max;
        view = default;
        view.Why = WhyNot(state, stationState, options, now);
        view.Loaded = state.Wiring.IsWrong ? Phases.All
            : state.PhaseMode.Told == 1 && state.PhaseMode.InForce(state.Leases, stationState.ClockUncertainty, now) != 1 ? station.Rotation.Wired
            : state.Demand.Loaded;
        view.Ramp = options.RampOf(station).Value;
        view.Minimum = station.Min.Value;
        view.Maximum = MaximumOf(state, station, options);
        if (station.Dc is null && rows.IsBalanced(station.Circuit) && !options.Without.HasFlag(Protections.Unbalance))
        {
            Balance(state, station, now, ref view);
        }

        view.Route = rows.RouteOf(
            station, view.Loaded, view.Lopsided, options.Without.HasFlag(Protections.Undervoltage) ? 0 : Supply.StretchPercent(snapshot, station, now));
        view.Told = Told(state, beneath, now).Value;
        view.Next = double.NaN;
        view.Binding = FairShare.OwnMaximum;
        view.Steerable = view.Why is null;
        var measured = state.Sample is { } sample && (now - sample.At < EvseSample.TooOld || state.NotFollowingSince is not null) ? sample.Current : PerPhase.All(Amperes.Zero);
        var absent = stationState.Online && !state.MayHaveVehicle;
        if (options.Without.HasFlag(Protections.CautiousAccounts))
        {
            absent |= !stationState.Online;
        }

        if (IsWithoutPower(snapshot, station, options, now))
        {
            (absent, measured) = (true, PerPhase.All(Amperes.Zero));
        }

        var highest = 0.0;
        Measured(measured.L1.Value, view.Loaded & Phases.L1, ref highest, ref view.StrayL1);
        Measured(measured.L2.Value, view.Loaded & Phases.L2, ref highest, ref view.StrayL2);
        Measured(measured.L3.Value, view.Loaded & Phases.L3, ref highest, ref view.StrayL3);
        view.Account = absent || options.Without.HasFlag(Protections.LimitAccounts) ? highest
            : options.Without.HasFlag(Protections.ConfirmedHeadroom) ? view.Told
            : Math.Max(highest, Cap(state, beneath, options, highest, view.Ramp, station.Max.Value, now));
        if (view.Why?.Code == ReasonCode.ClockUntrusted && !options.Without.HasFlag(Protections.LostClocks))
        {
            view.Clockless = view.Steerable = Math.Max(view.Told, view.Account) > beneath.Value && state.Leases.Last?.EndsAt > now;
        }
        else if (view.Steerable && !options.Without.HasFlag(Protections.DriftAccounts) && WhyAdrift(state, view, options, now) is { } why)
        {
            (view.Adrift, view.Why) = (true, why);
        }

        if (!view.Shares)
        {
            var pending = !stationState.HoldsFallback && !stationState.RefusesProfiles;
            view.Evident = absent || options.Without.HasFlag(Protections.LimitAccounts) ? highest : Math.Max(highest, state.Leases.Cap(now, pending ? station.Fallback : beneath).Value);
        }
    }

    /// <summary>It is gone, and the branch that it hangs on has had no power long enough to be sure.</summary>
    public static bool IsWithoutPower(SiteSnapshot snapshot, Station station, GuardOptions options, Instant now) =>
        !snapshot.Stations[station.Index].Online
        && BranchPower.IsDead(snapshot, station.Circuit, options.Without.HasFlag(Protections.SlowRelease) ? TimeSpan.Zero : options.DeadAfter, now);

    /// <summary>A vehicle that has shown nothing yet may load one phase only: it gets no more than it takes to show it.</summary>
    private static void Balance(EvseState state, Station station, Instant now, ref EvseView view)
    {
        view.Lopsided = Lopsided.PhasesOf(state, now);
        var first = Math.Max(station.Min.Value, station.Fallback.Value);
        if (Lopsided.IsUnknown(state, station, now) && first < view.Maximum)
        {
            (view.PhasesUnknown, view.Maximum) = (true, first);
        }
    }

    /// <summary>What the EVSE was told last, as long as the lease can last.</summary>
    public static Amperes Told(EvseState state, Amperes beneath, Instant now) => state.Leases.Told(beneath, now);

    /// <summary>A current on a phase that the vehicle loads is its own; on another it strays.</summary>
    private static void Measured(double amps, Phases loaded, ref double highest, ref double stray)
    {
        if (loaded == Phases.None)
        {
            stray = amps;
        }
        else
        {
            highest = Math.Max(highest, amps);
        }
    }

    /// <summary>The least of hardware, cable, what the vehicle told and what it has shown to take; the last two never below the minimum.</summary>
    private static double MaximumOf(EvseState state, Station station, GuardOptions options)
    {
        var takes = options.Without.HasFlag(Protections.DemandLearning) ? null : state.Demand.Takes;
        var vehicle = Math.Min(takes?.Value ?? double.MaxValue, state.VehicleMaximum?.Value ?? double.MaxValue);
        return Math.Min(Math.Min(station.Max.Value, station.Cable?.Value ?? double.MaxValue), Math.Max(station.Min.Value, vehicle));
    }

    private static double Cap(EvseState state, Amperes beneath, GuardOptions options, double highest, double ramp, double hardware, Instant now)
    {
        var cap = state.Leases.Cap(now, beneath).Value;
        return state.NotFollowingSince is { } since && now - since >= options.NotFollowingAfter
            ? Math.Min(Math.Max(highest + ramp, cap), hardware)
            : cap;
    }

    private static Reason? WhyAdrift(EvseState state, in EvseView view, GuardOptions options, Instant now)
    {
        if (state.NotFollowingSince is not null)
        {
            return new Reason(ReasonCode.NotFollowing, null, null, view.Account);
        }

        return view.Account > view.Told && state.Leases.UnansweredSince(now) is { } since && now - since >= options.UnansweredAfter
            ? new Reason(ReasonCode.Unanswered, null, null, view.Account)
            : null;
    }

    private static Reason? WhyNot(EvseState state, StationState station, GuardOptions options, Instant now)
    {
        if (!station.Online)
        {
            return Offline;
        }

        if (!state.MayHaveVehicle || state.Session is null)
        {
            return NoVehicle;
        }

        if (!station.HoldsFallback)
        {
            return station.RefusesProfiles ? NotControllable : FallbackPending;
        }

        if (!station.ClockTrusted)
        {
            return ClockUntrusted;
        }

        if (station.Plan == ProfilePlan.TxDefaultAndTx && state.Session?.Transaction is null)
        {
            return NoTransaction;
        }

        return state.Leases.Refusals >= options.RefusalsTolerated && now - state.Leases.RefusedAt < options.RefusalPause
            ? LeaseRefused
            : null;
    }
}
