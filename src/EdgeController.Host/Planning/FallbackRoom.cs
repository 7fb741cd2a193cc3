using System.Collections.Immutable;
using EdgeController.Core.Balancing;
using EdgeController.Core.Planning;
using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Host.Planning;

/// <summary>
/// Takes from what the planned vehicles may draw together what the guard keeps for vehicles that the plan does not have (they have their energy or are not planned), and tells what it keeps for
/// the other connectors: of those that are free now or will be, the fallback of the largest few that may be taken within a lease.
/// </summary>
internal sealed class FallbackRoom(Site site, GuardOptions guard)
{
    public ImmutableArray<PlanCircuit> Leave(SiteSnapshot snapshot, IReadOnlySet<int> planned, ImmutableArray<PlanCircuit> circuits)
    {
        var all = circuits.ToBuilder();
        foreach (var circuit in site.Circuits)
        {
            var (kept, connectors, newcomers) = (default(PerPhase<Amperes>), default(PerPhase<Amperes>), 0.0);
            var below = site.Evses.Where(evse => IsUnder(snapshot.Index.StationOf(evse.Index).Circuit, circuit.Index)).ToArray();
            foreach (var phase in PerPhase.Each)
            {
                var here = below.Where(evse => snapshot.Index.StationOf(evse.Index).Rotation.Wired.Has(phase)).ToArray();
                var taken = here.Where(evse => planned.Contains(evse.Index)).Sum(evse => Fallback(snapshot, evse));
                var there = here.Where(evse => !planned.Contains(evse.Index) && snapshot.Evses[evse.Index].MayHaveVehicle).Sum(evse => Fallback(snapshot, evse));
                var comers = here.Where(evse => !planned.Contains(evse.Index) && !snapshot.Evses[evse.Index].MayHaveVehicle).Select(evse => Fallback(snapshot, evse)).OrderDescending();
                kept = kept.With(phase, new Amperes(there));
                connectors = connectors.With(phase, new Amperes(taken + comers.Take(guard.ArrivalsWithinLease).Sum()));
                newcomers = Math.Max(newcomers, here.Select(evse => Fallback(snapshot, evse)).OrderDescending().Take(guard.NewcomerRoom).Sum());
            }

            var one = all[circuit.Index];
            var watts = (kept.L1 + kept.L2 + kept.L3).Value * site.NominalVoltage.Value;
            all[circuit.Index] = one with
            {
                VehicleCurrent = one.VehicleCurrent is { } current
                    ? PerPhase.Each.Aggregate(current, (left, phase) => left.With(phase, Amperes.Max(Amperes.Zero, left[phase] - kept[phase])))
                    : null,
                VehiclePower = one.VehiclePower is { } power ? new Watts(Math.Max(0, power.Value - watts)) : null,
                Connectors = connectors,
                Newcomers = new Amperes(newcomers),
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
