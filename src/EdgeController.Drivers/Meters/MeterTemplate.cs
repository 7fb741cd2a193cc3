using System.Collections.Immutable;

namespace EdgeController.Drivers.Meters;

/// <summary>
/// The register map of one exact meter model: data from <c>config/meters/*.yaml</c>, used to read a real meter and to serve a
/// simulated one. Addresses are zero-based PDU addresses.
/// </summary>
public sealed record MeterTemplate
{
    public required string Id { get; init; }

    /// <summary>Vendor and model names that this map fits.</summary>
    public required ImmutableArray<string> Products { get; init; }

    public required WordOrder WordOrder { get; init; }

    /// <summary>What is read in one go, in this order, at each poll.</summary>
    public required ImmutableArray<RegisterBlock> Blocks { get; init; }

    /// <summary>How often the meter acquires new values inside; zero where it keeps up with its polls.</summary>
    public TimeSpan Refresh { get; init; }

    /// <summary>Volts between each phase and neutral; required.</summary>
    public required PhaseValues Voltage { get; init; }

    /// <summary>Amperes per phase; required.</summary>
    public required PhaseValues Current { get; init; }

    /// <summary>Watts per phase, import positive; required (its sign is the current's sign).</summary>
    public required PhaseValues Power { get; init; }

    /// <summary>Watts over all phases.</summary>
    public RegisterValue? TotalPower { get; init; }

    public RegisterValue? Frequency { get; init; }

    /// <summary>Watt hours imported.</summary>
    public RegisterValue? EnergyImport { get; init; }

    /// <summary>Watt hours exported.</summary>
    public RegisterValue? EnergyExport { get; init; }
}

/// <summary>A run of registers read by one request: function code 3 (holding) or 4 (input).</summary>
public sealed record RegisterBlock(int FunctionCode, int Start, int Count);

/// <summary>The same quantity on the meter's three phases.</summary>
public sealed record PhaseValues(RegisterValue L1, RegisterValue L2, RegisterValue L3);

/// <summary>
/// One number in the register map. SI value = raw x <see cref="Scale"/>. A raw bit pattern listed in <see cref="NotAvailable"/>, a
/// NaN or an infinity means that the meter has no value.
/// </summary>
public sealed record RegisterValue(int Address, RegisterType Type, double Scale, ImmutableArray<ulong> NotAvailable);

/// <summary>Encoding of a number in registers.</summary>
public enum RegisterType
{
    Int16,
    UInt16,
    Int32,
    UInt32,
    Int64,
    UInt64,
    Float32,
    Float64,
}

/// <summary>Order of the 16-bit words of a number that spans several registers; bytes inside a word are always big-endian.</summary>
public enum WordOrder
{
    MostSignificantFirst,
    LeastSignificantFirst,
}
