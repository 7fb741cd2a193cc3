using EdgeController.Host.Configuration.Keys;

namespace EdgeController.Host.Configuration.Meters;

/// <summary>The keys of a meter template file.</summary>
public static class TemplateKeys
{
    private static readonly string[] RegisterTypes = ["int16", "uint16", "int32", "uint32", "int64", "uint64", "float32", "float64"];

    public static KeyTable Table { get; } = new(
    [
        new("template", KeyKind.Integer, "Version of the template format.") { Required = true, Min = 1, Max = 1, Example = "1" },
        new("id", KeyKind.Reference, "The template's name, as site files use it.") { Required = true },
        new("products", KeyKind.List, "Exact products that this register map fits.") { Required = true },
        new("products.*.vendor", KeyKind.Text, "Maker.") { Required = true },
        new("products.*.model", KeyKind.Text, "Model.") { Required = true },
        new("word_order", KeyKind.Choice, "Order of the 16-bit words of a longer number.") { Required = true, Choices = ["msw-first", "lsw-first"] },
        new("refresh", KeyKind.Duration, "How often the meter acquires new values inside, where that is slower than it is polled.") { Min = 0.1, Max = 60, Example = "5s" },
        new("blocks", KeyKind.List, "What is read in one request each.") { Required = true },
        new("blocks.*.fc", KeyKind.Integer, "Function code: 3 (holding) or 4 (input).") { Required = true, Min = 3, Max = 4, Example = "3" },
        new("blocks.*.start", KeyKind.Integer, "First register, zero-based.") { Required = true, Min = 0, Max = 65535, Example = "19000" },
        new("blocks.*.count", KeyKind.Integer, "Number of registers.") { Required = true, Min = 1, Max = 125, Example = "78" },
        new("values", KeyKind.Section, "Where each quantity stands.") { Required = true },
        .. PhaseValue("voltage", "Phase to neutral voltage in V."),
        .. PhaseValue("current", "Phase current in A."),
        .. PhaseValue("power", "Active power per phase in W, import positive."),
        .. SingleValue("total", "Active power over all phases in W, import positive."),
        .. SingleValue("frequency", "Frequency in Hz."),
        .. SingleValue("energy_in", "Imported energy in Wh."),
        .. SingleValue("energy_out", "Exported energy in Wh."),
        new("not_available", KeyKind.Section, "Raw values that mean 'no value', for each register type."),
        .. RegisterTypes.Select(type => new KeySpec($"not_available.{type}", KeyKind.Patterns, $"Raw values of an {type} that mean 'no value'.")),
        new("source", KeyKind.Texts, "Where the register facts come from."),
    ]);

    private static KeySpec[] PhaseValue(string name, string help) =>
    [
        new($"values.{name}", KeyKind.Section, help) { Required = true },
        new($"values.{name}.at", KeyKind.Addresses, "First registers of L1, L2 and L3, zero-based.") { Required = true, Min = 0, Max = 65535, Example = "[0, 2, 4]" },
        .. Encoding(name),
    ];

    private static KeySpec[] SingleValue(string name, string help) =>
    [
        new($"values.{name}", KeyKind.Section, help),
        new($"values.{name}.at", KeyKind.Integer, "First register, zero-based.") { Required = true, Min = 0, Max = 65535, Example = "40" },
        .. Encoding(name),
    ];

    private static KeySpec[] Encoding(string name) =>
    [
        new($"values.{name}.type", KeyKind.Choice, "Encoding of the number.") { Required = true, Choices = [.. RegisterTypes] },
        new($"values.{name}.scale", KeyKind.Number, "SI value of one raw unit; negative where the meter counts export as positive.") { Default = "1", Min = -1e9, Max = 1e9, Example = "0.1" },
    ];
}
