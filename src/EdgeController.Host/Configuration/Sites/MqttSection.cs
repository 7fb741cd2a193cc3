using System.Collections.Immutable;
using EdgeController.Core.Topology;
using EdgeController.Host.Configuration.Keys;

namespace EdgeController.Host.Configuration.Sites;

/// <summary>Reads the broker, and what comes from it beside meters.</summary>
internal static class MqttSection
{
    internal static SiteMqtt? Read(Entry? section, string? siteName, ImmutableArray<Circuit> circuits, DiagnosticList diagnostics)
    {
        if (section is null)
        {
            return null;
        }

        var commandTtl = section.Duration("command_ttl") ?? TimeSpan.FromMinutes(5);
        return new SiteMqtt
        {
            Broker = section.Find("broker")?.Value as Uri ?? new Uri("mqtt://localhost:1883"),
            User = section.Text("user"),
            PasswordSecret = section.Text("password"),
            Base = section.Text("base") ?? $"edge/{Slug(siteName ?? "site")}",
            HomeAssistant = section.Find("homeassistant")?.Value as bool?,
            CommandTtl = commandTtl,
            IsVersion5 = section.Text("version") != "3.1.1",
            CaFile = section.Text("ca"),
            CertificateFile = section.Text("cert"),
            KeyFile = section.Text("key"),
            Series = [.. (section.Find("inputs")?.Children ?? []).Select(ReadSeries).OfType<MqttSeries>()],
            Limits = [.. (section.Find("limits")?.Children ?? []).Select(entry => ReadLimit(entry, commandTtl, circuits, diagnostics)).OfType<MqttLimit>()],
        };
    }

    internal static double FactorOf(Entry value) => MqttKeys.Factor(value.Text("unit")) * (value.Number("scale") ?? 1);

    /// <summary>The site's name as one level of a topic.</summary>
    internal static string Slug(string name)
    {
        var slug = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-'));
        slug = string.Join('-', slug.Split('-', StringSplitOptions.RemoveEmptyEntries));
        return slug.Length == 0 ? "site" : slug[..Math.Min(slug.Length, 64)];
    }

    private static MqttSeries? ReadSeries(Entry entry)
    {
        SeriesKind? kind = entry.Text("kind") switch
        {
            "import-price" => SeriesKind.ImportPrice,
            "export-price" => SeriesKind.ExportPrice,
            "pv-forecast" => SeriesKind.PvForecast,
            "load-forecast" => SeriesKind.LoadForecast,
            _ => null,
        };
        return kind is { } known && entry.Text("topic") is { } topic
            ? new MqttSeries(
                entry.Name, known, new MqttValue(topic, entry.Text("path"), FactorOf(entry)), entry.Text("start") ?? "start", entry.Text("value") ?? "value", entry.Duration("ttl") ?? TimeSpan.FromHours(48))
            : null;
    }

    private static MqttLimit? ReadLimit(Entry entry, TimeSpan commandTtl, ImmutableArray<Circuit> circuits, DiagnosticList diagnostics)
    {
        if (entry.Find("circuit") is not { Value: string name } circuit)
        {
            return null;
        }

        if (!circuits.Any(known => known.Id.Value == name))
        {
            diagnostics.Error(circuit.Position, Codes.UnknownCircuit, $"{circuit.Path}: there is no circuit '{name}'", NearestWord.Suggest(name, [.. circuits.Select(known => known.Id.Value)]));
            return null;
        }

        return entry.Text("topic") is { } topic
            ? new MqttLimit(
                entry.Name, new CircuitId(name), new MqttValue(topic, entry.Text("path"), FactorOf(entry)), entry.Text("unit") is "kW" or "W", entry.Duration("ttl") ?? commandTtl)
            : null;
    }
}
