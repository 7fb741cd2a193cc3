using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Balancing;

/// <summary>
/// What each back end with a group limit leaves to the charging at all its stations: amperes on each phase and watts over all. Other load does not
/// count, and neither does the site's margin: it is no breaker.
/// </summary>
internal sealed class GroupRows(SiteIndex index, RowLayout layout, GuardOptions options)
{
    public void Fill(SiteSnapshot snapshot, double[] capacity)
    {
        for (var group = 0; group < layout.Groups.Length; group++)
        {
            var first = layout.Group(group);
            var rows = capacity.AsSpan(first, RowLayout.PerGroup);
            rows.Fill(double.PositiveInfinity);

            // One that cannot be read holds each EVSE at its fallback (CsmsLimits): there is no sum to keep.
            if (snapshot.GroupLimits[layout.Groups[group]] is { IsUnknown: false } limit && !options.Without.HasFlag(Protections.GroupLimits))
            {
                rows[..CapacityRows.Power].Fill(limit.Amps?.Value ?? double.PositiveInfinity);
                rows[CapacityRows.Power] = limit.Power?.Value ?? double.PositiveInfinity;
            }
        }
    }

    /// <summary>The words for a row that binds.</summary>
    public Reason Explain(int row, double capacity)
    {
        var name = index.Site.BackEnds[layout.BackEndOf(row)].Name;
        return layout.KindOf(row) == RowKind.GroupPower
            ? new Reason(ReasonCode.GroupPowerLimit, name, null, Math.Round(capacity / 1000, 1))
            : new Reason(ReasonCode.GroupLimit, name, layout.PhaseOf(row), Math.Round(capacity, 1));
    }
}
