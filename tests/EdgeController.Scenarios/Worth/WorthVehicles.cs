using EdgeController.Core.Planning;
using EdgeController.Core.Units;
using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.Worth;

/// <summary>Visits as a planner that knows them sees them.</summary>
internal sealed class WorthVehicles(WorthSite worth)
{
    /// <param name="session">The visit.</param>
    /// <param name="id">Its name in the problem.</param>
    /// <param name="chargedKwh">What it has already.</param>
    /// <returns>Null for one that never charges.</returns>
    public PlanVehicle? Of(PlannedSession session, string id, double chargedKwh = 0)
    {
        var (site, traits) = (worth.Site, session.Vehicle);
        var station = site.Stations[site.Evses[session.Evse].Station];
        if (traits.SleepsFor == TimeSpan.MaxValue || session.Arrival + traits.SleepsFor >= session.Departure)
        {
            return null;
        }

        var phases = station.Rotation.Terminals.Take(traits.Phases).Aggregate(Phases.None, (all, phase) => all | phase.ToSet());
        return new PlanVehicle
        {
            Id = id,
            Circuit = station.Circuit,
            Phases = station.Dc is null ? phases : Phases.All,
            Max = new Amperes(Math.Min(station.Max.Value, traits.MaxAmps) - traits.UnderDrawAmps),
            Min = new Amperes(Math.Max(station.Min.Value, traits.Least) - traits.UnderDrawAmps),
            Arrival = worth.Start + session.Arrival + traits.SleepsFor,
            Departure = worth.Start + session.Departure,
            Energy = new WattHours(Math.Max(0, traits.RequestedWattHours - (chargedKwh * 1000))),
            Efficiency = traits.Efficiency,
        };
    }
}
