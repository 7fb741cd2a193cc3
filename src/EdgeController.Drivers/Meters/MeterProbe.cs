using System.Collections.Immutable;
using EdgeController.Drivers.Modbus;

namespace EdgeController.Drivers.Meters;

/// <summary>What shows that a template fits the device that answers: ranges that its values are in, and registers that tell who it is.</summary>
public sealed record MeterProbe
{
    public static readonly MeterProbe Usual = new();

    /// <summary>Volts between phase and neutral.</summary>
    public ValueRange Voltage { get; init; } = new(80, 520);

    /// <summary>Hertz.</summary>
    public ValueRange Frequency { get; init; } = new(45, 65);

    /// <summary>Registers with a fixed content; they need not be in a block.</summary>
    public ImmutableArray<RegisterRun> Identity { get; init; } = [];

    /// <summary>Why the image is not of this model, naming the word order that would fit; null where it is.</summary>
    public static string? Problem(MeterTemplate template, RegisterImage image, int terminals = 3)
    {
        foreach (var run in template.Probe.Identity)
        {
            for (var i = 0; i < run.Words.Length; i++)
            {
                if (image[run.FunctionCode, run.Start + i] is { } word && word != run.Words[i])
                {
                    return $"register {run.Start + i} holds 0x{word:X4}, but 0x{run.Words[i]:X4} in every {template.Products.FirstOrDefault() ?? template.Id}";
                }
            }
        }

        var sample = MeterDecoder.Decode(template, image, terminals);
        if (template.HasPhases)
        {
            if (sample.Missing is { } missing)
            {
                return missing;
            }
        }
        else if (sample.TotalPower is null)
        {
            return $"the meter has no power (register {template.TotalPower?.Address})";
        }

        return OffFrequency(template, image, sample.FrequencyHertz);
    }

    private static string? OffFrequency(MeterTemplate template, RegisterImage image, double? hertz)
    {
        var range = template.Probe.Frequency;
        if (template.Frequency is not { } at || hertz is not { } value || range.Holds(value))
        {
            return null;
        }

        return $"the frequency is {value:G4} Hz (register {at.Address}), outside {range} Hz{OtherOrder.Hint(template, image, at, range, "Hz")}";
    }
}

/// <summary>Two numbers and what lies between them, ends included.</summary>
public readonly record struct ValueRange(double Low, double High)
{
    public bool Holds(double value) => value >= Low && value <= High;

    public override string ToString() => FormattableString.Invariant($"{Low:0.###}..{High:0.###}");
}
