namespace EdgeController.Simulator.Vehicles;

/// <summary>A plugged-in vehicle: hears the station's offer late, ramps, draws a little less than offered, tapers and becomes full.</summary>
public sealed class SimulatedVehicle(VehicleTraits traits, double nominalVolts)
{
    private const double ShortestPulse = 15;

    private double _pluggedSeconds;
    private double _pendingOffer;
    private double _waited;
    private bool _waiting;
    private double _pausedSeconds;
    private PauseSleep _sleep;
    private double _heardOffer;
    private double _rampPerSecond = 1;

    public VehicleTraits Traits => traits;

    /// <summary>True current on each of its phases.</summary>
    public double DrawnAmps { get; private set; }

    /// <summary>True current that it gives back on each of its phases.</summary>
    public double GivenAmps { get; private set; }

    /// <summary>Share of its battery's capacity that is full; 0 where it has told no battery.</summary>
    public double StateOfCharge => traits.Battery is { } battery ? Math.Clamp(1 - ((traits.RequestedWattHours - ChargedWattHours) / battery.CapacityWattHours), 0, 1) : 0;

    /// <summary>Energy charged since plug-in, less what went back.</summary>
    public double ChargedWattHours { get; private set; }

    public bool IsFull => ChargedWattHours >= traits.RequestedWattHours;

    /// <summary>What it would draw now of an unlimited offer: little at the end of its taper, nothing while it is full or asleep.</summary>
    public double AppetiteAmps => IsFull ? 0 : Target(double.PositiveInfinity);

    public bool IsAsleep => _pluggedSeconds < traits.SleepsFor.TotalSeconds || _sleep != PauseSleep.Awake;

    private enum PauseSleep
    {
        Awake,

        /// <summary>Slept in during the pause that still lasts: its end is not heard.</summary>
        Missing,

        /// <summary>Offered current, and asleep.</summary>
        Asleep,
    }

    /// <summary>
    /// Lets time pass under the station's offer (amperes per phase, 0 for none), limited to that many phases of the station, and told to give back
    /// so many amperes per phase.
    /// </summary>
    public void Advance(double offeredAmps, int stationPhases, double seconds, double toldToGive = 0)
    {
        Give(toldToGive, stationPhases, seconds);
        _pluggedSeconds += seconds;
        Rest(offeredAmps, seconds);
        Hear(offeredAmps, seconds);
        var target = Target(_heardOffer);
        DrawnAmps = target > DrawnAmps
            ? Math.Min(target, DrawnAmps + (_rampPerSecond * seconds))
            : Math.Max(target, DrawnAmps - (Math.Max(_rampPerSecond, 1) * seconds));
        ChargedWattHours += DrawnAmps * nominalVolts * Math.Min(traits.Phases, stationPhases) * traits.Efficiency * seconds / 3600;
    }

    /// <summary>The contactor opened: the current is gone at once.</summary>
    public void Cut()
    {
        (DrawnAmps, GivenAmps) = (0, 0);
        _heardOffer = 0;
        _pendingOffer = 0;
        _waiting = false;
    }

    private void Give(double told, int stationPhases, double seconds)
    {
        if (traits.Battery is not { } battery)
        {
            return;
        }

        var able = StateOfCharge > 0 && DrawnAmps < 0.5 && !(_pluggedSeconds >= battery.QuitsAfter?.TotalSeconds);
        var target = able ? Math.Min(told, battery.MaxDischargeAmps) : 0;
        var step = Math.Max(2, battery.MaxDischargeAmps / 3) * seconds;
        GivenAmps = able ? Math.Clamp(target, GivenAmps - step, GivenAmps + step) : 0;
        ChargedWattHours -= GivenAmps * nominalVolts * Math.Min(traits.Phases, stationPhases) / battery.Efficiency * seconds / 3600;
    }

    private void Rest(double offeredAmps, double seconds)
    {
        if (traits.SleepsAfterPause is not { } longest)
        {
            return;
        }

        var offered = offeredAmps >= traits.Least;
        _sleep = _sleep switch
        {
            PauseSleep.Awake when !offered && _pausedSeconds > longest.TotalSeconds => PauseSleep.Missing,
            PauseSleep.Missing when offered => PauseSleep.Asleep,
            PauseSleep.Asleep when offered && _pausedSeconds >= ShortestPulse => PauseSleep.Awake,
            _ => _sleep,
        };
        _pausedSeconds = offered ? 0 : _pausedSeconds + seconds;
    }

    private void Hear(double offeredAmps, double seconds)
    {
        if (offeredAmps != _pendingOffer)
        {
            _pendingOffer = offeredAmps;
            if (!_waiting)
            {
                _waiting = true;
                _waited = 0;
            }
        }

        if (!_waiting)
        {
            return;
        }

        _waited += seconds;
        if (_waited >= traits.ReactionSeconds / 2)
        {
            _waiting = false;
            _heardOffer = _pendingOffer;
            _rampPerSecond = Math.Max(0.5, Math.Abs(Target(_heardOffer) - DrawnAmps) / Math.Max(0.5, traits.ReactionSeconds / 2));
        }
    }

    private double Wish()
    {
        var wish = double.PositiveInfinity;
        foreach (var (from, amps) in traits.Wishes)
        {
            wish = _pluggedSeconds >= from.TotalSeconds ? amps : wish;
        }

        return wish;
    }

    private double Target(double offer)
    {
        if (offer < traits.Least || IsAsleep)
        {
            return 0;
        }

        var cap = Math.Min(Math.Min(offer, traits.CapAmps(ChargedWattHours)), Wish());
        return cap <= 0 ? 0 : Math.Max(0, cap - traits.UnderDrawAmps);
    }
}
