using EdgeController.Core.Events;
using EdgeController.Core.Units;
using EdgeController.Simulator.World;

namespace EdgeController.Host.Simulation;

/// <summary>Drivers who say when they leave and how much energy they need, as soon as the controller knows of their session: as over its HTTP interface.</summary>
internal sealed class DriversWishes(SimulatedSite world)
{
    private readonly PlannedSession?[] _told = new PlannedSession?[world.Site.Evses.Length];

    public void Tell(SimulatedController? controller, Instant now)
    {
        foreach (var evse in world.Site.Evses)
        {
            var visit = world.VisitAt(evse.Index);
            if (ReferenceEquals(visit, _told[evse.Index]) || (visit is not null && controller?.Site.Snapshot.Evses[evse.Index].Session is null))
            {
                continue;
            }

            _told[evse.Index] = visit;
            if (visit is not null)
            {
                controller!.Handle(new SessionWished(now, evse.Id, WishSource.Operator)
                {
                    Departure = Instant.Start + visit.Departure,
                    Energy = new WattHours(visit.Vehicle.RequestedWattHours),
                });
            }
        }
    }
}
