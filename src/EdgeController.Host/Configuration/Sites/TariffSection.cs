using EdgeController.Core.Topology;
using EdgeController.Host.Configuration.Keys;

namespace EdgeController.Host.Configuration.Sites;

/// <summary>The keys of prices, and what is read from them.</summary>
internal static class TariffSection
{
    internal static KeySpec[] Keys =>
    [
        new("tariff", KeyKind.Section, "Prices: what plans save (docs/planning.md)."),
        new("tariff.currency", KeyKind.Text, "What the money is called on the page.") { Default = "EUR", Example = "EUR" },
        new("tariff.import", KeyKind.Section, "What energy from the grid costs.") { Required = true },
        .. Price("tariff.import"),
        .. Series("tariff.import"),
        new("tariff.export", KeyKind.Section, "What energy to the grid earns."),
        .. Price("tariff.export"),
        .. Series("tariff.export"),
        new("tariff.grid_fee", KeyKind.Section, "On top of the price of each kWh from the grid."),
        .. Price("tariff.grid_fee"),
        new("tariff.demand", KeyKind.Number, "Money per kW of the month's highest quarter of an hour.") { Min = 0, Max = 1000, Example = "9.50" },
    ];

    internal static Tariff? Read(Entry? section, DiagnosticList diagnostics) => section is null ? null : new Tariff
    {
        Import = Source(section.Find("import"), diagnostics),
        Export = Source(section.Find("export"), diagnostics),
        GridFee = Source(section.Find("grid_fee"), diagnostics),
        DemandPerKw = section.Number("demand"),
        Currency = section.Text("currency") ?? "EUR",
    };

    private static KeySpec[] Price(string at) =>
    [
        new($"{at}.price", KeyKind.Number, "Price per kWh where nothing else says one.") { Default = "0", Min = -10, Max = 10, Example = "0.2815" },
        new($"{at}.windows", KeyKind.List, "Prices by the site's clock; the first that is open holds."),
        new($"{at}.windows.*.days", KeyKind.Weekdays, "Days on which the window begins: one, a range, or a list of both.") { Default = "mo-su", Example = "mo-fr" },
        new($"{at}.windows.*.from", KeyKind.TimeOfDay, "When it begins.") { Default = "\"00:00\"", Example = "\"22:00\"" },
        new($"{at}.windows.*.to", KeyKind.TimeOfDay, "When it ends; on the next day where that is not after 'from'.") { Default = "\"24:00\"", Example = "\"06:00\"" },
        new($"{at}.windows.*.dates", KeyKind.YearSpan, "Part of every year in which it begins, both days included.") { Example = "\"11-01..03-31\"" },
        new($"{at}.windows.*.price", KeyKind.Number, "Price per kWh within it.") { Required = true, Min = -10, Max = 10, Example = "0.19" },
    ];

    private static KeySpec[] Series(string at) =>
    [
        new($"{at}.file", KeyKind.Text, "Day-ahead prices, CSV or JSON, beside the site file; read again when it changes.") { Example = "prices.csv" },
        new($"{at}.url", KeyKind.Text, "Address that serves the same (http or https); simulate and demo do not ask it.") { Example = "http://192.168.10.8/prices.json" },
        new($"{at}.every", KeyKind.Duration, "How often the address is asked.") { Default = "1h", Min = 60, Max = 86400, Example = "1h" },
        new($"{at}.unit", KeyKind.Choice, "Unit of file and address.") { Default = "EUR/kWh", Choices = ["EUR/kWh", "ct/kWh", "EUR/MWh"], Example = "EUR/MWh" },
        new($"{at}.markup", KeyKind.Number, "Per kWh, on top of each price of file, address or broker.") { Default = "0", Min = -10, Max = 10, Example = "0.015" },
    ];

    private static PriceSource Source(Entry? entry, DiagnosticList diagnostics) => entry is null ? PriceSource.Nothing : new PriceSource
    {
        Fixed = entry.Number("price") ?? 0,
        Windows = [.. Windows(entry, diagnostics)],
        File = entry.Text("file"),
        Url = Address(entry.Find("url"), diagnostics),
        Every = entry.Duration("every") ?? TimeSpan.FromHours(1),
        Factor = MqttKeys.Factor(entry.Text("unit")),
        Markup = entry.Number("markup") ?? 0,
    };

    private static IEnumerable<PriceWindow> Windows(Entry entry, DiagnosticList diagnostics)
    {
        foreach (var window in entry.Find("windows")?.Children ?? [])
        {
            var (from, to) = (window.Duration("from") ?? TimeSpan.Zero, window.Duration("to") ?? TimeSpan.FromHours(24));
            if (from == to && window.Find("from") is not { Value: null } && window.Find("to") is not { Value: null })
            {
                diagnostics.Error((window.Find("to") ?? window.Find("from"))!.Position, Codes.EmptyWindow, $"{window.Path}: the window ends when it begins", "For the whole day leave out 'from' and 'to'.");
            }

            yield return new PriceWindow(window.Find("days")?.Value as Weekdays? ?? Weekdays.All, from, to, window.Find("dates")?.Value as YearSpan?, window.Number("price") ?? 0);
        }
    }

    internal static Uri? Address(Entry? entry, DiagnosticList diagnostics)
    {
        if (entry?.Value is not string text)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps))
        {
            return address;
        }

        diagnostics.Error(entry.Position, Codes.BadValue, $"{entry.Path}: '{text}' is no address", "Write it with http:// or https://.");
        return null;
    }
}
