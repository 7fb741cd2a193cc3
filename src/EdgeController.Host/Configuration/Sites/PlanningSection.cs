using EdgeController.Core.Topology;
using EdgeController.Host.Configuration.Keys;

namespace EdgeController.Host.Configuration.Sites;

/// <summary>The keys of what plans go by beside prices, and what is read from them.</summary>
internal static class PlanningSection
{
    internal static KeySpec[] Keys =>
    [
        new("planning", KeyKind.Section, "What plans go by beside prices and wishes (docs/planning.md)."),
        new("planning.duties", KeyKind.Text, "Duty plan beside the site file, CSV with vehicle, bay, arrival, departure and energy; read again when it changes.") { Example = "duties.csv" },
        new("planning.learn", KeyKind.Flag, "Whether stay and energy are guessed from what a token did before, where nobody says them, and who will come from who came on days alike.") { Default = "true", Example = "false" },
        .. Forecast("load", "Load that is no charging of ours, of the whole site"),
        .. Forecast("pv", "Power of all PV together"),
    ];

    internal static PlanningSources Read(Entry? section, DiagnosticList diagnostics) => section is null ? PlanningSources.Default : new PlanningSources
    {
        Duties = section.Text("duties"),
        Learns = section.Find("learn")?.Value as bool? ?? true,
        Load = Source(section.Find("load"), diagnostics),
        Pv = Source(section.Find("pv"), diagnostics),
    };

    private static KeySpec[] Forecast(string name, string what) =>
    [
        new($"planning.{name}", KeyKind.Section, $"{what}: a forecast that goes before the site's own history."),
        new($"planning.{name}.file", KeyKind.Text, "Forecast beside the site file, CSV or JSON; read again when it changes.") { Example = $"{name}.csv" },
        new($"planning.{name}.url", KeyKind.Text, "Address that serves the same (http or https); simulate and demo do not ask it.") { Example = $"http://192.168.10.8/{name}.json" },
        new($"planning.{name}.every", KeyKind.Duration, "How often the address is asked.") { Default = "1h", Min = 60, Max = 86400, Example = "1h" },
        new($"planning.{name}.unit", KeyKind.Choice, "Unit of file and address.") { Default = "W", Choices = ["W", "kW"], Example = "kW" },
        new($"planning.{name}.ttl", KeyKind.Duration, "How long it holds after it was written or received; then the site's own history tells again.") { Default = "48h", Min = 60, Max = 604800, Example = "24h" },
    ];

    private static ForecastSource? Source(Entry? entry, DiagnosticList diagnostics)
    {
        if (entry is null)
        {
            return null;
        }

        if (entry.Find("file") is null && entry.Find("url") is null)
        {
            diagnostics.Error(entry.KeyPosition, Codes.BadValue, $"{entry.Path}: nothing says where it comes from", "Write 'file' or 'url'; a forecast over MQTT stands under mqtt.inputs.");
        }

        return new ForecastSource
        {
            File = entry.Text("file"),
            Url = TariffSection.Address(entry.Find("url"), diagnostics),
            Every = entry.Duration("every") ?? TimeSpan.FromHours(1),
            Factor = MqttKeys.Factor(entry.Text("unit")),
            Ttl = entry.Duration("ttl") ?? TimeSpan.FromHours(48),
        };
    }
}
