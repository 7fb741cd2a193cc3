using EdgeController.Core.Balancing;
using EdgeController.Scenarios.Support;

namespace EdgeController.Scenarios.RealTime.Field;

/// <summary>Which faults are played together. One after the other in the long mode.</summary>
internal static class FieldRuns
{
    private static readonly TimeSpan Held = TimeSpan.FromSeconds(10);

    private static readonly FieldFault[][][] Sites =
    [
        [[FieldFault.ShedKilled, FieldFault.HallKilled, FieldFault.BrokerKilled, FieldFault.RoofKilled, FieldFault.CellKilled], [FieldFault.GridKilled, FieldFault.PriceKilled]],
        [[FieldFault.ShedFrozen, FieldFault.HallFrozen, FieldFault.YardFrozen, FieldFault.RoofFrozen, FieldFault.CellFrozen, FieldFault.PriceFrozen]],
        [[FieldFault.BrokerFrozen], [FieldFault.YardKilled]],
        [[FieldFault.GridFrozen]],
    ];

    /// <summary>When the branch of a meter that is killed must be below its limit: named, and 30 s.</summary>
    public static TimeSpan Deadline { get; } = TimeSpan.FromSeconds(FieldFault.HallKilled.NamedWithin + 30);

    public static Task<FieldRun[]> GuardedAsync() => Task.WhenAll(Sites.Select(rounds => Campaign.Long
        ? FieldRun.GuardedAsync(Held * 3, [.. rounds.SelectMany(round => round).Select(fault => new[] { fault })])
        : FieldRun.GuardedAsync(Held, rounds)));

    public static Task<FieldRun> BareAsync() => FieldRun.BareAsync(Protections.MeterStaleness | Protections.Reserve, Deadline, FieldFault.HallKilled);
}
