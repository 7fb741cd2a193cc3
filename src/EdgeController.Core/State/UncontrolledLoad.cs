namespace EdgeController.Core.State;

/// <summary>
/// Estimate of the load of a circuit that is not ours, for one phase (amperes) or the power row (watts): meter minus what our EVSEs
/// measured. The two are sampled at different times, so the difference jumps while a vehicle ramps. The estimate therefore moves only
/// as far as the evidence forces it: up at once by what our EVSEs cannot explain even at their highest possible draw, up fully when the
/// difference has stayed up for a whole window, down only when it has stayed down for a whole window.
/// </summary>
public readonly record struct UncontrolledLoad
{
    /// <summary>Three buckets make the window: between two and three times this long.</summary>
    private const double BucketSeconds = 6;

    private readonly double _low0;
    private readonly double _high0;
    private readonly double _low1;
    private readonly double _high1;
    private readonly double _low2;
    private readonly double _high2;
    private readonly double _bucketStart;
    private readonly bool _started;

    private UncontrolledLoad(double estimate, double low0, double high0, double low1, double high1, double low2, double high2, double bucketStart)
    {
        Estimate = estimate;
        (_low0, _high0, _low1, _high1, _low2, _high2) = (low0, high0, low1, high1, low2, high2);
        _bucketStart = bucketStart;
        _started = true;
    }

    /// <summary>The load in force for decisions.</summary>
    public double Estimate { get; }

    /// <summary>True once a sample has been folded in.</summary>
    public bool IsKnown => _started;

    /// <summary>Folds one meter sample in.</summary>
    /// <param name="meter">What the meter shows.</param>
    /// <param name="measured">Sum of what our EVSEs under it measured.</param>
    /// <param name="possible">Sum of what they can draw at most (measured, or the limit that may be in force).</param>
    /// <param name="usable">The circuit's usable limit: a meter above it is believed at once.</param>
    /// <param name="seconds">Time of the sample.</param>
    /// <param name="certain">The part of <paramref name="measured"/> that stations on line tell; null where all of it is. What one that is gone drew last
    /// may explain a meter that stays up, but a meter that falls frees nothing by it.</param>
    public UncontrolledLoad Observe(double meter, double measured, double possible, double usable, double seconds, double? certain = null)
    {
        var exact = meter - measured;
        var most = meter - (certain ?? measured);
        if (!_started)
        {
            return new UncontrolledLoad(most, exact, most, exact, most, exact, most, seconds);
        }

        var (low0, high0, low1, high1, low2, high2, start) = (_low0, _high0, _low1, _high1, _low2, _high2, _bucketStart);
        if (seconds - start >= BucketSeconds)
        {
            (low2, high2, low1, high1, low0, high0, start) = (low1, high1, low0, high0, exact, most, seconds);
        }
        else
        {
            (low0, high0) = (Math.Min(low0, exact), Math.Max(high0, most));
        }

        var floor = Math.Max(Math.Min(low0, Math.Min(low1, low2)), meter - possible);
        if (meter > usable)
        {
            floor = Math.Max(floor, exact);
        }

        var ceiling = Math.Max(floor, Math.Max(high0, Math.Max(high1, high2)));
        return new UncontrolledLoad(Math.Clamp(Estimate, floor, ceiling), low0, high0, low1, high1, low2, high2, start);
    }
}
