using System.Text.Json;
using System.Text.RegularExpressions;

namespace EdgeController.Host.Tests.MqttApi;

/// <summary>
/// The published rules of Home Assistant's device-based MQTT discovery, as far as they concern the platforms used here: topic, device, origin,
/// components with platform and unique id, topics, units that fit their device class, and that measured values expire.
/// </summary>
internal sealed partial class DiscoveryRules(string at)
{
    private static readonly Dictionary<string, string[]> Units = new(StringComparer.Ordinal)
    {
        ["power"] = ["W", "kW", "MW"], ["current"] = ["A", "mA"], ["energy"] = ["Wh", "kWh", "MWh"],
    };

    private static readonly Dictionary<string, string[]> StateClasses = new(StringComparer.Ordinal)
    {
        ["power"] = ["measurement"], ["current"] = ["measurement"], ["energy"] = ["total", "total_increasing"],
    };

    private static readonly string[] Platforms = ["sensor", "binary_sensor", "number", "select"];
    private static readonly string[] BinaryClasses = ["problem", "connectivity"];

    /// <summary>All topics that the announcement names.</summary>
    public static IEnumerable<string> TopicsOf(ReadOnlyMemory<byte> payload)
    {
        using var document = JsonDocument.Parse(payload);
        var root = document.RootElement.Clone();
        return root.GetProperty("cmps").EnumerateObject().SelectMany(component => component.Value.EnumerateObject()).Where(field => field.Name.EndsWith("_topic", StringComparison.Ordinal))
            .Select(field => field.Value.GetString()!).Append(root.GetProperty("availability_topic").GetString()!);
    }

    /// <summary>Every breach, with the device.</summary>
    public IEnumerable<string> Check(IEnumerable<(string Topic, ReadOnlyMemory<byte> Payload)> devices)
    {
        var (uids, identifiers, via) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal), new List<string>());
        var problems = new List<string>();
        foreach (var (topic, payload) in devices)
        {
            void Need(bool holds, string what)
            {
                if (!holds)
                {
                    problems.Add($"{topic}: {what}");
                }
            }

            using var document = JsonDocument.Parse(payload);
            var root = document.RootElement;
            Need(TopicRule().IsMatch(topic), "topic");
            Need(Find(root, "dev", "identifiers") is { ValueKind: JsonValueKind.Array } ids && ids.EnumerateArray().All(id => identifiers.Add(id.GetString()!)), "identifiers");
            Need(Find(root, "o", "name") is { ValueKind: JsonValueKind.String }, "origin name");
            Need(Text(root, "availability_topic") == $"{at}/status", "availability_topic");
            if (Find(root, "dev", "via_device") is { } hub)
            {
                via.Add(hub.GetString()!);
            }

            foreach (var component in root.GetProperty("cmps").EnumerateObject())
            {
                Component(component.Value, component.Name, uids, Need);
            }
        }

        problems.AddRange(via.Where(hub => !identifiers.Contains(hub)).Select(hub => $"via_device {hub} is no device"));
        return problems;
    }

    private void Component(JsonElement component, string name, HashSet<string> uids, Action<bool, string> need)
    {
        var platform = Text(component, "p");
        need(Platforms.Contains(platform, StringComparer.Ordinal), $"{name}: platform");
        need(Text(component, "unique_id") is { Length: > 0 } uid && uids.Add(uid), $"{name}: unique_id");
        need(platform is "number" or "select" || IsTopic(Text(component, "state_topic")), $"{name}: state_topic");
        if (platform is "number" or "select")
        {
            need(IsTopic(Text(component, "command_topic")) && Text(component, "command_topic")!.StartsWith($"{at}/cmd/", StringComparison.Ordinal), $"{name}: command_topic");
        }

        if (platform == "select")
        {
            need(component.TryGetProperty("options", out var options) && options.GetArrayLength() > 0, $"{name}: options");
        }

        if (platform == "binary_sensor")
        {
            need(BinaryClasses.Contains(Text(component, "device_class"), StringComparer.Ordinal), $"{name}: device_class");
        }

        if (platform == "number" && component.TryGetProperty("min", out var min))
        {
            need(component.GetProperty("max").GetDouble() > min.GetDouble(), $"{name}: min and max");
        }

        if (platform == "sensor" && Text(component, "device_class") is { } kind)
        {
            need(Units.TryGetValue(kind, out var units) && units.Contains(Text(component, "unit_of_measurement"), StringComparer.Ordinal), $"{name}: unit");
            need(StateClasses[kind].Contains(Text(component, "state_class"), StringComparer.Ordinal), $"{name}: state_class");

            // What we tell a station is known without a repetition; what is measured is not.
            var measured = Text(component, "state_topic")?.EndsWith("/limit_a", StringComparison.Ordinal) != true;
            need(!measured || (component.TryGetProperty("expire_after", out var after) && after.GetInt32() == 60), $"{name}: expire_after");
        }
    }

    private bool IsTopic(string? topic) => topic is not null && topic.StartsWith($"{at}/", StringComparison.Ordinal) && !topic.Contains('#', StringComparison.Ordinal) && !topic.Contains('+', StringComparison.Ordinal);

    private static JsonElement? Find(JsonElement root, string section, string name) =>
        root.TryGetProperty(section, out var found) && found.ValueKind == JsonValueKind.Object && found.TryGetProperty(name, out var value) ? value : null;

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    [GeneratedRegex("^homeassistant/device/[a-zA-Z0-9_-]+/config$")]
    private static partial Regex TopicRule();
}
