using EdgeController.Core.Topology;
using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.Comparison;

/// <summary>A policy of the controller and the rule that it follows, for the ideal without delay.</summary>
internal sealed record ComparedPolicy(Sharing Sharing, IdealRule Rule)
{
    public static readonly ComparedPolicy Fair = new(Sharing.Fair, IdealRule.Fair);

    public static readonly ComparedPolicy LeastLaxity = new(Sharing.LeastLaxity, IdealRule.LeastLaxity);

    public static readonly IReadOnlyList<ComparedPolicy> All =
        [Fair, new(Sharing.FirstCome, IdealRule.FirstCome), new(Sharing.EarliestDeparture, IdealRule.EarliestDeparture), LeastLaxity];

    public string Name => Sharing switch
    {
        Sharing.Fair => "fair",
        Sharing.FirstCome => "first-come",
        Sharing.EarliestDeparture => "earliest-departure",
        _ => "least-laxity",
    };
}
