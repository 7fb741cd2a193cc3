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

    public MeterTransport Transport { get; init; } = MeterTransport.Unknown;

    public MeterProbe Probe { get; init; } = MeterProbe.Usual;

    /// <summary>Registers written by hand with the values that they stand for.</summary>
    public ImmutableArray<GoldenImage> Golden { get; init; } = [];

    /// <summary>Where the register facts come from, and where the sources disagree.</summary>
    public ImmutableArray<string> Sources { get; init; } = [];

    /// <summary>How far the map is proven.</summary>
    public Verification Verified { get; init; }

    /// <summary>What is read in one go, in this order, at each poll.</summary>
    public required ImmutableArray<RegisterBlock> Blocks { get; init; }

    /// <summary>How often the meter acquires new values inside; zero where it keeps up with its polls.</summary>
    public TimeSpan Refresh { get; init; }

    /// <summary>Volts between each phase and neutral.</summary>
    public PhaseValues? Voltage { get; init; }

    /// <summary>Amperes per phase.</summary>
    public PhaseValues? Current { get; init; }

    /// <summary>Watts per phase, import positive (its sign is the current's sign).</summary>
    public PhaseValues? Power { get; init; }

    /// <summary>Voltage, current and power of each phase: what a circuit's meter must tell.</summary>
    public bool HasPhases => Voltage is not null && Current is not null && Power is not null;

    /// <summary>Watts over all phases.</summary>
    public RegisterValue? TotalPower { get; init; }

    /// <summary>Watts exported over all phases, where the model tells import and export apart: the total is the difference.</summary>
    public RegisterValue? TotalExport { get; init; }

    public RegisterValue? Frequency { get; init; }

    /// <summary>Watt hours imported.</summary>
    public RegisterValue? EnergyImport { get; init; }

    /// <summary>Watt hours exported.</summary>
    public RegisterValue? EnergyExport { get; init; }

    /// <summary>Every value that the map has.</summary>
    public IEnumerable<RegisterValue> Values
    {
        get
        {
            foreach (var phases in new[] { Voltage, Current, Power })
            {
                if (phases is not null)
                {
                    yield return phases.L1;
                    yield return phases.L2;
                    yield return phases.L3;
                }
            }

            foreach (var single in new[] { TotalPower, TotalExport, Frequency, EnergyImport, EnergyExport })
            {
                if (single is not null)
                {
                    yield return single;
                }
            }
        }
    }
}

/// <summary>How far a register map is proven.</summary>
public enum Verification
{
    /// <summary>From documents and other projects' code only.</summary>
    Paper,

    /// <summary>Read from a device on a bench.</summary>
    Bench,

    /// <summary>In use at a site.</summary>
    Field,
}

/// <summary>A run of registers read by one request: function code 3 (holding) or 4 (input).</summary>
public sealed record RegisterBlock(int FunctionCode, int Start, int Count)
{
    /// <summary>Least time between two reads of what no decision needs; zero for each poll.</summary>
    public TimeSpan Every { get; init; }

    public bool Holds(int address) => address >= Start && address < Start + Count;
}

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

    /// <summary>A counter that is zero where it is not implemented (SunSpec).</summary>
    Acc32,
    Float32,
    Float64,
}

/// <summary>Order of the 16-bit words of a number that spans several registers; bytes inside a word are always big-endian.</summary>
public enum WordOrder
{
    MostSignificantFirst,
    LeastSignificantFirst,
}
