namespace EdgeController.Simulator.Vehicles;

/// <summary>What a simulated vehicle is like: its on-board charger, its battery's wish and its habits.</summary>
public sealed record VehicleTraits
{
    /// <summary>Least current per phase at which a vehicle charges at all (IEC 61851-1).</summary>
    public const double LeastAmps = 6;

    /// <summary>The least current per phase at which this one charges.</summary>
    public double Least { get; init; } = LeastAmps;

    /// <summary>Energy in the battery for energy from the grid; below 1 where the station converts to direct current.</summary>
    public double Efficiency { get; init; } = 1;

    /// <summary>Phases of the on-board charger, 1 to 3, counted from the station's own L1.</summary>
    public required int Phases { get; init; }

    /// <summary>Highest current per phase of the on-board charger.</summary>
    public required double MaxAmps { get; init; }

    /// <summary>Energy until the battery is full.</summary>
    public required double RequestedWattHours { get; init; }

    /// <summary>Time from a changed offer to the new current: half of it dead, half of it a ramp.</summary>
    public double ReactionSeconds { get; init; } = 4;

    /// <summary>How far the current stays below the offer.</summary>
    public double UnderDrawAmps { get; init; } = 0.1;

    /// <summary>Set where it can give back.</summary>
    public VehicleBattery? Battery { get; init; }

    /// <summary>Share of the requested energy from which the current falls linearly to 6 A; 1 for no taper.</summary>
    public double TaperFrom { get; init; } = 1;

    /// <summary>From so long after plug-in it takes no more than this many amperes, until the next one; empty where only the battery decides.</summary>
    public IReadOnlyList<(TimeSpan From, double Amps)> Wishes { get; init; } = [];

    /// <summary>Paused for longer than this it falls asleep, and only an offer that goes away and comes back wakes it; null where it never does.</summary>
    public TimeSpan? SleepsAfterPause { get; init; }

    /// <summary>How long it does not start to charge after plug-in; <see cref="TimeSpan.MaxValue"/> for never.</summary>
    public TimeSpan SleepsFor { get; init; }

    /// <summary>The most it would draw per phase with that much energy charged, awake and with an unlimited offer.</summary>
    public double CapAmps(double chargedWattHours)
    {
        if (chargedWattHours >= RequestedWattHours)
        {
            return 0;
        }

        var taperFrom = RequestedWattHours * TaperFrom;
        if (chargedWattHours <= taperFrom)
        {
            return MaxAmps;
        }

        var done = (chargedWattHours - taperFrom) / (RequestedWattHours - taperFrom);
        return Math.Max(Least, MaxAmps - ((MaxAmps - Least) * done));
    }
}
