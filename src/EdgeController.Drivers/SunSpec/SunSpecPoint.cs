namespace EdgeController.Drivers.SunSpec;

/// <summary>Encoding of a SunSpec point; each has a pattern of its own that means "not implemented".</summary>
public enum SunSpecType
{
    Int16,
    UInt16,
    Int32,
    UInt32,
    UInt64,
    Float32,

    /// <summary>An accumulator: 0 means that nothing is counted.</summary>
    Acc32,
    Enum16,
    Bitfield16,

    /// <summary>How often a block repeats.</summary>
    Count,
    Text,
}

/// <summary>One point of a model.</summary>
/// <param name="Name">Its name in the model definition.</param>
/// <param name="Offset">Registers from the model's ID register.</param>
/// <param name="Type">How it is encoded.</param>
/// <param name="Words">Registers that it takes.</param>
/// <param name="Scale">Offset of its scale factor (a power of ten); null where the number stands as it is.</param>
/// <param name="Repeats">Length of the block that it stands in, where that repeats; else 0.</param>
public sealed record SunSpecPoint(string Name, int Offset, SunSpecType Type, int Words, int? Scale, int Repeats);

/// <summary>A model in a device: its number, where its ID register is, and its length without ID and length register.</summary>
public readonly record struct SunSpecBlock(int Model, int Address, int Length)
{
    /// <summary>Registers with ID and length.</summary>
    public int Words => Length + 2;
}
