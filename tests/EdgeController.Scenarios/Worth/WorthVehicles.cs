using EdgeController.Core.Planning;
using EdgeController.Core.Units;
using EdgeController.Simulator.Vehicles;
using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.Worth;

/// <summary>Visits as a planner that knows them sees them.</summary>
internal sealed class WorthVehicles(WorthSite worth)
{
    /// <param name="session">The visit.</param>
    /// <param name="id">Its name in the problem.</param>
    /// <param name="chargedKwh">What it has already.</param>
    /// <param name="tapers">Whether it is known how it slows down towards the end.</param>
    /// <returns>Null for one that never charges.</returns>
    public PlanVehicle? Of(PlannedSession session, string id, double chargedKwh = 0, bool tapers = false)
    {
        var (site, traits) = (worth.Site, session.Vehicle);
        var station = site.Stations[site.Evses[session.Evse].Station];
        if (traits.SleepsFor == TimeSpan.MaxValue || session.Arrival + traits.SleepsFor >= session.Departure)
        {
            return null;
        }

        var phases = station.Rotation.Terminals.Take(traits.Phases).Aggregate(Phases.None, (all, phase) => all | phase.ToSet());
        var vehicle = new PlanVehicle
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
            Connector = new PlanConnector(station.Fallback, station.Rotation.Wired),
            Fallback = Amperes.Min(station.Fallback, new Amperes(Math.Min(station.Max.Value, traits.MaxAmps) - traits.UnderDrawAmps)),
        };
        return tapers && traits.TaperFrom < 1 ? vehicle with { Store = Store(vehicle, traits, chargedKwh * 1000) } : vehicle;
    }

    /// <summary>Its battery from what it lacked when it came to full: from <see cref="VehicleTraits.TaperFrom"/> on its current falls to the least.</summary>
    private VehicleStore Store(PlanVehicle vehicle, VehicleTraits traits, double charged)
    {
        var watts = vehicle.Phases.Count() * worth.Site.NominalVoltage.Value;
        return new VehicleStore(new WattHours(traits.RequestedWattHours), Math.Min(1, charged / traits.RequestedWattHours), 1)
        {
            Taper = [new TaperPoint(traits.TaperFrom, new Watts(vehicle.Max.Value * watts)), new TaperPoint(1, new Watts(vehicle.Min.Value * watts))],
        };
    }
}
