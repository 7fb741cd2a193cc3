using EdgeController.Core.Events;
using EdgeController.Core.State;
using EdgeController.Core.Units;

namespace EdgeController.Core.Balancing;

/// <summary>
/// What each EVSE counts for (P1, design 5.3): max(measured, cap) on each phase that it loads; a connector without a vehicle counts
/// nothing; a station that cannot be reached or holds no profile counts at what it may draw.
/// </summary>
internal static class Accounts
{
    public static EvseView View(SiteSnapshot snapshot, int evse, GuardOptions options, Instant now)
    {
        var state = snapshot.Evses[evse];
        var station = snapshot.Index.StationOf(evse);
        var stationState = snapshot.Stations[station.Index];
        var view = new EvseView
        {
            Why = WhyNot(state, stationState, options, now),
            Loaded = state.Wiring.IsWrong ? Phases.All : state.Demand.Loaded,
            Minimum = station.Min.Value,
            Maximum = Math.Min(station.Max.Value, Math.Max(station.Min.Value, state.Demand.Takes?.Value ?? double.MaxValue)),
            Weight = station.Weight,
            Told = Told(snapshot, evse, now).Value,
            Next = double.NaN,
            Binding = FairShare.OwnMaximum,
        };
        view.Steerable = view.Why is null;
        var measured = state.Sample is { } sample && (now - sample.At < EvseSample.TooOld || state.NotFollowingSince is not null) ? sample.Current : PerPhase.All(Amperes.Zero);
        var absent = stationState.Online && !state.MayHaveVehicle;
        if (options.Without.HasFlag(Protections.CautiousAccounts))
        {
            absent |= !stationState.Online;
        }

        var highest = 0.0;
        foreach (var phase in PerPhase.Each)
        {
            highest = view.Loaded.Has(phase) ? Math.Max(highest, measured[phase].Value) : highest;
        }

        view.Account = absent ? highest
            : options.Without.HasFlag(Protections.ConfirmedHeadroom) ? view.Told
            : Math.Max(highest, Cap(snapshot, evse, state, options, highest, station.Max.Value, now));
        var pending = !stationState.HoldsFallback && !stationState.RefusesProfiles;
        view.Evident = absent ? highest : Math.Max(highest, state.Leases.Cap(now, pending ? station.Fallback : snapshot.Beneath(evse)).Value);
        if (view.Steerable && !options.Without.HasFlag(Protections.DriftAccounts) && WhyAdrift(state, view, options, now) is { } why)
        {
            (view.Adrift, view.Why) = (true, why);
        }

        view.StrayL1 = view.Loaded.Has(Phase.L1) ? 0 : measured.L1.Value;
        view.StrayL2 = view.Loaded.Has(Phase.L2) ? 0 : measured.L2.Value;
        view.StrayL3 = view.Loaded.Has(Phase.L3) ? 0 : measured.L3.Value;
        return view;
    }

    /// <summary>What the EVSE was told last, as long as the lease can last.</summary>
    public static Amperes Told(SiteSnapshot snapshot, int evse, Instant now) =>
        snapshot.Evses[evse].Leases.Last is { } last && last.EndsAt > now ? last.Limit : snapshot.Beneath(evse);

    private static double Cap(SiteSnapshot snapshot, int evse, EvseState state, GuardOptions options, double highest, double hardware, Instant now)
    {
        var cap = snapshot.Cap(evse, now).Value;
        return state.NotFollowingSince is { } since && now - since >= options.NotFollowingAfter
            ? Math.Min(Math.Max(highest + options.Ramp.Value, cap), hardware)
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
            return new Reason(ReasonCode.Offline);
        }

        if (!state.MayHaveVehicle || state.Session is null)
        {
            return new Reason(ReasonCode.NoVehicle);
        }

        if (!station.HoldsFallback)
        {
            return new Reason(station.RefusesProfiles ? ReasonCode.NotControllable : ReasonCode.FallbackPending);
        }

        if (!station.ClockTrusted)
        {
            return new Reason(ReasonCode.ClockUntrusted);
        }

        if (station.Plan == ProfilePlan.TxDefaultAndTx && state.Session?.Transaction is null)
        {
            return new Reason(ReasonCode.NoTransaction);
        }

        return state.Leases.Refusals >= options.RefusalsTolerated && now - state.Leases.RefusedAt < options.RefusalPause
            ? new Reason(ReasonCode.LeaseRefused)
            : null;
    }
}
