using System.Collections.Immutable;
using EdgeController.Drivers.Meters;
using EdgeController.Host.Configuration.Keys;
using EdgeController.Host.Configuration.Yaml;

namespace EdgeController.Host.Configuration.Meters;

/// <summary>Reads the register map of one meter model from a template file.</summary>
public static class MeterTemplateReader
{
    /// <summary>The template, or null where it has errors; every finding goes into <paramref name="diagnostics"/>.</summary>
    public static MeterTemplate? Read(string text, DiagnosticList diagnostics)
    {
        if (YamlReader.Read(text, diagnostics) is not { } root)
        {
            return null;
        }

        var file = new ShapeReader(TemplateKeys.Table, diagnostics).Read(root);
        if (diagnostics.HasErrors)
        {
            return null;
        }

        var template = Build(file) with { Golden = TemplateExtras.Golden(file, diagnostics), Probe = TemplateExtras.Probe(file.Find("probe"), diagnostics) };
        Check(file, template, diagnostics);
        return diagnostics.HasErrors ? null : template;
    }

    private static MeterTemplate Build(Entry file)
    {
        var values = file.Find("values")!;
        var notAvailable = file.Find("not_available");
        return new MeterTemplate
        {
            Id = file.Text("id")!,
            Products = [.. file.Find("products")!.Children.Select(product => $"{product.Text("vendor")} {product.Text("model")}")],
            WordOrder = file.Text("word_order") == "lsw-first" ? WordOrder.LeastSignificantFirst : WordOrder.MostSignificantFirst,
            Blocks = [.. file.Find("blocks")!.Children.Select(block => new RegisterBlock(block.Integer("fc")!.Value, block.Integer("start")!.Value, block.Integer("count")!.Value)
            {
                Every = block.Duration("every") ?? TimeSpan.Zero,
            })],
            Transport = TemplateExtras.Transport(file.Find("transport")),
            Sources = TemplateExtras.Texts(file.Find("source")),
            Verified = Enum.Parse<Verification>(file.Text("verified") ?? "paper", ignoreCase: true),
            Refresh = file.Duration("refresh") ?? TimeSpan.Zero,
            Voltage = Phases(values.Find("voltage"), notAvailable),
            Current = Phases(values.Find("current"), notAvailable),
            Power = Phases(values.Find("power"), notAvailable),
            TotalPower = Single(values.Find("total"), notAvailable),
            TotalExport = Single(values.Find("total_export"), notAvailable),
            Frequency = Single(values.Find("frequency"), notAvailable),
            EnergyImport = Single(values.Find("energy_in"), notAvailable),
            EnergyExport = Single(values.Find("energy_out"), notAvailable),
        };
    }

    private static PhaseValues? Phases(Entry? entry, Entry? notAvailable)
    {
        if (entry is null)
        {
            return null;
        }

        var at = (ImmutableArray<int>)entry.Find("at")!.Value!;
        return new PhaseValues(Value(entry, at[0], notAvailable), Value(entry, at[1], notAvailable), Value(entry, at[2], notAvailable));
    }

    private static RegisterValue? Single(Entry? entry, Entry? notAvailable) =>
        entry is null ? null : Value(entry, entry.Integer("at")!.Value, notAvailable);

    private static RegisterValue Value(Entry entry, int address, Entry? notAvailable)
    {
        var type = entry.Text("type")!;
        var patterns = notAvailable?.Find(type)?.Value is ImmutableArray<ulong> found ? found : [];
        return new RegisterValue(address, Enum.Parse<RegisterType>(type, ignoreCase: true), entry.Number("scale") ?? 1, patterns);
    }

    private static void Check(Entry file, MeterTemplate template, DiagnosticList diagnostics)
    {
        foreach (var block in file.Find("blocks")!.Children)
        {
            if (block.Integer("start") + block.Integer("count") > 65536)
            {
                diagnostics.Error(block.Position, Codes.TemplateBlock, $"{block.Path} ends beyond register 65535", "Lower 'count'.");
            }

            if (block.Integer("count") > template.Transport.MaxRegisters)
            {
                diagnostics.Error(
                    block.Find("count")!.Position, Codes.TemplateBlock, $"{block.Path} asks for more registers than transport.max_registers allows ({template.Transport.MaxRegisters})", "Split the block.");
            }
        }

        if (!template.HasPhases && template.TotalPower is null)
        {
            diagnostics.Error(
                file.Find("values")!.KeyPosition, Codes.TemplateValues, "values: neither 'voltage', 'current' and 'power' of each phase nor 'total' is there", "A meter must tell at least its power.");
        }

        foreach (var entry in file.Find("values")!.Children)
        {
            var words = Words(Enum.Parse<RegisterType>(entry.Text("type")!, ignoreCase: true));
            int[] addresses = entry.Find("at")!.Value is ImmutableArray<int> three ? [.. three] : [entry.Integer("at")!.Value];
            foreach (var address in addresses.Where(address => !IsRead(template, address, words)))
            {
                diagnostics.Error(
                    entry.Find("at")!.Position,
                    Codes.TemplateOutsideBlocks,
                    $"{entry.Path}: registers {address} to {address + words - 1} are not read by any one block",
                    "Extend a block or add one.");
            }
        }
    }

    private static bool IsRead(MeterTemplate template, int address, int words) =>
        template.Blocks.Any(block => address >= block.Start && address + words <= block.Start + block.Count);

    private static int Words(RegisterType type) => type switch
    {
        RegisterType.Int16 or RegisterType.UInt16 => 1,
        RegisterType.Int32 or RegisterType.UInt32 or RegisterType.Float32 or RegisterType.Acc32 => 2,
        _ => 4,
    };
}
