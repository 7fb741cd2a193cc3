using EdgeController.Drivers.SunSpec;

namespace EdgeController.Simulator.SunSpec;

/// <summary>The chains of models that simulated devices have: those of the templates in <c>config/der</c>, as a test holds them against each other.</summary>
public static class SimulatedChains
{
    /// <summary>All of them.</summary>
    public static IEnumerable<(SunSpecKind Kind, (int Model, int Length)[] Chain)> All =>
        from kind in Enum.GetValues<SunSpecKind>()
        from set in Enum.GetValues<SunSpecModelSet>()
        select (kind, Of(kind, set));

    /// <summary>The chain of a device of that kind.</summary>
    public static (int Model, int Length)[] Of(SunSpecKind kind, SunSpecModelSet set)
    {
        var storage = kind == SunSpecKind.Storage;
        return (kind, set) switch
        {
            (SunSpecKind.Meter, SunSpecModelSet.Floats) => [(1, 66), (213, 124)],
            (SunSpecKind.Meter, _) => [(1, 66), (203, 105)],
            (_, SunSpecModelSet.Integers) => [(1, 65), (103, 50), (120, 26), (121, 30), (122, 44), .. storage ? [(124, 24), (802, 62)] : new[] { (123, 24) }],
            (_, SunSpecModelSet.Floats) => [(1, 66), (113, 60), (120, 26), (121, 30), (122, 44), .. storage ? [(124, 24), (713, 7), (714, 43)] : new[] { (123, 24) }],
            _ => [(1, 66), (701, 153), (702, 50), (703, 17), (704, 65), .. storage ? [(713, 7), (714, 43)] : Array.Empty<(int, int)>()],
        };
    }
}
