using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Balancing.Policies;

/// <summary>First come, first served.</summary>
public sealed class FirstComePolicy : ISharingPolicy
{
    public Sharing Sharing => Sharing.FirstCome;

    public bool RisesTogether => false;

    public double Rank(in Claim claim, Instant now) => claim.Arrived.SinceStart.TotalSeconds;
}
