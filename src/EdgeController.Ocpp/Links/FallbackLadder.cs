using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Messages.V16;
using EdgeController.Ocpp.Messages.V201;
using EdgeController.Ocpp.Profiles;

namespace EdgeController.Ocpp.Links;

/// <summary>One try of one rung, so that an answer of an earlier run is not taken for one of this.</summary>
internal sealed record LadderRung(int Run, FallbackLadder.Rung Rung, int Place);

/// <summary>
/// Brings the permanent fallback into the station: clears our old leases, then tries TxDefaultProfile, then (with one EVSE) the
/// station-wide maximum. Silence is answered by trying the same again, a refusal that names a curable reason by a cure.
/// </summary>
internal sealed class FallbackLadder(Station station, Site site, LinkStep step, StationLinkOptions options, ChargingProfileWriter writer)
{
    private Rung _displacedFor = Rung.Waiting;
    private int _place;
    private Rung _rung = Rung.Waiting;
    private bool _inFlight;
    private Instant _dueAt;

    /// <summary>Where the ladder stands.</summary>
    internal enum Rung
    {
        Waiting,
        Clearing,
        TxDefault,
        StationMax,

        /// <summary>Another profile has the fallback's place and is removed.</summary>
        Displacing,
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
        _place = 0;
        _displacedFor = Rung.Waiting;
        Go(options.WritesProfiles ? Rung.Clearing : Rung.Waiting);
    }

    public (LadderRung Rung, byte[] Frame) Take(string id, DateTimeOffset? stationNow)
    {
        if (_rung == Rung.Refused)
        {
            Start();
        }

        _inFlight = true;
        var frame = _rung switch
        {
            Rung.Clearing => writer.ClearLease(id, site.Evses[station.Evses[_place]].Id.Number),
            Rung.Displacing => ChargingProfileWriter.ClearPlace(id, PlanOf(_displacedFor)),
            _ => writer.Fallback(id, PlanOf(_rung), stationNow),
        };
        return (new LadderRung(Run, _rung, _place), frame);
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
            case Rung.Clearing when _place + 1 < station.Evses.Length:
                _place++;
                Go(Rung.Clearing);
                break;
            case Rung.Clearing:
                Go(Rung.TxDefault);
                break;
            case Rung.Displacing:
                Go(_displacedFor);
                break;
            case Rung.TxDefault or Rung.StationMax when accepted && writer.Abilities.SwitchedOff:
                Refuse("its device model says that smart charging is switched off");
                break;
            case Rung.TxDefault or Rung.StationMax when accepted:
                Plan = PlanOf(_rung);
                Go(Rung.Installed);
                step.Report(new FallbackInstalled(step.Now, station.Id, Plan.Value));
                break;
            case Rung.TxDefault or Rung.StationMax when writer.Learn(reason):
                Go(_rung);
                break;
            case Rung.TxDefault or Rung.StationMax when reason == StatusInfo.DuplicateProfile && _displacedFor != _rung:
                _displacedFor = _rung;
                Go(Rung.Displacing);
                break;
            case Rung.TxDefault when writer.FitsStationMax:
                Go(Rung.StationMax);
                break;
            default:
                Refuse("the station refused every permanent charging profile");
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
            Go(Rung.TxDefault);
            return;
        }

        if (_rung == Rung.Displacing)
        {
            Go(_displacedFor);
            return;
        }

        step.Notice(NoticeCode.FallbackTimedOut, $"{station.Id} did not answer its fallback profile in time, it is sent again");
        Go(_rung);
        _dueAt = step.Now + options.FallbackRetry;
    }

    private static ProfilePlan PlanOf(Rung rung) => rung == Rung.StationMax ? ProfilePlan.StationMax : ProfilePlan.TxDefaultAndTx;

    private void Refuse(string reason)
    {
        Go(Rung.Refused);
        _dueAt = step.Now + options.RefusedRetry;
        step.Report(new FallbackRefused(step.Now, station.Id, reason));
    }

    private bool IsCurrent(LadderRung rung) => rung.Run == Run && rung.Rung == _rung && rung.Place == _place;

    private void Go(Rung rung)
    {
        _rung = rung;
        _inFlight = false;
        _dueAt = step.Now;
        if (rung != Rung.Clearing)
        {
            _place = 0;
        }
    }
}
