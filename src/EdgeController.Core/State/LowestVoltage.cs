using EdgeController.Core.Units;

namespace EdgeController.Core.State;

/// <summary>
/// The lowest voltage that a meter has shown on any phase within the last one to two minutes: a fall counts at once, a rise only when it
/// lasts, so that a voltage that sways does not move limits each second.
/// </summary>
public readonly record struct LowestVoltage
{
    private const double BucketSeconds = 60;

    private readonly double _now;
    private readonly double _before;
    private readonly double _bucketStart;

    private LowestVoltage(double now, double before, double bucketStart) => (_now, _before, _bucketStart) = (now, before, bucketStart);

    /// <summary>Null until a voltage was told.</summary>
    public Volts? Value => _now > 0 ? new Volts(Math.Min(_now, _before)) : null;

    /// <summary>Folds one sample in; what is no voltage is passed over.</summary>
    public LowestVoltage Observe(PerPhase<Volts>? voltage, Instant at)
    {
        if (voltage is not { } told || !double.IsFinite(told.L1.Value + told.L2.Value + told.L3.Value))
        {
            return this;
        }

        // A phase that is gone shows 0: there is no lower load, so the lowest that a converter works at counts.
        var lowest = Math.Max(1, Math.Min(told.L1.Value, Math.Min(told.L2.Value, told.L3.Value)));
        var seconds = at.SinceStart.TotalSeconds;
        return _now <= 0 ? new LowestVoltage(lowest, lowest, seconds)
            : seconds - _bucketStart >= BucketSeconds ? new LowestVoltage(lowest, _now, seconds)
            : new LowestVoltage(Math.Min(_now, lowest), _before, _bucketStart);
    }
}
