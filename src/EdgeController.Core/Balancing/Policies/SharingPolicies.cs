using EdgeController.Core.Topology;

namespace EdgeController.Core.Balancing.Policies;

/// <summary>The policies by their word.</summary>
public static class SharingPolicies
{
    private static readonly ISharingPolicy[] All = [new FairPolicy(), new PriorityPolicy(), new FirstComePolicy(), new EarliestDeparturePolicy(), new LeastLaxityPolicy()];

    public static ISharingPolicy Of(Sharing sharing) => Array.Find(All, policy => policy.Sharing == sharing)!;

    /// <summary>The site's own policy, then those of its groups.</summary>
    public static ISharingPolicy[] Of(SitePolicy policy) => [Of(policy.Sharing), .. policy.Groups.Select(group => Of(group.Sharing))];
}
