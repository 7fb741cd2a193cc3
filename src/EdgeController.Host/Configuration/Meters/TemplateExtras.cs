using System.Collections.Immutable;
using System.Globalization;
using EdgeController.Core.Topology;
using EdgeController.Drivers.Meters;
using EdgeController.Drivers.Modbus;
using EdgeController.Host.Configuration.Keys;

namespace EdgeController.Host.Configuration.Meters;

/// <summary>The parts of a template file beside the register map: how the model is reached, what proves that it is the model, and images.</summary>
internal static class TemplateExtras
{
    internal static MeterTransport Transport(Entry? section) => section is null ? MeterTransport.Unknown : new MeterTransport
    {
        Tcp = section.Find("tcp")?.Value is true,
        Rtu = section.Find("rtu")?.Value is true,
        Serial = section.Integer("baud") is { } baud ? SerialFormat.Parse(baud, section.Text("format") ?? "8N1") : null,
        Unit = section.Integer("unit") ?? 1,
        MaxRegisters = section.Integer("max_registers") ?? 125,
        MinGap = section.Duration("min_gap") ?? TimeSpan.Zero,
        AfterConnect = section.Duration("after_connect") ?? TimeSpan.Zero,
    };

    internal static MeterProbe Probe(Entry? section, DiagnosticList diagnostics) => section is null ? MeterProbe.Usual : new MeterProbe
    {
        Voltage = Range(section, "voltage") ?? MeterProbe.Usual.Voltage,
        Frequency = Range(section, "frequency") ?? MeterProbe.Usual.Frequency,
        Identity = Runs(section.Find("identity"), diagnostics),
    };

    internal static ImmutableArray<GoldenImage> Golden(Entry file, DiagnosticList diagnostics) =>
    [
        .. (file.Find("golden")?.Children ?? []).Select(image => new GoldenImage(
            image.Text("name") ?? "",
            new RegisterImage(Runs(image.Find("registers"), diagnostics)),
            image.Find("expect")!.Children.ToImmutableSortedDictionary(value => value.Name, value => (string)value.Value!, StringComparer.Ordinal))),
    ];

    internal static ImmutableArray<string> Texts(Entry? entry) => entry?.Value is ImmutableArray<PlacedText> texts ? [.. texts.Select(text => text.Text)] : [];

    private static ValueRange? Range(Entry section, string key) => section.Find(key)?.Value is NumberRange range ? new ValueRange(range.Low, range.High) : null;

    private static ImmutableArray<RegisterRun> Runs(Entry? list, DiagnosticList diagnostics) =>
        [.. (list?.Children ?? []).Select(run => new RegisterRun(run.Integer("fc") ?? 3, run.Integer("start") ?? 0, Words(run.Find("hex")!, diagnostics)))];

    internal static ImmutableArray<ushort> Words(Entry hex, DiagnosticList diagnostics)
    {
        var words = ImmutableArray.CreateBuilder<ushort>();
        foreach (var text in (ImmutableArray<PlacedText>)hex.Value!)
        {
            foreach (var digits in text.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (digits.Length == 4 && ushort.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var word))
                {
                    words.Add(word);
                }
                else
                {
                    diagnostics.Error(text.Position, Codes.TemplateImage, $"{hex.Path}: '{digits}' is not a register in four hexadecimal digits", "Write for example '4366 0000'.");
                }
            }
        }

        return words.ToImmutable();
    }
}
