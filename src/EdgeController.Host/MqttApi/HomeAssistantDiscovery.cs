using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Drivers.Mqtt;
using EdgeController.Host.Api;

namespace EdgeController.Host.MqttApi;

/// <summary>
/// What Home Assistant is told of the site by its device-based MQTT discovery: one device for the site, one for each circuit and each EVSE. A
/// measured value that is not repeated for a minute becomes unavailable there.
/// </summary>
internal static class HomeAssistantDiscovery
{
    /// <summary>Where Home Assistant listens, and says that it has started.</summary>
    public const string Prefix = "homeassistant";

    public const string StatusTopic = $"{Prefix}/status";

    /// <summary>All device announcements, to find those that are ours and gone.</summary>
    public const string AllDevices = $"{Prefix}/device/+/config";

    private const int ExpireAfter = 60;
    private const string Origin = "EdgeController";

    /// <summary>One retained message for each device.</summary>
    public static ImmutableArray<MqttPublication> Of(Site site, SiteMqtt mqtt)
    {
        var all = ImmutableArray.CreateBuilder<MqttPublication>();
        var whole = new HomeAssistantDevice(mqtt.Base, "site", site.Name, "site", via: null);
        whole.Sensor("power", "Power", "site/power_w", "W", "power");
        whole.Sensor("mode", "Mode", "site/mode");
        whole.Sensor("binding", "Least headroom", "site/limit_binding");
        all.Add(whole.Publication());
        all.AddRange(site.Circuits.Select(circuit => Circuit(site, mqtt, circuit)));
        all.AddRange(site.Evses.Select(evse => Evse(site, mqtt, evse)));
        return all.ToImmutable();
    }

    /// <summary>What takes the announcement away where it is one of ours that is not among <paramref name="present"/>; else null.</summary>
    public static MqttPublication? Removal(MqttMessage message, string at, IReadOnlySet<string> present)
    {
        if (message.Payload.IsEmpty || present.Contains(message.Topic) || !MqttTopics.Matches(AllDevices, message.Topic))
        {
            return null;
        }

        using var payload = new MqttPayload(message);
        return payload.ReadJson(null).Element is { ValueKind: JsonValueKind.Object } device
            && device.TryGetProperty("o", out var origin) && origin.ValueKind == JsonValueKind.Object && origin.TryGetProperty("name", out var name) && name.ValueEquals(Origin)
            && device.TryGetProperty("availability_topic", out var availability) && availability.ValueEquals($"{at}/{MqttContract.Status}")
            ? new MqttPublication(message.Topic, ReadOnlyMemory<byte>.Empty, 1, Retained: true)
            : null;
    }

    private static MqttPublication Circuit(Site site, SiteMqtt mqtt, Circuit circuit)
    {
        var at = $"circuits/{MqttTopics.Level(circuit.Id.Value)}";
        var device = new HomeAssistantDevice(mqtt.Base, $"circuit_{circuit.Id}", $"{site.Name} {circuit.Id}", "circuit", "site");
        device.Sensor("power", "Power", $"{at}/power_w", "W", "power");
        foreach (var phase in PerPhase.Each)
        {
            var level = $"l{(int)phase + 1}";
            device.Sensor($"current_{level}", $"Current {phase}", $"{at}/{level}/current_a", "A", "current");
            device.Sensor($"headroom_{level}", $"Headroom {phase}", $"{at}/{level}/headroom_a", "A", "current");
        }

        device.Problem("problem", "Problem", $"{at}/problem");
        var breaker = Math.Min(circuit.LimitAmps.L1.Value, Math.Min(circuit.LimitAmps.L2.Value, circuit.LimitAmps.L3.Value));
        device.Number("limit", "Limit", $"{at}/limit_a", $"cmd/{at}/limit_a", 0, Math.Floor(breaker), "A", "current", """{"value":{{ value }},"ttl":86400,"by":"homeassistant"}""");
        return device.Publication();
    }

