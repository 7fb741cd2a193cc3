using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Balancing;

/// <summary>
/// What was seen of an EVSE holds until something is heard of it or its station, or a time runs out that it depends on: then it is not
/// looked at again in every tick. Who is gone, asleep, drifting, refusing, unanswered, on direct current or about to switch phases always is.
/// </summary>
internal static class SteadyView
{
    /// <summary>True where the view of the last tick still holds; what that tick decided is wiped off it.</summary>
    public static bool Renew(EvseState state, StationState station, Instant now, ref EvseView view)
    {
        if (!ReferenceEquals(view.State, state) || !ReferenceEquals(view.StationState, station) || now < view.SeenAt || now >= view.SteadyUntil)
        {
            return false;
        }

        view.Account = view.Seen.Account;
        view.Maximum = view.Seen.Maximum;
        view.Floor = view.Seen.Floor;
        view.Withheld = null;
        view.Capped = null;
        view.Overdrawn = 0;
        view.Share = 0;
        view.Binding = FairShare.OwnMaximum;
        view.Next = double.NaN;
        view.Change = SetpointChange.Hold;
        (view.Waits, view.WaitsFor) = (HeldBy.None, 0);
        view.Admitted = view.Idle = view.Resting = view.OverCsms = view.ShortOnThree = view.ShortOnOne = false;
        view.PhasesWished = 0;
        return true;
    }

    /// <summary>Notes what the view was made from, and how long it holds.</summary>
    public static void Keep(EvseState state, StationState stationState, Station station, GuardOptions options, Instant now, ref EvseView view)
    {
        var leases = state.Leases;
        (view.State, view.StationState, view.SeenAt) = (state, stationState, now);
        view.Seen = (view.Account, view.Maximum, view.Floor);
        view.Excess = state.NotFollowingSince is null ? state.Overdrawn.Value : 0;
        view.Appetite = Appetite.Of(state, station).Value;
        view.Follows = state.NotFollowingSince is null;
        view.Sleeps = state.Sleeps;
        view.Slept = state.Turn.Slept;
        view.Paused = state.PausedSince is not null;
        view.Last = leases.Last;
        view.IssuedAt = leases.Last?.IssuedAt ?? default;
        view.EndsAt = leases.Last?.EndsAt ?? default;
        view.Unanswered = leases.Last is { AcceptedAt: null };
        view.Refused = leases.Refusals > 0;
        view.RenewAt = view.EndsAt - stationState.ClockUncertainty - options.Terms(station.Storage).RenewBefore;
        view.SteadyUntil = stationState.Online && IsSteady(state, station, options, now) ? Until(state, now) : now;
    }

    private static bool IsSteady(EvseState state, Station station, GuardOptions options, Instant now) =>
        station.Dc is null && !station.SwitchesPhases && state.PhaseMode.Told != 1 && state.NotFollowingSince is null
        && state.Wake is { IdleSince: null, PulsedAt: null } && state.Leases.Refusals < options.RefusalsTolerated && state.Leases.UnansweredSince(now) is null;

    /// <summary>When its sample is too old, or the first of its leases ends.</summary>
    private static Instant Until(EvseState state, Instant now)
    {
        var until = new Instant(TimeSpan.MaxValue);
        if (state.Sample is { } sample)
        {
            until = Earlier(until, sample.At + EvseSample.TooOld, now);
        }

        foreach (var lease in state.Leases.Open)
        {
            until = Earlier(until, lease.EndsAt, now);
        }

        return state.Leases.Last is { } last ? Earlier(until, last.EndsAt, now) : until;
    }

    private static Instant Earlier(Instant until, Instant at, Instant now) => at > now && at < until ? at : until;
}
