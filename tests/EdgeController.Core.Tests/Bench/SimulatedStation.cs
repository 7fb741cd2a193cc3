using EdgeController.Core.Balancing;
using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.Bench;

/// <summary>A station of one EVSE with its vehicle, as far as the guard can tell: it takes limits after a delay, and the vehicle follows.</summary>
internal sealed class SimulatedStation(Station station)
{
    private readonly List<(double Due, double Ends, Setpoint Setpoint)> _inbox = [];
    private double _leaseLimit;
    private int _leasePhases = 3;
    private double _leaseEnds = double.NegativeInfinity;
    private double _current;

    public Station Station { get; } = station;

    public EvseId Evse => new(Station.Id, 1);

    public bool Plugged { get; set; }

    public bool Online { get; set; }

    public bool HoldsFallback { get; set; }

    /// <summary>What the vehicle takes at most.</summary>
    public double Wants { get; set; } = station.Dc is null ? 32 : 1000;

    /// <summary>How many of the station's terminals the vehicle loads.</summary>
    public int VehiclePhases { get; set; } = 3;

    /// <summary>False: it accepts limits and goes on as before.</summary>
    public bool Obeys { get; set; } = true;

    /// <summary>It lets the vehicle draw that much more than its limit.</summary>
    public double Overdraws { get; set; }

    /// <summary>False: it never answers and never takes a limit.</summary>
    public bool Answers { get; set; } = true;

    /// <summary>It takes limits, but the answers get lost.</summary>
    public bool LosesAnswers { get; set; }

    public bool Rejects { get; set; }

    public bool SendsMeterValues { get; set; } = true;

    public double Delay { get; set; } = 1;

    /// <summary>Where fallback and lease live: a lease of the station-wide maximum outlives its transaction.</summary>
    public ProfilePlan Plan { get; set; }

    /// <summary>Seconds that its clock is behind: every lease holds that much longer than it should.</summary>
    public double ClockBehind { get; set; }

    /// <summary>It has accepted a limit and gone on as before, or may have.</summary>
    public bool HasLied { get; private set; }

    /// <summary>Noise of its meter, as a function of time.</summary>
    public Func<double, double> Noise { get; set; } = _ => 0;

    public PerPhase<double> Drawn { get; private set; }

    /// <summary>It says yes to a number of phases and charges on all.</summary>
    public bool IgnoresPhases { get; set; }

    /// <summary>The fallback is on all phases.</summary>
    public int PhasesAt(double now) => _leaseEnds > now ? _leasePhases : 3;

    public double LeaseLimit(double now) => _leaseEnds > now ? _leaseLimit : HoldsFallback ? Station.Fallback.Value : Station.Max.Value;

    /// <summary>Leases end at an instant, however late they arrive.</summary>
    public void Take(Setpoint setpoint, double now) => _inbox.Add((now + Delay, now + setpoint.Lease.TotalSeconds, setpoint));

    public void ForgetProfiles() => (_leaseEnds, HoldsFallback) = (double.NegativeInfinity, false);

    public void Unplug()
    {
        (Plugged, Drawn, _current) = (false, default, 0);
        if (Plan == ProfilePlan.TxDefaultAndTx)
        {
            _leaseEnds = double.NegativeInfinity;
            _inbox.Clear();
        }
    }

    /// <summary>Setpoints that are due now, each with whether the station took it; null where no answer comes back.</summary>
    public IEnumerable<(Setpoint Setpoint, bool? Accepted)> Process(double now)
    {
        HasLied |= !Obeys;
        foreach (var item in _inbox.Where(item => item.Due <= now).ToArray())
        {
            _inbox.Remove(item);
            var setpoint = item.Setpoint;
            var reached = Online && Answers;
            if (reached && !Rejects && Obeys)
            {
                (_leaseLimit, _leaseEnds, _leasePhases) = (setpoint.Limit.Value, item.Ends + ClockBehind, setpoint.Phases ?? 3);
            }

            yield return (setpoint, reached && !LosesAnswers ? !Rejects : null);
        }
    }

    public void Move(double now)
    {
        var limit = LeaseLimit(now);
        var target = Plugged && limit >= Station.Min.Value ? Math.Min(Math.Min(limit + Overdraws, Wants), Station.Max.Value) : 0;
        _current += Math.Clamp(target - _current, Station.Dc is null ? -8 : -100, Station.Dc is null ? 4 : 40);
        var own = Math.Min(VehiclePhases, IgnoresPhases ? 3 : PhasesAt(now)) switch
        {
            1 => new PerPhase<double>(_current, 0, 0),
            2 => new PerPhase<double>(_current, _current, 0),
            _ => PerPhase.All(_current),
        };
        Drawn = Station.Rotation.ToSite(own, 0);
    }
}
