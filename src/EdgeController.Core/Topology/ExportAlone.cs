using EdgeController.Core.Units;

namespace EdgeController.Core.Topology;

/// <summary>What leaves a circuit with an export limit while nobody steers and nothing is drawn.</summary>
public static class ExportAlone
{
    /// <summary>A watt is rounding, not feed-in.</summary>
    private static readonly Watts Rounding = new(1);

    /// <summary>Whether that is more than the circuit's export limit.</summary>
    public static bool Exceeds(Watts alone, Circuit circuit) => circuit.ExportLimit is { } limit && alone > limit + Rounding;

    /// <summary>
    /// The highest feed-in of all PV below the circuit: what falls to its part of the limit by itself counts at that, everything else at its own
    /// permanent limit, and without one at its rating.
    /// </summary>
    /// <param name="below">The resources on and below the circuit.</param>
    /// <param name="circuit">A circuit with an export limit.</param>
    /// <param name="fallsToItsPart">Whether the device of that steered PV can be told what to fall to.</param>
    public static Watts Highest(IEnumerable<EnergyResource> below, Circuit circuit, Func<EnergyResource, bool> fallsToItsPart)
    {
        var all = below.Where(one => one.Kind == ResourceKind.Pv).ToArray();
        var left = (circuit.ExportLimit ?? Watts.Zero).Value - all.Where(one => one.Control is null).Sum(one => one.Max.Value);
        var steered = all.Where(one => one.Control is not null).Sum(one => one.Max.Value);
        return new Watts(all.Sum(one =>
        {
            var own = Math.Min(one.Max.Value, one.Control?.OwnLimit?.Value ?? double.PositiveInfinity);
            return one.Control is not null && fallsToItsPart(one) ? Math.Min(own, Math.Max(0, left) * one.Max.Value / steered) : own;
        }));
    }
}
