using System.Collections.Immutable;
using EdgeController.Core.Units;

namespace EdgeController.Core.Topology;

/// <summary>What the vehicles at each EVSE of a station may give back to the site (V2X).</summary>
/// <param name="Discharge">Highest power out of the EVSE, on the side of the grid.</param>
/// <param name="SocMin">Share of a vehicle's capacity below which it gives nothing, 0 to 1.</param>
public sealed record V2xRating(Watts Discharge, double SocMin)
{
    /// <summary>What a kilowatt-hour out of a vehicle's battery wears it, in the tariff's money.</summary>
    public double WearPerKwh { get; init; }

    /// <summary>
    /// The energy resources of the site with one more for each EVSE whose vehicle may give back: the guard steers them by the same setpoints as
    /// batteries, and each goes to its station with the lease.
    /// </summary>
    public static ImmutableArray<EnergyResource> Join(ImmutableArray<EnergyResource> resources, IEnumerable<Station> stations, IReadOnlyList<Evse> evses)
    {
        var all = resources.ToBuilder();
        foreach (var station in stations)
        {
            foreach (var evse in station.V2x is null ? [] : station.Evses)
            {
                all.Add(new EnergyResource
                {
                    Id = evses[evse].Id.ToString(),
                    Index = all.Count,
                    Kind = ResourceKind.Vehicle,
                    Circuit = station.Circuit,
                    Max = station.V2x!.Discharge,
                    Wired = station.Dc is null ? station.Rotation.Wired : Phases.All,
                    Mode = ResourceMode.Plan,
                    SocMin = station.V2x.SocMin,
                    Evse = evse,
                });
            }
        }

        return all.ToImmutable();
    }
}
