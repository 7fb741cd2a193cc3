using EdgeController.Core.Planning;
using EdgeController.Core.State;
using EdgeController.Core.Units;

namespace EdgeController.Host.Planning;

/// <summary>
/// What the month's peak has cost up to a plan's first slot: the highest quarter of an hour so far, and what the running one has had already. Known where the grid
/// connection has a contract demand (<c>circuits.*.demand</c>); elsewhere a plan counts from nothing.
/// </summary>
internal static class DemandSoFar
{
    private const long Quarter = 15 * 60;

    /// <summary>The charge as the plan has to count it.</summary>
    public static DemandCharge Of(SiteSnapshot snapshot, double perKw, DateTimeOffset start)
    {
        var (peak, energy) = (Watts.Zero, WattHours.Zero);
        foreach (var circuit in snapshot.Index.Site.Circuits)
        {
            if (circuit.Parent is not null)
            {
                continue;
            }

            var state = snapshot.Demands[circuit.Index];
            peak = state.MonthPeak is { } month ? Watts.Max(peak, month) : peak;

            // A quarter that has ended since, or one that was counted by assumption, says nothing.
            if (state is { Period: { } period, Measured: true } && circuit.Demand is { } agreed && agreed.Period == TimeSpan.FromSeconds(Quarter) && period == start.ToUnixTimeSeconds() / Quarter)
            {
                energy += state.Energy;
            }
        }

        return new DemandCharge(perKw, peak) { QuarterSoFar = energy };
    }
}
