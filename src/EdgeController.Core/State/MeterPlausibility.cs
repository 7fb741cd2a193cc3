using EdgeController.Core.Events;
using EdgeController.Core.Units;

namespace EdgeController.Core.State;

/// <summary>What a meter's sample is held against: the limits of its circuit and what the stations below it measured a moment ago.</summary>
/// <param name="LimitAmps">Breaker per phase.</param>
/// <param name="Stations">Sum of fresh station measurements per phase; stations without a fresh one count 0.</param>
/// <param name="Measuring">How many EVSEs that sum comes from.</param>
/// <param name="Settle">Longest time until both sides show the same change: reporting interval, reaction and the meter's own refresh.</param>
public readonly record struct MeterEvidence(PerPhase<Amperes> LimitAmps, PerPhase<Amperes> Stations, int Measuring, TimeSpan Settle)
{
    public double StationsTotal => (Stations.L1 + Stations.L2 + Stations.L3).Value;
}

/// <summary>
/// Watches one meter's samples for lies that a link cannot show (faults A2, A3, A6, A14, A16). Each rule compares with evidence from
/// elsewhere: the stations' own measurements, the circuit's rating, the sample's own voltage, current and power.
/// </summary>
public sealed record MeterPlausibility
{
    /// <summary>P and V x I may differ by this share; more is another scale.</summary>
    private const double MismatchShare = 0.2;

    private const int MismatchesToDoubt = 3;

    /// <summary>About 1 kW, as a sum of phase currents.</summary>
    private const double FrozenWhileStationsMove = 4.5;

    private static readonly TimeSpan FrozenWithEvidence = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan FrozenByItself = TimeSpan.FromSeconds(60);

    public static MeterPlausibility Initial { get; } = new();

    private MeterReading? Last { get; init; }

    private Instant UnchangedSince { get; init; }

    private double StationsAtChange { get; init; }

    private Instant? BelowSince { get; init; }

    private int Mismatches { get; init; }

    /// <summary>Takes a sample in; the doubt that follows from all seen so far.</summary>
    public (MeterPlausibility Next, MeterDoubt Doubt) Observe(MeterReading reading, MeterEvidence evidence)
    {
        var next = Freeze(reading, evidence).Below(reading, evidence).Mismatch(reading) with { Last = reading };
        return (next, next.Judge(reading, evidence));
    }

    private static bool Same(MeterReading a, MeterReading b) =>
        a.Current == b.Current && a.Power == b.Power && a.Voltage == b.Voltage && a.PhasePower == b.PhasePower;

    private MeterDoubt Judge(MeterReading reading, MeterEvidence evidence)
    {
        foreach (var phase in PerPhase.Each)
        {
            // Three times its rating for as long as a sample takes: the breaker would be open.
            if (Math.Abs(reading.Current[phase].Value) > 3 * Math.Max(1, evidence.LimitAmps[phase].Value))
            {
                return MeterDoubt.OutOfRange;
            }
        }

        if (Mismatches >= MismatchesToDoubt)
        {
            return MeterDoubt.PowerMismatch;
        }

        if (BelowSince is { } below && reading.At - below >= evidence.Settle)
        {
            return MeterDoubt.BelowStations;
        }

        var still = reading.At - UnchangedSince;
        var moved = Math.Abs(evidence.StationsTotal - StationsAtChange) > FrozenWhileStationsMove;
        return HasSixChannels(reading) && (still >= FrozenByItself + evidence.Settle || (moved && still >= FrozenWithEvidence)) ? MeterDoubt.Frozen : MeterDoubt.None;
    }

    /// <summary>Fewer than six values can stand still by chance; voltages with noise cannot.</summary>
    private static bool HasSixChannels(MeterReading reading) => reading.Voltage is not null && reading.PhasePower is not null;

    private MeterPlausibility Freeze(MeterReading reading, MeterEvidence evidence) =>
        Last is { } last && Same(last, reading) ? this : this with { UnchangedSince = reading.At, StationsAtChange = evidence.StationsTotal };

    private MeterPlausibility Below(MeterReading reading, MeterEvidence evidence)
    {
        var below = false;
        foreach (var phase in PerPhase.Each)
        {
            var stations = evidence.Stations[phase].Value;
            below |= stations > 0 && reading.Current[phase].Value < (stations * 0.95) - 2 - (0.2 * evidence.Measuring);
        }

        return below == BelowSince.HasValue ? this : this with { BelowSince = below ? reading.At : null };
    }

    private MeterPlausibility Mismatch(MeterReading reading)
    {
        if (reading is not { Voltage: { } voltage, PhasePower: { } power })
        {
            return this;
        }

        double apparent = 0, active = 0;
        foreach (var phase in PerPhase.Each)
        {
            apparent += Math.Abs(voltage[phase].Value * reading.Current[phase].Value);
            active += Math.Abs(power[phase].Value);
        }

        // Active power never exceeds V x I; far below it only with a power factor that no site has. Small loads prove nothing.
        var mismatch = (apparent > 2000 || active > 2000)
            && (active > apparent * (1 + MismatchShare) || active < apparent * MismatchShare
                || (reading.Power is { } total && Math.Abs(total.Value) > active * (1 + MismatchShare)));
        return mismatch ? this with { Mismatches = Math.Min(MismatchesToDoubt, Mismatches + 1) }
            : Mismatches == 0 ? this : this with { Mismatches = 0 };
    }
}
