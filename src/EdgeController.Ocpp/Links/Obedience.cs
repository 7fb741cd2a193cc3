using EdgeController.Core.Balancing;
using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Mapping;
using EdgeController.Ocpp.Profiles;
using EdgeController.Ocpp.Quirks;

namespace EdgeController.Ocpp.Links;

/// <summary>
/// Judges by the measured current whether the station does what it has accepted (faults D18, D19, D26). The guard counts and repeats by
/// itself; here another way to say it is looked for: the next plan, and in the end the word that none is obeyed.
/// </summary>
internal sealed class Obedience
{
    /// <summary>Station and vehicle need so long to follow.</summary>
    private static readonly TimeSpan FollowsWithin = TimeSpan.FromSeconds(10);

    /// <summary>Above the limit for so long: the next plan.</summary>
    private static readonly TimeSpan IgnoredAfter = TimeSpan.FromSeconds(30);

    /// <summary>A random delay is up to ten minutes (D26): before it has passed, disobedience is not certain.</summary>
    private static readonly TimeSpan CertainAfter = TimeSpan.FromSeconds(630);

    /// <summary>A raise that brings nothing for so long has no effect.</summary>
    private static readonly TimeSpan IdleAfter = TimeSpan.FromSeconds(90);

    private readonly Station _station;
    private readonly LinkStep _step;
    private readonly StationLinkOptions _options;
    private readonly ChargingProfileWriter _writer;
    private readonly FallbackLadder _ladder;
    private readonly StationHabits _habits;
    private readonly StationView _view;
    private readonly Dictionary<int, ObeyedLimit> _limits = [];
    private Instant? _firstIgnored;
    private bool _gaveUp;
    private bool _settled;

    public Obedience(Station station, LinkStep step, StationLinkOptions options, ChargingProfileWriter writer, FallbackLadder ladder, StationHabits habits, StationView view)
    {
        (_station, _step, _options, _writer, _ladder, _habits, _view) = (station, step, options, writer, ladder, habits, view);
    }

    /// <summary>The last limit that the EVSE took before the one that is on its way was 0.</summary>
    public bool WasPaused(int evse) => _limits.TryGetValue(evse, out var held) && held.Limit < _station.Min;

    /// <summary>For how long charging has gone on, at least.</summary>
    public TimeSpan ChargingFor(int evse) => _limits.TryGetValue(evse, out var held) && held.ChargingSince is { } since ? _step.Now - since : TimeSpan.Zero;

    public void Accepted(Setpoint setpoint) => Of(setpoint.Evse.Number).Accept(setpoint.Limit, _step.Now, _step.Now + setpoint.Lease + _view.Clock.Uncertainty);

    /// <summary>The station has booted or its socket is gone.</summary>
    public void Reset()
    {
        _limits.Clear();
        _firstIgnored = null;
        _gaveUp = _settled = false;
    }

    /// <summary>What the station tells of its EVSEs.</summary>
    public void See(SiteEvent what)
    {
        switch (what)
        {
            case EvseMetered { Current: { } current } metered:
                Metered(metered.Evse.Number, Amperes.Max(current.L1, Amperes.Max(current.L2, current.L3)));
                break;
            case EvseStatusReported reported:
                Of(reported.Evse.Number).Tell(reported.Status, _step.Now);
                break;
            case TransactionStopped stopped:
                Ended(stopped.Evse.Number);
                break;
            default:
                break;
        }
    }

    private ObeyedLimit Of(int evse)
    {
        if (!_limits.TryGetValue(evse, out var held))
        {
            _limits[evse] = held = new ObeyedLimit();
        }

        return held;
    }

    private void Ended(int evse)
    {
        _limits.Remove(evse);
        if (_gaveUp)
        {
            // It may have been the vehicle: the next one gets another chance.
            Reset();
            _ladder.Start();
        }
    }

    private void Metered(int evse, Amperes highest)
    {
        var held = Of(evse);
        var verdict = held.Judge(highest, _station, _step.Now, FollowsWithin + _habits.Patience);
        if (!_options.WatchesObedience || _ladder.Plan is not { } plan)
        {
            return;
        }

        switch (verdict)
        {
            case Verdict.Followed when _habits.Proven != plan:
                _habits.Keep(plan, proven: true);
                _firstIgnored = null;
                break;
            case Verdict.Over when _step.Now - held.OverSince >= IgnoredAfter:
                Ignored(evse, held, plan);
                break;
            case Verdict.NoEffect when _habits.Proven != plan && !_settled && _step.Now - held.IdleSince >= IdleAfter:
                NoEffect(held, plan);
                break;
            default:
                break;
        }
    }

    private void Ignored(int evse, ObeyedLimit held, ProfilePlan plan)
    {
        if (held.CameFromZero && !_writer.Abilities.ClearAfterZero)
        {
            _writer.Abilities = _writer.Abilities with { ClearAfterZero = true };
            held.Restart();
            _view.Inherited.Enqueue(evse);
            _habits.Keep(plan, proven: _habits.Proven == plan);
            Say($"charges without a limit after a pause: its profile is cleared before the next one is set");
        }
        else if (_habits.Proven == plan)
        {
            held.Restart();
            Say($"draws more than it was told although its model obeys plan {plan}: the vehicle may be at fault");
        }
        else if (Next(plan))
        {
            held.Restart();
            _firstIgnored ??= _step.Now;
            Say($"accepts plan {plan} and draws more than it says: the next plan is tried");
        }
        else if (_step.Now - (_firstIgnored ??= _step.Now) >= CertainAfter)
        {
            _gaveUp = true;
            _ladder.GiveUp("it accepts charging profiles and obeys none");
        }
        else if (!_settled)
        {
            _settled = true;
            held.Restart();
            _ladder.TryFirstPlan();
            Say("obeys no plan so far: it may be waiting a random delay, and gets ten minutes");
        }
    }

    private void NoEffect(ObeyedLimit held, ProfilePlan plan)
    {
        held.Restart();
        if (Next(plan))
        {
            Say($"accepts a lease by plan {plan} and does not raise: the next plan is tried");
        }
        else
        {
            _settled = true;
            _ladder.TryFirstPlan();
            Say("raises by no plan: the first one stays");
        }
    }

    private bool Next(ProfilePlan plan)
    {
        if (_settled || !_ladder.TryNextPlan())
        {
            return false;
        }

        // What the old plan left in the station would still rule under the new one.
        foreach (var evse in plan == ProfilePlan.TxDefaultAndTx ? _view.Numbers : [])
        {
            _view.Inherited.Enqueue(evse);
        }

        return true;
    }

    private void Say(string what) => _step.Notice(NoticeCode.NotObeyed, $"{_station.Id} {what}");
}
