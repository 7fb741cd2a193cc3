using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Balancing.Policies;

/// <summary>Earliest deadline first (Liu and Layland 1973): who leaves first is served first; whose departure nobody knows comes after all others.</summary>
public sealed class EarliestDeparturePolicy : ISharingPolicy
{
    public Sharing Sharing => Sharing.EarliestDeparture;

    public bool RisesTogether => false;

    public double Rank(in Claim claim, Instant now) => claim.Departure is { } leaves ? leaves.SinceStart.TotalSeconds : double.PositiveInfinity;
}
