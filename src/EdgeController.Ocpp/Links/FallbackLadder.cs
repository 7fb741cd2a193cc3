using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Messages.V16;
using EdgeController.Ocpp.Messages.V201;
using EdgeController.Ocpp.Profiles;
using EdgeController.Ocpp.Quirks;

namespace EdgeController.Ocpp.Links;

/// <summary>One try of one rung, so that an answer of an earlier try is not taken for one of this.</summary>
internal sealed record LadderRung(int Run, FallbackLadder.Rung Rung, int Try);

/// <summary>
/// Brings the permanent fallback into the station: clears our old leases, then tries one plan after the other, each in the wordings that
/// may cure a refusal. Silence is answered by trying the same again. A plan that the station accepts and does not obey is left for the next.
/// </summary>
internal sealed class FallbackLadder(Station station, Site site, LinkStep step, StationLinkOptions options, ChargingProfileWriter writer, StationHabits habits)
{
    private readonly FallbackCures _cures = new(station, writer);
    private IReadOnlyList<ProfilePlan> _plans = [];
    private int _plan;
    private int _place;
    private int _try;
    private bool _displaced;
    private bool _clockKnown;
    private bool _ignored;
    private Rung _rung = Rung.Waiting;
    private bool _inFlight;
    private Instant _dueAt;

    /// <summary>Where the ladder stands.</summary>
    internal enum Rung
    {
        Waiting,
        Clearing,

        /// <summary>Another profile has the fallback's place, or the old one is not replaced: it is removed.</summary>
        Displacing,
        Setting,
        Installed,
        Refused,
    }

    /// <summary>How leases go by; null until a fallback is in the station.</summary>
    public ProfilePlan? Plan { get; private set; }

    /// <summary>Which run of the ladder this is.</summary>
    public int Run { get; private set; }

    /// <summary>Whether this run has come to its end.</summary>
    public bool IsSettled => _rung is Rung.Installed or Rung.Refused;

    public bool IsWaiting => _rung == Rung.Waiting;

    public bool HasCall => Due is { } due && step.Now >= due;

    public Instant? Due => _inFlight || _rung is Rung.Waiting or Rung.Installed || (_rung == Rung.Refused && writer.Abilities.SwitchedOff)
        ? null
        : _dueAt;

    /// <summary>Nothing that the station was told is certain any more; the ladder starts again on <see cref="Start"/>.</summary>
    public void Reset()
    {
        Plan = null;
        Go(Rung.Waiting);
    }

    public void Start()
    {
        Plan = null;
        Run++;
        _plans = habits.Plans();
        (_plan, _place, _ignored) = (0, 0, false);
        _cures.Begin();
        Go(options.WritesProfiles ? Rung.Clearing : Rung.Waiting);
    }

    /// <summary>
    /// What the station accepted under the plan in use it does not obey, or refuses as a lease: the next plan is tried. False where there is
    /// none, and everything stays as it is.
    /// </summary>
    public bool TryNextPlan()
    {
        if (_rung != Rung.Installed || _plan + 1 >= _plans.Count)
        {
            return false;
        }

        _plan++;
        Run++;
        Plan = null;
        _displaced = false;
        _cures.Begin();
        Go(Rung.Setting);
        return true;
    }

    /// <summary>Back to the plan that was tried first: none was better.</summary>
    public void TryFirstPlan()
    {
        (_plan, Plan, _displaced) = (0, null, false);
        Run++;
        _cures.Begin();
        Go(Rung.Setting);
    }

    /// <summary>The station obeys no plan: what it accepts means nothing.</summary>
    public void GiveUp(string reason)
    {
        Plan = null;
        _ignored = true;
        Refuse(reason);
    }

    public (LadderRung Rung, byte[] Frame) Take(string id, DateTimeOffset? stationNow)
    {
        if (_rung == Rung.Refused)
        {
            Start();
        }

        _inFlight = true;
        _clockKnown = stationNow is not null;
        var clearsOurs = _rung == Rung.Displacing && (writer.Abilities.ClearFirst || writer.Version == OcppVersion.V16);
        if (clearsOurs)
        {
            // From here until the new one is accepted nothing may bound the station.
            step.Report(new FallbackDoubted(step.Now, station.Id, "its fallback is cleared before it is set anew"));
        }

        var frame = _rung switch
        {
            Rung.Clearing => writer.ClearLease(id, site.Evses[station.Evses[_place]].Id.Number),
            Rung.Displacing when clearsOurs => writer.ClearFallback(id),
            Rung.Displacing => ChargingProfileWriter.ClearPlace(id, _plans[_plan]),
            _ => writer.Fallback(id, _plans[_plan], stationNow),
        };
        return (new LadderRung(Run, _rung, _try), frame);
    }

