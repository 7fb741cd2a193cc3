using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Scenarios.Support;

namespace EdgeController.Scenarios.Comparison;

/// <summary>
/// The example garage behind a main breaker of another size. Contract and building shrink and grow with it; the vehicles stay. Stations fall
/// back to 0 A: 24 fallbacks of 6 A would not fit a small breaker, and the site file's check would say so.
/// </summary>
internal static class ComparedGarage
{
    /// <summary>From scarce to ample; 250 A is the example garage's own.</summary>
    public static readonly IReadOnlyList<int> MainAmps = [80, 120, 180, 250, 400];

    public static Site Behind(int mainAmps)
    {
        var garage = Examples.Garage;
        var main = garage.Circuits[0];
        var factor = mainAmps / main.LimitAmps.L1.Value;
        return garage with
        {
            Circuits = garage.Circuits.SetItem(0, main with
            {
                LimitAmps = PerPhase.All(new Amperes(mainAmps)),
                LimitPower = main.LimitPower * factor,
                AssumedUncontrolled = PerPhase.All(main.AssumedUncontrolled.L1 * factor),
            }),
            Stations = [.. garage.Stations.Select(station => station with { Fallback = Amperes.Zero })],
        };
    }
}
