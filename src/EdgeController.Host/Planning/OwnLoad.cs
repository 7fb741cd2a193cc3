using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Host.Planning;

/// <summary>A circuit's own load that is no EVSE of ours: the guard's estimate without that of the circuits below it, and with what PV with a meter feeds in.</summary>
internal static class OwnLoad
{
    public static PerPhase<Watts> Of(SiteSnapshot snapshot, int circuit)
    {
        var nominal = snapshot.Site.NominalVoltage.Value;
        var total = Under(snapshot, circuit);
        foreach (var child in snapshot.Index.Children[circuit])
        {
            var below = Under(snapshot, child);
            total = new(total.L1 - below.L1, total.L2 - below.L2, total.L3 - below.L3);
        }

        // Where no meter tells, what the site file assumes is what the circuits below leave.
        return total.Select(amps => new Watts(Math.Max(0, amps) * nominal));
    }

    private static PerPhase<double> Under(SiteSnapshot snapshot, int circuit)
    {
        var (site, state) = (snapshot.Site, snapshot.Circuits[circuit]);
        if (state.Uncontrolled.L1.IsKnown)
        {
            var sum = state.Uncontrolled.Select(load => load.Estimate);
            foreach (var below in snapshot.Index.ResourcesUnder[circuit])
            {
                if (snapshot.Resources[below] is { Current: { } current })
                {
                    sum = new(sum.L1 - current.L1.Value, sum.L2 - current.L2.Value, sum.L3 - current.L3.Value);
                }
            }

            return sum;
        }

        var assumed = snapshot.Index.AssumedOn[circuit].Select(amps => amps.Value);
        foreach (var child in snapshot.Index.Children[circuit])
        {
            var below = Under(snapshot, child);
            assumed = new(assumed.L1 + below.L1, assumed.L2 + below.L2, assumed.L3 + below.L3);
        }

        return assumed;
    }
}
