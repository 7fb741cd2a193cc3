using EdgeController.Core.Events;
using EdgeController.Core.Units;

namespace EdgeController.Core.State;

/// <summary>What is made of one sample.</summary>
/// <param name="Doubt">Why the sample is not believed; <see cref="MeterDoubt.None"/> where it is.</param>
/// <param name="Proven">False where only this sample is dropped; true where the meter itself is doubted and must prove itself again.</param>
public readonly record struct MeterVerdict(MeterDoubt Doubt, bool Proven);

/// <summary>
/// Watches one meter's samples for lies that a link cannot show (faults A2, A3, A6, A14, A16). Each rule compares with evidence from
/// elsewhere: the stations' own measurements, the circuit's rating, the sample's own voltage, current and power.
/// </summary>
public sealed record MeterPlausibility
{
    /// <summary>P may be above V x I by this share, and no further below it than to it; more is another scale.</summary>
    private const double MismatchShare = 0.2;

    /// <summary>Smaller loads prove nothing: below them noise, and far from unity the power factor of filters, is as large.</summary>
    private const double LeastActive = 2000;
    private const double LeastApparent = 5000;

    /// <summary>One torn or disturbed sample is dropped; this many different ones in a row are a fault.</summary>
    private const int OddSamplesToDoubt = 3;

    /// <summary>About 1 kW, as a sum of phase currents.</summary>
    private const double FrozenWhileStationsMove = 4.5;

    private static readonly TimeSpan ComparesWith = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FrozenWithEvidence = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan FrozenByItself = TimeSpan.FromSeconds(45);

    public static MeterPlausibility Initial { get; } = new();

    /// <summary>The newest sample, believed or not.</summary>
    internal MeterReading? Last { get; private init; }

    private EnergyWatch Energy { get; init; } = EnergyWatch.Initial;

    private SignWatch Sign { get; init; } = SignWatch.Initial;

    private Instant UnchangedSince { get; init; }

    private double StationsAtChange { get; init; }

    private Instant? BelowSince { get; init; }

    /// <summary>Different samples in a row that cannot be true by themselves.</summary>
    private int Odd { get; init; }

    /// <summary>True where the values are those of the last sample, so that a slow meter has acquired nothing new.</summary>
    public bool Repeats(MeterReading reading) => Last is { } last && Same(last, reading);

    /// <summary>Takes a sample in; what is made of it after all seen so far.</summary>
    public (MeterPlausibility Next, MeterVerdict Verdict) Observe(MeterReading reading, MeterEvidence evidence)
    {
        var repeats = Repeats(reading);
        var odd = OutOfRange(reading, evidence) || Leaps(reading, evidence) ? MeterDoubt.OutOfRange : Mismatch(reading, evidence.CanFeedIn) ? MeterDoubt.PowerMismatch : MeterDoubt.None;
        var next = this with
        {
            Last = reading,
            Energy = Energy.Observe(reading, Last),
            Sign = Sign.Observe(evidence.StationsTotal - evidence.Given, (reading.Current.L1 + reading.Current.L2 + reading.Current.L3).Value - evidence.ResourcesTotal, evidence.Settle, reading.At),
            UnchangedSince = repeats ? UnchangedSince : reading.At,
            StationsAtChange = repeats ? StationsAtChange : evidence.StationsTotal,
            BelowSince = Below(reading, evidence) ? BelowSince ?? reading.At : null,
            Odd = odd == MeterDoubt.None ? 0 : repeats ? Odd : Math.Min(OddSamplesToDoubt, Odd + 1),
        };
        return (next, odd != MeterDoubt.None ? new MeterVerdict(odd, next.Odd >= OddSamplesToDoubt) : next.Judge(reading, evidence));
    }

    /// <summary>
    /// The same for the meter of a PV array or battery, which no circuit's rating or stations' current judges: values that stand still while
    /// power flows. At night an inverter may show the same for hours.
    /// </summary>
    public (MeterPlausibility Next, MeterVerdict Verdict) ObserveAlone(MeterReading reading, TimeSpan refresh)
    {
        var next = this with { Last = reading, UnchangedSince = Repeats(reading) ? UnchangedSince : reading.At };
        var frozen = reading is { Voltage: not null, Power.Value: not 0 } && reading.At - next.UnchangedSince >= Longer(FrozenByItself, refresh * 5);
        return (next, frozen ? new MeterVerdict(MeterDoubt.Frozen, true) : default);
    }

