using System.Collections.Immutable;

namespace EdgeController.Drivers.SunSpec;

/// <summary>The models of a device as they were read last: numbers by model and point. Immutable.</summary>
public sealed record SunSpecImage(ImmutableDictionary<SunSpecBlock, ImmutableArray<ushort>> Blocks)
{
    public static readonly SunSpecImage Empty = new(ImmutableDictionary<SunSpecBlock, ImmutableArray<ushort>>.Empty);

    /// <summary>The point of the first such model; null where there is none or it has no value.</summary>
    public double? this[int model, string point] => At(model, point, 0);

    /// <summary>The same in one of the repeating blocks, from 0.</summary>
    public double? At(int model, string point, int instance) =>
        Find(model) is { } block && SunSpecModels.Find(model, point) is { } definition ? SunSpecNumber.Decode(Blocks[block].AsSpan(), definition, instance) : null;

    /// <summary>The text of the point; empty where there is none.</summary>
    public string Text(int model, string point) =>
        Find(model) is { } block && SunSpecModels.Find(model, point) is { } definition ? SunSpecNumber.Text(Blocks[block].AsSpan(), definition) : "";

    /// <summary>The first model of that number that was read.</summary>
    public SunSpecBlock? Find(int model)
    {
        SunSpecBlock? first = null;
        foreach (var block in Blocks.Keys)
        {
            if (block.Model == model && (first is null || block.Address < first.Value.Address))
            {
                first = block;
            }
        }

        return first;
    }

    /// <summary>The register at that address; null where no model that was read holds it.</summary>
    public ushort? Word(int address)
    {
        foreach (var (block, words) in Blocks)
        {
            if (address >= block.Address && address - block.Address < words.Length)
            {
                return words[address - block.Address];
            }
        }

        return null;
    }

    public SunSpecImage With(SunSpecBlock block, ImmutableArray<ushort> words) => new(Blocks.SetItem(block, words));
}
