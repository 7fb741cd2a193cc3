using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Control;

/// <summary>Where orders to PV inverters and batteries leave the Core: their drivers.</summary>
public interface IResourceSink
{
    /// <summary>Hands over an order, or the same one again; never blocks. Only a tick with fresh measurements gives one.</summary>
    void Apply(ResourceOrder order, Instant now);
}
