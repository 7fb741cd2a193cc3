using EdgeController.Core.Balancing;
using EdgeController.Core.Units;

namespace EdgeController.Core.Control;

/// <summary>Where setpoints leave the Core: the links to the stations.</summary>
public interface ISetpointSink
{
    /// <summary>Hands a setpoint to its station's link; never blocks. The answer comes back as an event.</summary>
    void Apply(Setpoint setpoint, Instant now);
}
