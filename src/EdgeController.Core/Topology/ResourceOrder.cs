using EdgeController.Core.Units;

namespace EdgeController.Core.Topology;

/// <summary>
/// What a battery or a PV inverter is told to do, for as long as <see cref="Reverts"/> says: without a renewal the device returns by itself
/// to what it does uncommanded, the twin of a station's lease.
/// </summary>
/// <param name="Resource">Place in <see cref="Site.Resources"/>.</param>
/// <param name="Power">Power at the terminals to hold; positive charges a battery, negative discharges it. Null where the device runs by itself.</param>
/// <param name="FeedInAtMost">Highest power that it may feed in, zero or more; null where only its rating bounds it.</param>
/// <param name="Reverts">Time after which the device forgets the order by itself.</param>
public sealed record ResourceOrder(int Resource, Watts? Power, Watts? FeedInAtMost, TimeSpan Reverts)
{
    /// <summary>What it may feed in once it has forgotten the order, where the device can be told; null: what it does uncommanded.</summary>
    public Watts? RevertsTo { get; init; }

    /// <summary>It feeds in by order.</summary>
    public bool GivesBack => Power is { Value: < 0 };

    /// <summary>The device is to run by itself, now and not only when its timer ends.</summary>
    public bool IsRelease => Power is null && FeedInAtMost is null;
}
