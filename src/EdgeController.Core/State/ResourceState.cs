using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.State;

/// <summary>What is known of a PV array or a battery: by its own meter, by what it reports, and what it was told.</summary>
public sealed record ResourceState
{
    /// <summary>Current per phase at the last good sample, negative where it feeds in; null without a meter or before the first.</summary>
    public PerPhase<Amperes>? Current { get; init; }

    /// <summary>Power at the last good sample, negative where it feeds in.</summary>
    public Watts? Power { get; init; }

    /// <summary>When it last reported; null before the first time.</summary>
    public Instant? ReportedAt { get; init; }

    public SteeringState Steering { get; init; }

    /// <summary>Why it is not commanded, as its driver says.</summary>
    public string? Problem { get; init; }

    /// <summary>Share of the battery's capacity that is there, 0 to 1.</summary>
    public double? StateOfCharge { get; init; }

    /// <summary>Energy that it holds when it is full, as it says itself.</summary>
    public WattHours? Capacity { get; init; }

    /// <summary>Power of the battery alone, where it shares its inverter with PV.</summary>
    public Watts? BatteryPower { get; init; }

    public Watts? ChargeAtMost { get; init; }

    public Watts? DischargeAtMost { get; init; }

    /// <summary>The inverter feeds in freely when an order ends: it cannot be told what to fall to.</summary>
    public bool RevertsFreely { get; init; }

    /// <summary>The last order, and when it was given; null before the first.</summary>
    public ResourceOrder? Order { get; init; }

    public Instant OrderedAt { get; init; }

    /// <summary>Revision of the setpoint that carried the last order to a station; 0 for devices that are no vehicles.</summary>
    public long OrderRevision { get; init; }

    /// <summary>When a vehicle's EVSE last measured; null before the first time.</summary>
    public Instant? MeasuredAt { get; init; }

    /// <summary>Share of its capacity below which a vehicle itself gives nothing; null where it does not tell one.</summary>
    public double? LeastCharge { get; init; }

    /// <summary>Share of its capacity that a vehicle wants when it leaves; null where it does not tell one.</summary>
    public double? TargetCharge { get; init; }

    /// <summary>Since when its power has been other than it was told; null while it follows or is told nothing.</summary>
    public Instant? NotFollowingSince { get; init; }

    /// <summary>What the newest charging plan wishes, and until when.</summary>
    public Watts? Wish { get; init; }

    public Instant WishEnds { get; init; }

    /// <summary>The order that may still be in force.</summary>
    public ResourceOrder? InForce(Instant now) => Order is { IsRelease: false } order && now - OrderedAt < order.Reverts ? order : null;
}