    private static bool Same(MeterReading a, MeterReading b) =>
        a.Current == b.Current && a.Power == b.Power && a.Voltage == b.Voltage && a.PhasePower == b.PhasePower;

    /// <summary>Fewer than six values can stand still by chance; voltages with noise cannot.</summary>
    private static bool HasSixChannels(MeterReading reading) => reading.Voltage is not null && reading.PhasePower is not null;

    private MeterVerdict Judge(MeterReading reading, MeterEvidence evidence)
    {
        if (BelowSince is { } below && reading.At - below >= evidence.Settle)
        {
            return new MeterVerdict(MeterDoubt.BelowStations, true);
        }

        if (Energy.Disagrees || Sign.IsReversed)
        {
            return new MeterVerdict(Sign.IsReversed ? MeterDoubt.Reversed : MeterDoubt.EnergyMismatch, true);
        }

        var still = reading.At - UnchangedSince;
        var moved = Math.Abs(evidence.StationsTotal - StationsAtChange) > FrozenWhileStationsMove;
        var frozen = HasSixChannels(reading)
            && (still >= Longer(FrozenByItself, evidence.Refresh * 5) || (moved && still >= Longer(FrozenWithEvidence, evidence.Refresh * 2.5)));
        return frozen ? new MeterVerdict(MeterDoubt.Frozen, true) : default;
    }

    /// <summary>Three times its rating for as long as a sample takes: the breaker would be open.</summary>
    private static bool OutOfRange(MeterReading reading, MeterEvidence evidence)
    {
        foreach (var phase in PerPhase.Each)
        {
            if (Math.Abs(reading.Current[phase].Value) > 3 * Math.Max(1, evidence.LimitAmps[phase].Value))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// A step of more than twice the rating between two samples a moment apart: a torn or disturbed sample. Only one is dropped, since what
    /// stays is the truth or is noticed otherwise.
    /// </summary>
    private bool Leaps(MeterReading reading, MeterEvidence evidence)
    {
        if (Odd > 0 || Last is not { } last || reading.At - last.At > ComparesWith)
        {
            return false;
        }

        foreach (var phase in PerPhase.Each)
        {
            if (Math.Abs(reading.Current[phase].Value - last.Current[phase].Value) > 2 * Math.Max(1, evidence.LimitAmps[phase].Value))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What is left without our stations is never below what PV and batteries can feed in.</summary>
    private static bool Below(MeterReading reading, MeterEvidence evidence)
    {
        foreach (var phase in PerPhase.Each)
        {
            if (reading.Current[phase].Value < (evidence.Proven[phase].Value * 0.95) - 2 - (0.2 * evidence.Measuring) - evidence.FedIn[phase].Value)
            {
                return true;
            }
        }

        return evidence.CanFeedIn && PowerBelow(reading, evidence);
    }

    /// <summary>The same for the power where feed-in may bring it near zero at any current, so that V x I says nothing of its scale.</summary>
    private static bool PowerBelow(MeterReading reading, MeterEvidence evidence)
    {
        if (reading is not { Voltage: { } voltage, Power: { } power })
        {
            return false;
        }

        var least = -LeastActive;
        foreach (var phase in PerPhase.Each)
        {
            least += voltage[phase].Value * ((evidence.Proven[phase].Value * 0.85) - evidence.FedIn[phase].Value);
        }

        return power.Value < least;
    }

    private static bool Mismatch(MeterReading reading, bool canFeedIn)
    {
        if (reading is not { Voltage: { } voltage, PhasePower: { } power })
        {
            return false;
        }

        double apparent = 0, active = 0, sum = 0;
        foreach (var phase in PerPhase.Each)
        {
            apparent += Math.Abs(voltage[phase].Value * reading.Current[phase].Value);
            active += Math.Abs(power[phase].Value);
            sum += power[phase].Value;
        }

        // Active power never exceeds V x I; far below it only with a power factor that no site under load has, unless PV or a battery covers
        // the active part: then the meter is left with the reactive one.
        return (active > LeastActive && active > apparent * (1 + MismatchShare))
            || (!canFeedIn && apparent > LeastApparent && active < apparent * MismatchShare)
            || (reading.Power is { } total && Math.Max(active, Math.Abs(total.Value)) > LeastActive && Math.Abs(total.Value - sum) > active * MismatchShare);
    }

    private static TimeSpan Longer(TimeSpan a, TimeSpan b) => a >= b ? a : b;
}
