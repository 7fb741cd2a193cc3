using System.Runtime.InteropServices;
using EdgeController.Core.Units;
using EdgeController.Drivers.Modbus;

namespace EdgeController.Drivers.Meters;

/// <summary>The inverse of <see cref="MeterDecoder"/>: the registers that a meter would serve for these values, for the simulator.</summary>
public static class MeterEncoder
{
    /// <summary>
    /// All blocks of the template, unused registers zero. A null value is written as the type's "no value" pattern; current is written as
    /// a magnitude, as meters do.
    /// </summary>
    public static RegisterImage Encode(MeterTemplate template, MeterSample sample)
    {
        var blocks = new ushort[template.Blocks.Length][];
        for (var i = 0; i < blocks.Length; i++)
        {
            blocks[i] = new ushort[template.Blocks[i].Count];
        }

        Phases(template.Voltage, sample.Voltage.Select(volts => volts?.Value));
        Phases(template.Current, sample.Current.Select(amps => amps is { } a ? Math.Abs(a.Value) : (double?)null));
        Phases(template.Power, sample.Power.Select(watts => watts?.Value));
        One(template.TotalPower, template.TotalExport is null ? sample.TotalPower?.Value : sample.TotalPower is { } net ? Math.Max(net.Value, 0) : null);
        One(template.TotalExport, sample.TotalPower is { } sum ? Math.Max(-sum.Value, 0) : null);
        One(template.Frequency, sample.FrequencyHertz);
        One(template.EnergyImport, sample.EnergyImport?.Value);
        One(template.EnergyExport, sample.EnergyExport?.Value);
        var runs = new RegisterRun[blocks.Length];
        for (var i = 0; i < runs.Length; i++)
        {
            runs[i] = new RegisterRun(template.Blocks[i].FunctionCode, template.Blocks[i].Start, ImmutableCollectionsMarshal.AsImmutableArray(blocks[i]));
        }

        return new RegisterImage(ImmutableCollectionsMarshal.AsImmutableArray(runs));

        void Phases(PhaseValues? at, PerPhase<double?> values)
        {
            One(at?.L1, values.L1);
            One(at?.L2, values.L2);
            One(at?.L3, values.L3);
        }

        void One(RegisterValue? at, double? value)
        {
            if (at is not null)
            {
                Write(template, blocks, at, RegisterCodec.ToBits(at, value));
            }
        }
    }

    private static void Write(MeterTemplate template, ushort[][] blocks, RegisterValue at, ulong bits)
    {
        var words = RegisterCodec.Words(at.Type);
        for (var i = 0; i < template.Blocks.Length; i++)
        {
            var offset = at.Address - template.Blocks[i].Start;
            if (offset < 0 || offset + words > template.Blocks[i].Count)
            {
                continue;
            }

            for (var word = 0; word < words; word++)
            {
                var significance = template.WordOrder == WordOrder.LeastSignificantFirst ? word : words - 1 - word;
                blocks[i][offset + word] = (ushort)(bits >> (16 * significance));
            }
        }
    }
}
