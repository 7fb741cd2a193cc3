namespace EdgeController.Simulator.Vehicles;

/// <summary>A plugged-in vehicle: hears the station's offer late, ramps, draws a little less than offered, tapers and becomes full.</summary>
public sealed class SimulatedVehicle(VehicleTraits traits, double nominalVolts)
{
    private double _pluggedSeconds;
    private double _pendingOffer;
    private double _waited;
    private bool _waiting;
    private double _heardOffer;
    private double _rampPerSecond = 1;

    public VehicleTraits Traits => traits;

    /// <summary>True current on each of its phases.</summary>
    public double DrawnAmps { get; private set; }

    /// <summary>Energy charged since plug-in.</summary>
    public double ChargedWattHours { get; private set; }

    public bool IsFull => ChargedWattHours >= traits.RequestedWattHours;

    public bool IsAsleep => _pluggedSeconds < traits.SleepsFor.TotalSeconds;

    /// <summary>Lets time pass under the station's offer (amperes per phase, 0 for none), limited to that many phases of the station.</summary>
    public void Advance(double offeredAmps, int stationPhases, double seconds)
    {
        _pluggedSeconds += seconds;
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
        DrawnAmps = 0;
        _heardOffer = 0;
        _pendingOffer = 0;
        _waiting = false;
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

    private double Target(double offer)
    {
        if (offer < traits.Least || IsAsleep)
        {
            return 0;
        }

        var cap = Math.Min(offer, traits.CapAmps(ChargedWattHours));
        return cap <= 0 ? 0 : cap - traits.UnderDrawAmps;
    }
}
