using EdgeController.Core.Balancing;
using EdgeController.Scenarios.Support;

namespace EdgeController.Scenarios.RealTime.Field;

/// <summary>Which faults are played together. One after the other, on one site, in the long mode.</summary>
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

    public static Task<FieldRun[]> GuardedAsync() => Campaign.Long
        ? Task.WhenAll(FieldRun.PlayAsync(Protections.None, Held * 3, [.. Sites.SelectMany(site => site).SelectMany(round => round).Select(fault => new[] { fault })]))
        : Task.WhenAll(Sites.Select(rounds => FieldRun.PlayAsync(Protections.None, Held, rounds)));

    public static Task<FieldRun> BareAsync() => FieldRun.PlayAsync(Protections.MeterStaleness | Protections.Reserve, TimeSpan.FromSeconds(40), [FieldFault.HallKilled]);
}
