using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Balancing.Policies;

/// <summary>Weighted max-min fairness: nobody can get more without somebody who has less, by weight, getting less. Admits by priority.</summary>
public sealed class FairPolicy : ISharingPolicy
{
    public Sharing Sharing => Sharing.Fair;

    public bool RisesTogether => true;

    public double Rank(in Claim claim, Instant now) => -claim.Priority.Value;
}