    private static MqttPublication Evse(Site site, SiteMqtt mqtt, Evse evse)
    {
        var id = site.Stations[evse.Station].Id.Value;
        var at = $"stations/{StateTopics.Evse(id, evse.Id.Number)}";
        var name = evse.Id.Number == 1 ? id : evse.Id.ToString();
        var device = new HomeAssistantDevice(mqtt.Base, $"station_{(evse.Id.Number == 1 ? id : $"{id}/{evse.Id.Number}")}", name, "charging station", "site");
        device.Sensor("state", "State", $"{at}/state");
        device.Sensor("limit", "Limit", $"{at}/limit_a", "A", "current", expires: false);
        device.Sensor("measured", "Current", $"{at}/measured_a", "A", "current");
        device.Sensor("session", "Session energy", $"{at}/session_kwh", "kWh", "energy", stateClass: "total_increasing");
        device.Sensor("reason", "Reason", $"{at}/reason");
        device.Connectivity("online", "Online", $"stations/{MqttTopics.Level(id)}/online");
        device.Select("mode", "Mode", $"{at}/mode", $"cmd/{at}/mode", ["fast", "solar", "solar+minimum", "plan", "paused"]);
        device.Number("priority", "Priority", $"{at}/priority", $"cmd/{at}/priority", 1, 10, null, null, null);
        return device.Publication();
    }

    /// <summary>One announcement while it is written.</summary>
    private sealed class HomeAssistantDevice
    {
        private readonly string _base;
        private readonly string _uid;
        private readonly JsonObject _components = [];
        private readonly JsonObject _device;

        public HomeAssistantDevice(string at, string id, string name, string model, string? via)
        {
            (_base, _uid) = (at, Uid(at, id));
            _device = new JsonObject { ["identifiers"] = new JsonArray(_uid), ["name"] = name, ["manufacturer"] = Origin, ["model"] = model, ["sw_version"] = ProductVersion.Text };
            if (via is not null)
            {
                _device["via_device"] = Uid(at, via);
            }
        }

        public void Sensor(string key, string name, string topic, string? unit = null, string? deviceClass = null, string stateClass = "measurement", bool expires = true)
        {
            var component = Add("sensor", key, name, topic);
            if (unit is not null)
            {
                (component["unit_of_measurement"], component["device_class"], component["state_class"]) = (unit, deviceClass, stateClass);
                if (expires)
                {
                    component["expire_after"] = ExpireAfter;
                }
            }
        }

        public void Problem(string key, string name, string topic) => Binary(key, name, topic, "problem");

        public void Connectivity(string key, string name, string topic) => Binary(key, name, topic, "connectivity");

        public void Select(string key, string name, string topic, string command, string[] options)
        {
            var component = Add("select", key, name, topic);
            (component["command_topic"], component["options"]) = ($"{_base}/{command}", new JsonArray([.. options.Select(option => (JsonNode)option)]));
        }

        public void Number(string key, string name, string topic, string command, double min, double max, string? unit, string? deviceClass, string? template)
        {
            var component = Add("number", key, name, topic);
            (component["command_topic"], component["min"], component["max"], component["step"], component["mode"]) = ($"{_base}/{command}", min, max, 1, "box");
            if (unit is not null)
            {
                (component["unit_of_measurement"], component["device_class"]) = (unit, deviceClass);
            }

            if (template is not null)
            {
                component["command_template"] = template;
            }
        }

        public MqttPublication Publication() => new(
            $"{Prefix}/device/{_uid}/config",
            Encoding.UTF8.GetBytes(new JsonObject
            {
                ["dev"] = _device,
                ["o"] = new JsonObject { ["name"] = Origin, ["sw"] = ProductVersion.Text },
                ["availability_topic"] = $"{_base}/{MqttContract.Status}",
                ["qos"] = 1,
                ["cmps"] = _components,
            }.ToJsonString()),
            1,
            Retained: true);

        private JsonObject Add(string platform, string key, string name, string topic)
        {
            var component = new JsonObject { ["p"] = platform, ["unique_id"] = $"{_uid}_{key}", ["name"] = name, ["state_topic"] = $"{_base}/{topic}" };
            _components[key] = component;
            return component;
        }

        private void Binary(string key, string name, string topic, string deviceClass)
        {
            var component = Add("binary_sensor", key, name, topic);
            (component["device_class"], component["payload_on"], component["payload_off"]) = (deviceClass, "true", "false");
        }

        /// <summary>Letters, digits, dash and underscore are allowed there; anything else is written as its bytes, so that no two ids become one.</summary>
        private static string Uid(string at, string id)
        {
            var uid = new StringBuilder();
            foreach (var octet in Encoding.UTF8.GetBytes($"{at}/{id}"))
            {
                _ = char.IsAsciiLetterOrDigit((char)octet) || octet is (byte)'-' or (byte)'_' ? uid.Append((char)octet)
                    : octet == '/' ? uid.Append("__")
                    : uid.Append(CultureInfo.InvariantCulture, $"_{octet:x2}_");
            }

            return uid.ToString();
        }
    }
}
