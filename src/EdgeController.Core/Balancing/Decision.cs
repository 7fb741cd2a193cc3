using System.Collections.Immutable;
using EdgeController.Core.Balancing.Resources;
using EdgeController.Core.State;
using EdgeController.Core.Units;

namespace EdgeController.Core.Balancing;

/// <summary>The outcome of one tick: a setpoint with its reason for every EVSE, in the order of <c>Site.Evses</c>, and the guard's view of every circuit.</summary>
public sealed record Decision(Instant At, ImmutableArray<Setpoint> Setpoints, ImmutableArray<CircuitDecision> Circuits)
{
    /// <summary>What PV arrays and batteries are told, in the order of <c>Site.Resources</c>; empty where none is steered.</summary>
    public ImmutableArray<ResourceSetpoint> Resources { get; init; } = [];
}

/// <summary>What the guard took a circuit's state to be.</summary>
public sealed record CircuitDecision(ControlMode Mode, PerPhase<Amperes> Uncontrolled, Watts UncontrolledPower);
