using EdgeController.Core.Topology;

namespace EdgeController.Core.Balancing.Resources;

/// <summary>What a PV array or a battery is told on a tick, and why.</summary>
/// <param name="Resource">Place in <see cref="Site.Resources"/>.</param>
/// <param name="Order">The order; null where nothing is said, so that what it was told before ends by itself.</param>
/// <param name="Reason">What binds.</param>
public sealed record ResourceSetpoint(int Resource, ResourceOrder? Order, Reason Reason);
