using System.Collections.Immutable;
using EdgeController.Drivers.Modbus;
using EdgeController.Drivers.SunSpec;

namespace EdgeController.Simulator.SunSpec;

/// <summary>The registers of a SunSpec device: mark, models with everything "not implemented", end mark; points are set by name.</summary>
public sealed class SunSpecRegisters
{
    private readonly ushort[] _words;
    private readonly Dictionary<int, SunSpecBlock> _blocks = [];
    private readonly int _start;

    /// <param name="start">Where the mark stands: 40000, 50000 or 0.</param>
    /// <param name="models">Model numbers and lengths, in their order.</param>
    public SunSpecRegisters(int start, IReadOnlyList<(int Model, int Length)> models)
    {
        _start = start;
        _words = new ushort[2 + models.Sum(model => model.Length + 2) + 2];
        (_words[0], _words[1]) = (0x5375, 0x6E53);
        var at = 2;
        foreach (var (model, length) in models)
        {
            _blocks.Add(model, new SunSpecBlock(model, start + at, length));
            (_words[at], _words[at + 1]) = ((ushort)model, (ushort)length);
            foreach (var point in SunSpecModels.PointsOf(model))
            {
                for (var first = point.Offset; first + point.Words <= length + 2; first += point.Repeats > 0 ? point.Repeats : length)
                {
                    Missing(point.Type).AsSpan(0, Math.Min(point.Words, Missing(point.Type).Length)).CopyTo(_words.AsSpan(at + first));
                }

                if (point.Scale is { } scale)
                {
                    _words[at + scale] = 0x8000;
                }
            }

            at += length + 2;
        }

        (_words[at], _words[at + 1]) = (0xFFFF, 0);
    }

    public RegisterImage Image => new([new RegisterRun(3, _start, [.. _words])]);

    public bool Has(int model) => _blocks.ContainsKey(model);

    /// <summary>The address of a register of the model.</summary>
    public int AddressOf(int model, int offset) => _blocks[model].Address + offset;

    /// <summary>Sets the power of ten of the point and of all that share it.</summary>
    public void Scale(int model, string point, int exponent)
    {
        if (Has(model))
        {
            _words[_blocks[model].Address - _start + SunSpecModels.Find(model, point)!.Scale!.Value] = (ushort)(short)exponent;
        }
    }

    /// <summary>Sets a point, where the device has the model; null is "not implemented".</summary>
    public void Set(int model, string name, double? value, int instance = 0)
    {
        if (!Has(model))
        {
            return;
        }

        var point = SunSpecModels.Find(model, name)!;
        var at = _blocks[model].Address - _start;
        var into = _words.AsSpan(at + point.Offset + (instance * point.Repeats), point.Words);
        if (value is not { } known)
        {
            Missing(point.Type).AsSpan(0, point.Words).CopyTo(into);
            return;
        }

        var raw = known / (point.Scale is { } scale ? Math.Pow(10, (short)_words[at + scale]) : 1);
        var bits = point.Type == SunSpecType.Float32 ? BitConverter.SingleToUInt32Bits((float)raw) : (ulong)(long)Math.Round(raw);
        for (var i = 0; i < point.Words; i++)
        {
            into[i] = (ushort)(bits >> (16 * (point.Words - 1 - i)));
        }
    }

    public void SetText(int model, string name, string text)
    {
        var point = SunSpecModels.Find(model, name)!;
        var at = _blocks[model].Address - _start + point.Offset;
        for (var i = 0; i < point.Words; i++)
        {
            _words[at + i] = (ushort)(((2 * i < text.Length ? text[2 * i] : 0) << 8) | ((2 * i) + 1 < text.Length ? text[(2 * i) + 1] : 0));
        }
    }

    public double? this[int model, string name] =>
        Has(model) ? SunSpecNumber.Decode(_words.AsSpan(_blocks[model].Address - _start, _blocks[model].Words), SunSpecModels.Find(model, name)!) : null;

    /// <summary>Writes registers as they come.</summary>
    public bool TryWrite(int start, ImmutableArray<ushort> words)
    {
        if (start < _start || start + words.Length > _start + _words.Length)
        {
            return false;
        }

        words.AsSpan().CopyTo(_words.AsSpan(start - _start));
        return true;
    }

    private static ushort[] Missing(SunSpecType type) => type switch
    {
        SunSpecType.Int16 => [0x8000],
        SunSpecType.UInt16 or SunSpecType.Enum16 or SunSpecType.Bitfield16 => [0xFFFF],
        SunSpecType.Int32 => [0x8000, 0],
        SunSpecType.UInt32 => [0xFFFF, 0xFFFF],
        SunSpecType.UInt64 => [0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF],
        SunSpecType.Float32 => [0x7FC0, 0],
        _ => [0, 0],
    };
}
