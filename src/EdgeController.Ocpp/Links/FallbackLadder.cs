using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Messages.V16;
using EdgeController.Ocpp.Profiles;

namespace EdgeController.Ocpp.Links;

/// <summary>One try of one rung, so that an answer of an earlier run is not taken for one of this.</summary>
internal sealed record LadderRung(int Run, FallbackLadder.Rung Rung, int Place);

/// <summary>
/// Brings the permanent fallback into the station: clears our old leases, then tries TxDefaultProfile, then (with one EVSE)
/// ChargePointMaxProfile. Silence is answered by trying the same again.
/// </summary>
internal sealed class FallbackLadder(Station station, Site site, LinkStep step, StationLinkOptions options)
{
    private int _run;
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
        Installed,
        Refused,
    }

    /// <summary>How leases go by; null until a fallback is in the station.</summary>
    public ProfilePlan? Plan { get; private set; }

    public bool IsWaiting => _rung == Rung.Waiting;

    public bool HasCall => Due is { } due && step.Now >= due;

    public Instant? Due => !_inFlight && _rung is not (Rung.Waiting or Rung.Installed) ? _dueAt : null;

    /// <summary>Nothing that the station was told is certain any more; the ladder starts again on <see cref="Start"/>.</summary>
    public void Reset()
    {
        Plan = null;
        Go(Rung.Waiting);
    }

    public void Start()
    {
        Plan = null;
        _run++;
        _place = 0;
        Go(options.WritesProfiles ? Rung.Clearing : Rung.Waiting);
    }

    public (LadderRung Rung, byte[] Frame) Take(string id, DateTimeOffset? stationNow)
    {
        if (_rung == Rung.Refused)
        {
            Start();
        }

        _inFlight = true;
        var phases = station.Rotation.Terminals.Length;
        var frame = _rung switch
        {
            Rung.Clearing => OcppFrameWriter.Call(
                id,
                "ClearChargingProfile",
                new ClearChargingProfileRequest(ChargingProfileWriter.LeaseId(site.Evses[station.Evses[_place]].Id.Number)),
                V16Json.Default.ClearChargingProfileRequest),
            _ => OcppFrameWriter.Call(
                id,
                "SetChargingProfile",
                ChargingProfileWriter.Fallback(PlanOf(_rung), station.Fallback, phases, stationNow),
                V16Json.Default.SetChargingProfileRequest),
        };
        return (new LadderRung(_run, _rung, _place), frame);
    }

    public void Answered(LadderRung rung, bool accepted)
    {
        if (!IsCurrent(rung))
        {
            return;
        }

        switch (_rung)
        {
            case Rung.Clearing when _place + 1 < station.Evses.Length:
                _place++;
                Go(Rung.Clearing);
                break;
            case Rung.Clearing:
                Go(Rung.TxDefault);
                break;
            case Rung.TxDefault or Rung.StationMax when accepted:
                Plan = PlanOf(_rung);
                Go(Rung.Installed);
                step.Report(new FallbackInstalled(step.Now, station.Id, Plan.Value));
                break;
            case Rung.TxDefault when station.Evses.Length == 1:
                // With several EVSEs a station-wide maximum would be shared out by the station, in a way that nobody can check.
                Go(Rung.StationMax);
                break;
            default:
                Go(Rung.Refused);
                _dueAt = step.Now + options.RefusedRetry;
                step.Report(new FallbackRefused(step.Now, station.Id, "the station refused every permanent charging profile"));
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

        step.Notice(NoticeCode.FallbackTimedOut, $"{station.Id} did not answer its fallback profile in time, it is sent again");
        Go(_rung);
        _dueAt = step.Now + options.FallbackRetry;
    }

    private static ProfilePlan PlanOf(Rung rung) => rung == Rung.StationMax ? ProfilePlan.StationMax : ProfilePlan.TxDefaultAndTx;

    private bool IsCurrent(LadderRung rung) => rung.Run == _run && rung.Rung == _rung && rung.Place == _place;

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
