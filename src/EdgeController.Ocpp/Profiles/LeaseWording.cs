using EdgeController.Core.Units;
using EdgeController.Ocpp.Quirks;

namespace EdgeController.Ocpp.Profiles;

/// <summary>How a lease is worded beside its limit.</summary>
public sealed record LeaseWording
{
    public static LeaseWording Usual { get; } = new();

    /// <summary>Its stack level; 0 only where it has a purpose of its own.</summary>
    public int Stack { get; init; } = 1;

    /// <summary>How long before now it begins.</summary>
    public TimeSpan StartBefore { get; init; } = LeaseTimes.StartsBefore;

    /// <summary>Set where it must name no start; from when it counts then.</summary>
    public RelativeAnchor? Relative { get; init; }

    /// <summary>For how long charging has gone on, at least; what a lease lasts longer where it counts from there.</summary>
    public TimeSpan ChargingFor { get; init; }

    /// <summary>The station has one EVSE: what is for the whole station is for that.</summary>
    public bool SingleEvse { get; init; } = true;

    /// <summary>The number of phases is not said.</summary>
    public bool NoPhases { get; init; }

    /// <summary>The lease is Dynamic (2.1): its duration counts from its last change.</summary>
    public bool Dynamic { get; init; }

    /// <summary>What the vehicle gives back, nominal amperes per phase (2.1); null where it only charges.</summary>
    public Amperes? GivesBack { get; init; }

    internal DateTimeOffset? Start(DateTimeOffset stationNow) => Relative is null && !Dynamic ? LeaseTimes.Start(stationNow, StartBefore) : null;

    internal int Duration(TimeSpan lease) =>
        Dynamic ? LeaseTimes.Duration(lease, TimeSpan.Zero)
        : Relative is null ? LeaseTimes.Duration(lease, StartBefore)
        : LeaseTimes.Duration(lease, Relative == RelativeAnchor.Charging ? ChargingFor : TimeSpan.Zero);
}
