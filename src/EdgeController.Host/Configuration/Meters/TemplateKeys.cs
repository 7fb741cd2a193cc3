using EdgeController.Host.Configuration.Keys;

namespace EdgeController.Host.Configuration.Meters;

/// <summary>The keys of a meter template file.</summary>
public static class TemplateKeys
{
    private static readonly string[] RegisterTypes = ["int16", "uint16", "int32", "uint32", "int64", "uint64", "acc32", "float32", "float64"];

    public static KeyTable Table { get; } = new(
    [
        new("template", KeyKind.Integer, "Version of the template format.") { Required = true, Min = 1, Max = 1, Example = "1" },
        new("id", KeyKind.Reference, "The template's name, as site files use it.") { Required = true },
        new("products", KeyKind.List, "Exact products that this register map fits.") { Required = true },
        new("products.*.vendor", KeyKind.Text, "Maker.") { Required = true },
        new("products.*.model", KeyKind.Text, "Model.") { Required = true },
        new("transport", KeyKind.Section, "How the model is reached."),
        new("transport.tcp", KeyKind.Flag, "The model has an Ethernet port of its own.") { Default = "false" },
        new("transport.rtu", KeyKind.Flag, "The model has an RS-485 port.") { Default = "false" },
        new("transport.baud", KeyKind.Integer, "Bits per second on RS-485 as delivered.") { Min = 300, Max = 1000000, Example = "9600" },
        new("transport.format", KeyKind.Choice, "Data bits, parity and stop bits on RS-485 as delivered.") { Default = "8N1", Choices = ["8N1", "8E1", "8O1", "8N2"] },
        new("transport.unit", KeyKind.Integer, "Modbus unit id as delivered.") { Default = "1", Min = 0, Max = 247 },
        new("transport.max_registers", KeyKind.Integer, "Most registers that one request may ask for.") { Default = "125", Min = 1, Max = 125, Example = "50" },
        new("transport.min_gap", KeyKind.Duration, "Least time between an answer and the next request.") { Min = 0.001, Max = 1, Example = "20ms" },
        new("transport.after_connect", KeyKind.Duration, "Time that the model needs after a connection was made.") { Min = 0.001, Max = 10, Example = "1s" },
        new("word_order", KeyKind.Choice, "Order of the 16-bit words of a longer number.") { Required = true, Choices = ["msw-first", "lsw-first"] },
        new("refresh", KeyKind.Duration, "How often the meter acquires new values inside, where that is slower than it is polled.") { Min = 0.1, Max = 60, Example = "5s" },
        new("blocks", KeyKind.List, "What is read in one request each.") { Required = true },
        new("blocks.*.fc", KeyKind.Integer, "Function code: 3 (holding) or 4 (input).") { Required = true, Min = 3, Max = 4, Example = "3" },
        new("blocks.*.start", KeyKind.Integer, "First register, zero-based.") { Required = true, Min = 0, Max = 65535, Example = "19000" },
        new("blocks.*.count", KeyKind.Integer, "Number of registers.") { Required = true, Min = 1, Max = 125, Example = "78" },
        new("blocks.*.every", KeyKind.Duration, "Least time between two reads of a block that holds no voltage, current or power of a phase; without it at each poll.") { Min = 1, Max = 3600, Example = "10s" },
        new("values", KeyKind.Section, "Where each quantity stands.") { Required = true },
        .. PhaseValue("voltage", "Phase to neutral voltage in V."),
        .. PhaseValue("current", "Phase current in A."),
        .. PhaseValue("power", "Active power per phase in W, import positive."),
        .. SingleValue("total", "Active power over all phases in W, import positive."),
        .. SingleValue("total_export", "Exported active power in W, where the model tells import ('total') and export apart."),
        .. SingleValue("frequency", "Frequency in Hz."),
        .. SingleValue("energy_in", "Imported energy in Wh."),
        .. SingleValue("energy_out", "Exported energy in Wh."),
        new("not_available", KeyKind.Section, "Raw values that mean 'no value', for each register type."),
        .. RegisterTypes.Select(type => new KeySpec($"not_available.{type}", KeyKind.Patterns, $"Raw values of an {type} that mean 'no value'.")),
        new("probe", KeyKind.Section, "What shows that the template fits the device that answers."),
        new("probe.voltage", KeyKind.Range, "Range of the phase voltages in V.") { Default = "80..520", Example = "80..520" },
        new("probe.frequency", KeyKind.Range, "Range of the frequency in Hz.") { Default = "45..65", Example = "45..65" },
        new("probe.identity", KeyKind.List, "Registers with a content that only this model has."),
        .. Registers("probe.identity.*"),
        new("golden", KeyKind.List, "Registers written by hand and the values that they stand for."),
        new("golden.*.name", KeyKind.Text, "What the image shows.") { Required = true },
        new("golden.*.registers", KeyKind.List, "The image.") { Required = true },
        .. Registers("golden.*.registers.*"),
        new("golden.*.expect", KeyKind.Section, "The values: 'voltage', 'current' and 'power' as three numbers, '-' for no value.") { Required = true },
        .. new[] { "voltage", "current", "power", "total", "frequency", "energy_in", "energy_out", "missing" }
            .Select(name => new KeySpec($"golden.*.expect.{name}", KeyKind.Text, name == "missing" ? "Why the image must be refused." : $"Expected {name}.")),
        new("source", KeyKind.Texts, "Where the register facts come from, and where sources disagree."),
        new("verified", KeyKind.Choice, "How far the map is proven: paper (documents and other programs), bench, field.") { Default = "paper", Choices = ["paper", "bench", "field"] },
    ]);

    private static KeySpec[] PhaseValue(string name, string help) =>
    [
        new($"values.{name}", KeyKind.Section, help),
        new($"values.{name}.at", KeyKind.Addresses, "First registers of L1, L2 and L3, zero-based.") { Required = true, Min = 0, Max = 65535, Example = "[0, 2, 4]" },
        .. Encoding(name),
    ];

    private static KeySpec[] SingleValue(string name, string help) =>
    [
        new($"values.{name}", KeyKind.Section, help),
        new($"values.{name}.at", KeyKind.Integer, "First register, zero-based.") { Required = true, Min = 0, Max = 65535, Example = "40" },
        .. Encoding(name),
    ];

    private static KeySpec[] Registers(string path) =>
    [
        new($"{path}.fc", KeyKind.Integer, "Function code: 3 (holding) or 4 (input).") { Required = true, Min = 3, Max = 4, Example = "3" },
        new($"{path}.start", KeyKind.Integer, "First register, zero-based.") { Required = true, Min = 0, Max = 65535, Example = "19000" },
        new($"{path}.hex", KeyKind.Texts, "The registers' contents, four hexadecimal digits each.") { Required = true, Example = "4366 0000" },
    ];

    private static KeySpec[] Encoding(string name) =>
    [
        new($"values.{name}.type", KeyKind.Choice, "Encoding of the number.") { Required = true, Choices = [.. RegisterTypes] },
        new($"values.{name}.scale", KeyKind.Number, "SI value of one raw unit; negative where the meter counts export as positive.") { Default = "1", Min = -1e9, Max = 1e9, Example = "0.1" },
    ];
}
