namespace EdgeController.Core.Balancing;

/// <summary>How leases live in a station, by where it keeps them (faults 2.3).</summary>
/// <param name="Length">How long a lease holds.</param>
/// <param name="Longest">How long it holds when the station's write budget runs low: the time that a dead controller's leases last at most.</param>
/// <param name="RenewBefore">How long before its end a lease is renewed.</param>
public readonly record struct LeaseTerms(TimeSpan Length, TimeSpan Longest, TimeSpan RenewBefore)
{
    /// <summary>Flash that is rewritten in place: 15 minutes.</summary>
    public static LeaseTerms Flash { get; } = new(TimeSpan.FromSeconds(900), TimeSpan.FromSeconds(900), TimeSpan.FromSeconds(60));

    /// <summary>No wear: a minute.</summary>
    public static LeaseTerms Ram { get; } = new(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(30));
}
