namespace EdgeController.Simulator.Electrical;

/// <summary>
/// One pole of a circuit breaker after IEC 60898-1: a bimetal that warms with the square of the current and cools the same way, and a
/// magnetic release. It never trips at 1.13 x its rating, within minutes at 1.45 x, after some 90 s from cold at 2.55 x, at once above 5 x.
/// </summary>
public sealed class ThermalBreaker(double ratedAmps)
{
    private const double TripHeat = 1.15 * 1.15;
    private const double TimeConstantSeconds = 400;
    private const double InstantRatio = 5;

    /// <summary>Warmth of the bimetal: the square of the ratio that would hold it there for ever.</summary>
    public double Heat { get; private set; }

    public bool HasTripped { get; private set; }

    public double RatedAmps => ratedAmps;

    /// <summary>Carries the current for that long. Returns true in the step in which it trips.</summary>
    public bool Carry(double amps, double seconds)
    {
        var ratio = amps / ratedAmps;
        Heat += ((ratio * ratio) - Heat) * (seconds / TimeConstantSeconds);
        if (HasTripped || (Heat < TripHeat && Math.Abs(ratio) <= InstantRatio))
        {
            return false;
        }

        HasTripped = true;
        return true;
    }

    /// <summary>Opened by what the bimetal does not see: a hand, a residual current.</summary>
    public void Open() => HasTripped = true;

    /// <summary>Closed again by hand.</summary>
    public void Reset() => HasTripped = false;
}
