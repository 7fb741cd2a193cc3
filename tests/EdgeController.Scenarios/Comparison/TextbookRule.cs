namespace EdgeController.Scenarios.Comparison;

/// <summary>Rank of a visit with so much energy charged, at that time: the smallest is served first.</summary>
internal delegate double Rank(Visit visit, double chargedKwh, TimeSpan now);

/// <summary>
/// The online algorithms that the field compares itself with (Lee et al., "Adaptive Charging Networks", arXiv 2012.02636), from their
/// definitions. <see cref="Rank"/> null is round-robin.
/// </summary>
internal sealed record TextbookRule(string Name, Rank? Rank)
{
    /// <summary>First come, first served.</summary>
    public static readonly TextbookRule FirstCome = new("first-come", (visit, _, _) => visit.Arrival.TotalHours);

    /// <summary>Earliest deadline first (Liu and Layland 1973).</summary>
    public static readonly TextbookRule EarliestDeadline = new("earliest-deadline", (visit, _, _) => visit.Departure.TotalHours);

    /// <summary>Least laxity first: time until departure less the time that it needs at its highest power.</summary>
    public static readonly TextbookRule LeastLaxity = new("least-laxity", (visit, charged, now) => (visit.Departure - now - visit.Needs(charged)).TotalHours);

    /// <summary>Equal increments in turn, until nobody can take another one.</summary>
    public static readonly TextbookRule RoundRobin = new("round-robin", null);

    public static readonly IReadOnlyList<TextbookRule> All = [FirstCome, EarliestDeadline, LeastLaxity, RoundRobin];
}
