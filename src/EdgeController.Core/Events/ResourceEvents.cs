using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Events;

/// <summary>What a battery or an inverter tells of itself beside its meter, and what is known of its obedience; what is null it does not tell.</summary>
public sealed record ResourceReported(Instant At, string Resource, SteeringState Steering, string? Problem) : SiteEvent(At)
{
    /// <summary>Share of the battery's capacity that is there, 0 to 1.</summary>
    public double? StateOfCharge { get; init; }

    /// <summary>Energy that the battery holds when it is full.</summary>
    public WattHours? Capacity { get; init; }

    /// <summary>Power of the battery alone, where its inverter has PV too; positive while it charges.</summary>
    public Watts? BatteryPower { get; init; }

    /// <summary>Highest charging power that the device allows.</summary>
    public Watts? ChargeAtMost { get; init; }

    /// <summary>Highest discharging power that the device allows.</summary>
    public Watts? DischargeAtMost { get; init; }

    /// <summary>Share of its capacity below which a vehicle itself gives nothing.</summary>
    public double? LeastCharge { get; init; }

    /// <summary>Share of its capacity that a vehicle wants when it leaves.</summary>
    public double? TargetCharge { get; init; }

    /// <summary>The inverter cannot be told what to fall to when its order ends: it feeds in freely then.</summary>
    public bool RevertsFreely { get; init; }
}

/// <summary>An order was handed to the driver of a battery or an inverter. From here on it may be in force.</summary>
public sealed record ResourceOrdered(Instant At, ResourceOrder Order) : SiteEvent(At)
{
    /// <summary>Revision of the setpoint that carries it to a station; 0 for devices that are no vehicles.</summary>
    public long Revision { get; init; }
}

/// <summary>
/// A charging plan wishes that power at the terminals of a battery until then; null: none any more. It is done as far as the guard finds it
/// safe, and only where the battery's mode is <see cref="ResourceMode.Plan"/>.
/// </summary>
public sealed record ResourceWished(Instant At, string Resource, Watts? Power, Instant Until) : SiteEvent(At);
