using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Balancing.Policies;

/// <summary>The higher priority first; who came first among equals.</summary>
public sealed class PriorityPolicy : ISharingPolicy
{
    public Sharing Sharing => Sharing.Priority;

    public bool RisesTogether => false;

    public double Rank(in Claim claim, Instant now) => -claim.Priority.Value;
}
