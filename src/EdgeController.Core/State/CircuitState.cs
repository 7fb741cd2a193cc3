using EdgeController.Core.Units;

namespace EdgeController.Core.State;

/// <summary>What a circuit's meter has told: its newest sample and the uncontrolled load derived from it.</summary>
public sealed record CircuitState
{
    /// <summary>Current per phase at the last good sample; null without a meter or before the first.</summary>
    public PerPhase<Amperes>? Drawn { get; init; }

    /// <summary>Power at the last good sample; null without a meter or before the first.</summary>
    public Watts? DrawnPower { get; init; }

    public PerPhase<UncontrolledLoad> Uncontrolled { get; init; }

    public UncontrolledLoad UncontrolledPower { get; init; }

    /// <summary>Apparent power at the last good sample; null without a meter, before the first, and where the site limits none.</summary>
    public VoltAmperes? DrawnApparent { get; init; }

    public UncontrolledLoad UncontrolledApparent { get; init; }

    /// <summary>Uncontrolled load plus what the resources with a fresh meter feed in: what the busbar carries of it. Not known where no resource is below.</summary>
    public PerPhase<UncontrolledLoad> UncontrolledGross { get; init; }

    /// <summary>What vehicles in a solar mode share; null but at a metered root while there are any.</summary>
    public SolarSurplus? Surplus { get; init; }
}

/// <summary>Freshness of one meter.</summary>
public sealed record MeterState
{
    /// <summary>When the last good sample was taken; null before the first.</summary>
    public Instant? LastGoodAt { get; init; }

    /// <summary>When its driver last had an outcome to tell, good or bad; null before the first.</summary>
    public Instant? HeardAt { get; init; }

    /// <summary>Good samples in a row since the last gap that made it blind.</summary>
    public int GoodInARow { get; init; }

    public string? LastError { get; init; }

    /// <summary>Since when it has shown, without a break, that what it measures has no power; null while it does not.</summary>
    public Instant? DeadSince { get; init; }

    /// <summary>Voltage per phase at the last good sample; null where the meter does not tell it.</summary>
    public PerPhase<Volts>? Voltage { get; init; }

    /// <summary>The lowest voltage of the last minutes.</summary>
    public LowestVoltage Lowest { get; init; }

    /// <summary>What speaks against the meter's values; <see cref="MeterDoubt.None"/> while they are believed.</summary>
    public MeterDoubt Doubt { get; init; }

    /// <summary>The evidence that the doubt is drawn from.</summary>
    public MeterPlausibility Plausibility { get; init; } = MeterPlausibility.Initial;
}
