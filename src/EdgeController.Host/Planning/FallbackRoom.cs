using System.Collections.Immutable;
using EdgeController.Core.Balancing;
using EdgeController.Core.Planning;
using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Host.Planning;

/// <summary>
/// Takes from what the planned vehicles may draw together what the guard keeps for EVSEs that the plan does not have: the fallback of vehicles that have their energy or are not
/// planned, and that of the largest few that may come to free connectors.
/// </summary>
internal sealed class FallbackRoom(Site site, GuardOptions guard)
{
    public ImmutableArray<PlanCircuit> Leave(SiteSnapshot snapshot, IReadOnlySet<int> planned, ImmutableArray<PlanCircuit> circuits)
    {
        var all = circuits.ToBuilder();
        foreach (var circuit in site.Circuits)
        {
            var kept = default(PerPhase<Amperes>);
            var below = site.Evses.Where(evse => !planned.Contains(evse.Index) && IsUnder(snapshot.Index.StationOf(evse.Index).Circuit, circuit.Index)).ToArray();
            foreach (var phase in PerPhase.Each)
            {
                var here = below.Where(evse => snapshot.Index.StationOf(evse.Index).Rotation.Wired.Has(phase)).ToArray();
                var there = here.Where(evse => snapshot.Evses[evse.Index].MayHaveVehicle).Sum(evse => Fallback(snapshot, evse));
                var comers = here.Where(evse => !snapshot.Evses[evse.Index].MayHaveVehicle).Select(evse => Fallback(snapshot, evse)).OrderDescending().Take(guard.ArrivalsWithinLease).Sum();
                kept = kept.With(phase, new Amperes(there + comers));
            }

            var one = all[circuit.Index];
            var watts = (kept.L1 + kept.L2 + kept.L3).Value * site.NominalVoltage.Value;
            all[circuit.Index] = one with
            {
                VehicleCurrent = one.VehicleCurrent is { } current
                    ? PerPhase.Each.Aggregate(current, (left, phase) => left.With(phase, Amperes.Max(Amperes.Zero, left[phase] - kept[phase])))
                    : null,
                VehiclePower = one.VehiclePower is { } power ? new Watts(Math.Max(0, power.Value - watts)) : null,
            };
        }

        return all.ToImmutable();
    }

    private static double Fallback(SiteSnapshot snapshot, Evse evse) => snapshot.Index.StationOf(evse.Index).Fallback.Value;

    private bool IsUnder(int circuit, int above)
    {
        for (int? at = circuit; at is { } here; at = site.Circuits[here].Parent)
        {
            if (here == above)
            {
                return true;
            }
        }

        return false;
    }
}
