using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.State;

/// <summary>Two meters for one circuit: the better one is relied on, and while both are good the higher values count.</summary>
public static class CircuitMeters
{
    /// <summary>The meter to rely on and how far; null where the circuit has none. Of two that are equally good it is the first.</summary>
    public static (int Meter, ControlMode Mode)? Best(SiteSnapshot snapshot, Circuit circuit, Instant now)
    {
        if (circuit.Meter is not { } first)
        {
            return null;
        }

        var mode = Judge(snapshot, first, now);
        if (mode != ControlMode.Normal && circuit.SecondMeter is { } second && Judge(snapshot, second, now) is var other && other < mode)
        {
            return (second, other);
        }

        return (first, mode);
    }

    /// <summary>The meter beside this one at the same circuit, where it is good at the moment; -1 else.</summary>
    internal static int GoodNeighbour(SiteSnapshot snapshot, int circuit, int meter, Instant now)
    {
        var at = snapshot.Site.Circuits[circuit];
        return (at.Meter == meter ? at.SecondMeter : at.Meter) is { } other && at.SecondMeter is not null && Judge(snapshot, other, now) == ControlMode.Normal ? other : -1;
    }

    /// <summary>
    /// What the circuit carries by both: of each value the higher one. Where they differ one of them is wrong, and nothing here tells which;
    /// what feeds in counts with what the less generous of the two shows.
    /// </summary>
    internal static MeterReading Joined(SiteSnapshot snapshot, int neighbour, MeterReading reading)
    {
        if (neighbour < 0 || snapshot.Meters[neighbour] is not { Doubt: MeterDoubt.None, Plausibility.Last: { } other, LastGoodAt: { } last } || other.At != last)
        {
            return reading;
        }

        var current = new PerPhase<Amperes>(Higher(reading.Current.L1, other.Current.L1), Higher(reading.Current.L2, other.Current.L2), Higher(reading.Current.L3, other.Current.L3));
        return reading with
        {
            At = reading.At > other.At ? reading.At : other.At,
            Current = current,
            Power = reading.Power is { } own && other.Power is { } theirs ? (own > theirs ? own : theirs) : reading.Power ?? other.Power,
        };
    }

    private static ControlMode Judge(SiteSnapshot snapshot, int meter, Instant now) =>
        MeterQuality.Judge(snapshot.Site.Meters[meter], snapshot.Meters[meter], snapshot.Site.Staleness, now);

    private static Amperes Higher(Amperes a, Amperes b) => a > b ? a : b;
}
