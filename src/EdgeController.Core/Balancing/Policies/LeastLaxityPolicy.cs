using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Balancing.Policies;

/// <summary>
/// Least laxity first: laxity = time until departure - energy still needed / highest power. Who is unknown in either comes after all others.
/// Counted in whole steps, so that two vehicles that are equally urgent do not take turns every second.
/// </summary>
public sealed class LeastLaxityPolicy : ISharingPolicy
{
    /// <summary>Differences of laxity below this do not count.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromMinutes(5);

    public Sharing Sharing => Sharing.LeastLaxity;

    public bool RisesTogether => false;

    /// <summary>A quarter of an hour: who waits becomes more urgent every minute, who charges does not.</summary>
    public double Hold => 3;

    /// <summary>How long it could still wait; null where departure or energy is not known.</summary>
    public static TimeSpan? Laxity(in Claim claim, Instant now) => claim is { Departure: { } leaves, Needs: { } needs } ? leaves - now - needs : null;

    public double Rank(in Claim claim, Instant now) => Laxity(claim, now) is { } laxity ? Math.Floor(laxity / Step) : double.PositiveInfinity;
}
