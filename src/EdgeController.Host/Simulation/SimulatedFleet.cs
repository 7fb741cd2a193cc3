using EdgeController.Core.Balancing;
using EdgeController.Core.Control;
using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Simulator.SunSpec;
using EdgeController.Simulator.World;

namespace EdgeController.Host.Simulation;

/// <summary>The SunSpec drivers of one life of the controller in simulated time.</summary>
internal sealed class SimulatedFleet(SimulatedSite world, Func<Instant> clock, SimulationOptions options) : IResourceSink
{
    private readonly Dictionary<SimulatedSunSpec, SimulatedSunSpecLine> _lines = world.SunSpec.ToDictionary(
        device => device,
        device => new SimulatedSunSpecLine(device, device.Unit with { Trusts = options.Guard.Without.HasFlag(Protections.ReversionProof) }, clock));

    public void Poll(SimulatedSunSpec device, Action<SiteEvent> tell)
    {
        foreach (var what in _lines[device].Poll())
        {
            tell(what);
        }
    }

    public void Apply(ResourceOrder order, Instant now)
    {
        if (options.SteersResources && world.SunSpec.FirstOrDefault(device => device.Unit.Resource?.Index == order.Resource) is { } device)
        {
            _lines[device].Order(order);
        }
    }
}
