using System.Collections.Immutable;
using System.Runtime.InteropServices;
using EdgeController.Drivers.Modbus;

namespace EdgeController.Drivers.Meters;

/// <summary>What reading all blocks of a template once brought, and what it did not, in one sentence for each block.</summary>
public sealed record TemplateReading(RegisterImage Image, ImmutableArray<string> Failures)
{
    /// <summary>Nothing at all came back.</summary>
    public bool IsEmpty => Image.Runs.IsEmpty;
}

/// <summary>Reads a device by a template for a person who looks at it, not for the guard.</summary>
public static class TemplateReader
{
    /// <summary>Reads the registers that prove the model, then every block; ends at the first failure where <paramref name="all"/> is false.</summary>
    public static async Task<TemplateReading> ReadAsync(MeterTemplate template, IModbusTransport transport, int unit, bool all, CancellationToken cancellationToken)
    {
        var runs = ImmutableArray.CreateBuilder<RegisterRun>();
        var failures = ImmutableArray.CreateBuilder<string>();
        var identity = template.Probe.Identity.Select(run => new RegisterBlock(run.FunctionCode, run.Start, run.Words.Length));
        foreach (var block in identity.Concat(template.Blocks))
        {
            var words = new ushort[block.Count];
            var result = await transport.ReadAsync(unit, block.FunctionCode, block.Start, block.Count, words, cancellationToken);
            if (result.IsOk)
            {
                runs.Add(new RegisterRun(block.FunctionCode, block.Start, ImmutableCollectionsMarshal.AsImmutableArray(words)));
                continue;
            }

            failures.Add($"registers {block.Start}..{block.Start + block.Count - 1} (function code {block.FunctionCode}) of unit {unit}: {result.Sentence}");
            if (!all)
            {
                break;
            }
        }

        return new TemplateReading(new RegisterImage(runs.ToImmutable()), failures.ToImmutable());
    }

    /// <summary>The words of a value in hexadecimal as the device sent them; empty where they did not come.</summary>
    public static string Hex(MeterTemplate template, RegisterImage image, RegisterValue value)
    {
        if (RegisterCodec.FunctionCodeOf(template, value) is not { } functionCode)
        {
            return "";
        }

        var words = new ushort[RegisterCodec.Words(value.Type)];
        return image.TryRead(functionCode, value.Address, words) ? string.Join(' ', words.Select(word => word.ToString("X4", System.Globalization.CultureInfo.InvariantCulture))) : "";
    }

    /// <summary>The value in SI units; null where the device has none.</summary>
    public static double? Value(MeterTemplate template, RegisterImage image, RegisterValue value) =>
        RegisterCodec.Bits(template, image, value, template.WordOrder) is { } bits ? RegisterCodec.FromBits(value, bits) : null;
}
