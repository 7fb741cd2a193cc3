using EdgeController.Core.Units;

namespace EdgeController.Drivers.Meters;

/// <summary>
/// What a meter told in one poll, at its own terminals L1, L2, L3. Null is a value that it did not tell: never zero.
/// Import and consumption are positive.
/// </summary>
public sealed record MeterSample
{
    public PerPhase<Volts?> Voltage { get; init; }

    /// <summary>Apparent current: its magnitude, with the sign of the phase's active power.</summary>
    public PerPhase<Amperes?> Current { get; init; }

    /// <summary>Active current: power over voltage, where both are there and the voltage is a mains voltage.</summary>
    public PerPhase<Amperes?> ActiveCurrent { get; init; }

    public PerPhase<Watts?> Power { get; init; }

    public Watts? TotalPower { get; init; }

    public double? FrequencyHertz { get; init; }

    public WattHours? EnergyImport { get; init; }

    public WattHours? EnergyExport { get; init; }

    /// <summary>There is neither voltage nor current on any terminal that is wired.</summary>
    public bool IsDead { get; init; }

    /// <summary>Why the sample must not be used, naming terminal and register; null when it is good.</summary>
    public string? Missing { get; init; }
}