    public void Answered(LadderRung rung, OcppFrame answer)
    {
        if (!IsCurrent(rung))
        {
            return;
        }

        var accepted = answer.Type == MessageType.CallResult && JsonProbe.Text(answer.Payload, "status") == SetChargingProfileResponse.Accepted;
        var reason = accepted ? null : JsonProbe.Text(JsonProbe.Object(answer.Payload, "statusInfo"), "reasonCode");
        switch (_rung)
        {
            case Rung.Clearing when ++_place < station.Evses.Length:
                Go(Rung.Clearing);
                break;
            case Rung.Clearing:
                Begin();
                break;
            case Rung.Displacing:
                Go(Rung.Setting);
                break;
            case Rung.Setting when accepted && writer.Abilities.SwitchedOff:
                Refuse("its device model says that smart charging is switched off");
                break;
            case Rung.Setting when accepted:
                Install();
                break;
            case Rung.Setting when writer.Learn(reason):
                Go(Rung.Setting);
                break;
            case Rung.Setting when reason == StatusInfo.DuplicateProfile && !_displaced:
                _displaced = true;
                Go(Rung.Displacing);
                break;
            case Rung.Setting when !options.Without.HasFlag(LinkProtections.FallbackCures) && _cures.TryNext(answer, _plans[_plan], _clockKnown):
                Go(writer.Abilities.ClearFirst ? Rung.Displacing : Rung.Setting);
                break;
            default:
                Skip();
                break;
        }
    }

    public void TimedOut(LadderRung rung)
    {
        if (!IsCurrent(rung))
        {
            return;
        }

        if (_rung == Rung.Clearing)
        {
            // Clearing is a courtesy: a station that does not answer it goes straight to what matters.
            Begin();
            return;
        }

        if (_rung == Rung.Displacing)
        {
            Go(Rung.Setting);
            return;
        }

        step.Notice(NoticeCode.FallbackTimedOut, $"{station.Id} did not answer its fallback profile in time, it is sent again");

        // The same try goes on: what the station answers late to it still says that the fallback is there.
        (_inFlight, _dueAt) = (false, step.Now + options.FallbackRetry);
    }

    private void Begin()
    {
        _displaced = false;
        Go(writer.Abilities.ClearFirst ? Rung.Displacing : Rung.Setting);
    }

    private void Install()
    {
        Plan = _plans[_plan];
        _cures.Keep();
        Go(Rung.Installed);
        habits.Keep(Plan.Value, proven: false);
        step.Report(new FallbackInstalled(step.Now, station.Id, Plan.Value));
    }

    /// <summary>The station refuses this plan's fallback: on to the next that has another one.</summary>
    private void Skip()
    {
        var refused = _plans[_plan];
        do
        {
            _plan++;
        }
        while (_plan < _plans.Count && SameFallback(_plans[_plan], refused));
        _cures.Begin();
        if (_plan < _plans.Count)
        {
            Begin();
        }
        else
        {
            Refuse("the station refused every permanent charging profile");
        }
    }

    private static bool SameFallback(ProfilePlan a, ProfilePlan b) => (a == ProfilePlan.StationMax) == (b == ProfilePlan.StationMax);

    private void Refuse(string reason)
    {
        Go(Rung.Refused);
        _dueAt = step.Now + (_ignored ? options.IgnoredRetry : options.RefusedRetry);
        step.Report(new FallbackRefused(step.Now, station.Id, reason));
    }

    private bool IsCurrent(LadderRung rung) => rung.Run == Run && rung.Rung == _rung && rung.Try == _try;

    private void Go(Rung rung)
    {
        (_rung, _inFlight, _dueAt) = (rung, false, step.Now);
        _try++;
        if (rung != Rung.Clearing)
        {
            _place = 0;
        }
    }
}
