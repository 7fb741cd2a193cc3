namespace EdgeController.Simulator.World;

/// <summary>The rule by which the ideal hands out what the limits leave; the least current for everybody who fits comes first.</summary>
public enum IdealRule
{
    /// <summary>All rise together (max-min fairness).</summary>
    Fair,

    /// <summary>Who came first gets as much as it takes, then the next one.</summary>
    FirstCome,

    /// <summary>Who leaves first is served first (earliest deadline first).</summary>
    EarliestDeparture,

    /// <summary>Who can wait least is served first: time until departure less the time that it still has to charge at its highest power.</summary>
    LeastLaxity,
}
