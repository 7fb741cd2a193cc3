using EdgeController.Host.Configuration.Keys;

namespace EdgeController.Host.Configuration.Sites;

/// <summary>The keys of the broker, and of what comes from it.</summary>
internal static class MqttKeys
{
    /// <summary>What a meter can tell: name, unit in which it is kept, and what it is.</summary>
    internal static readonly (string Name, string Unit, string Text)[] MeterValues =
    [
        ("voltage_l1", "V", "Voltage at terminal L1."), ("voltage_l2", "V", "Voltage at terminal L2."), ("voltage_l3", "V", "Voltage at terminal L3."),
        ("current_l1", "A", "Current at terminal L1; its sign is taken from the power."), ("current_l2", "A", "Current at terminal L2."), ("current_l3", "A", "Current at terminal L3."),
        ("power_l1", "W", "Active power at terminal L1, import positive."), ("power_l2", "W", "Active power at terminal L2."), ("power_l3", "W", "Active power at terminal L3."),
        ("power", "W", "Active power of all phases, import positive; enough by itself for the meter of a PV array or battery."),
        ("soc", "%", "State of charge of the battery; only for the meter of a battery."),
    ];

    internal static KeySpec[] All =>
    [
        new("mqtt", KeyKind.Section, "The MQTT broker: values that come from it, and the topics for energy managers and Home Assistant (docs/mqtt.md)."),
        new("mqtt.broker", KeyKind.BrokerUrl, "Address of the broker; mqtts for TLS.") { Required = true, Example = "mqtts://192.168.10.5:8883" },
        new("mqtt.user", KeyKind.Text, "User name at the broker.") { Example = "edge" },
        new("mqtt.password", KeyKind.Secret, "Name of the secret that holds the password: a systemd credential, or the file secrets/NAME beside the site file.") { Example = "!secret mqtt_password" },
        new("mqtt.base", KeyKind.TopicBase, "What all topics of the contract begin with; default: edge/ and the site's name.") { Example = "edge/garage-nord" },
        new("mqtt.homeassistant", KeyKind.Flag, "true: announce devices to Home Assistant; false: take back what was announced; without it nothing is done.") { Example = "true" },
        new("mqtt.command_ttl", KeyKind.Duration, "How long a limit by command holds that names no time, and how old a command may be.") { Default = "5min", Min = 10, Max = 86400, Example = "5min" },
        new("mqtt.version", KeyKind.Choice, "Version of the protocol.") { Default = "5", Choices = ["5", "3.1.1"], Example = "5" },
        new("mqtt.ca", KeyKind.Text, "PEM file of the authorities to trust; default: the system's own.") { Example = "/etc/edge-controller/ca.pem" },
        new("mqtt.cert", KeyKind.Text, "PEM file of the client's certificate.") { Example = "/etc/edge-controller/client.pem" },
        new("mqtt.key", KeyKind.Text, "PEM file of its key, without a password.") { Example = "/etc/edge-controller/client.key" },
        new("mqtt.inputs", KeyKind.Named, "Prices and forecasts."),
        new("mqtt.inputs.*.kind", KeyKind.Choice, "What it is.") { Required = true, Choices = ["import-price", "export-price", "pv-forecast", "load-forecast"], Example = "import-price" },
        .. Value("mqtt.inputs.*", ["EUR/kWh", "ct/kWh", "EUR/MWh", "W", "kW"], topicRequired: true),
        new("mqtt.inputs.*.start", KeyKind.Text, "What the beginning of an element is called.") { Default = "start", Example = "startsAt" },
        new("mqtt.inputs.*.value", KeyKind.Text, "What the value of an element is called.") { Default = "value", Example = "total" },
        new("mqtt.inputs.*.ttl", KeyKind.Duration, "How long it holds after it was received.") { Default = "48h", Min = 60, Max = 604800, Example = "48h" },
        new("mqtt.limits", KeyKind.Named, "Limits that others publish; they can only lower."),
        new("mqtt.limits.*.circuit", KeyKind.Reference, "The circuit that it limits.") { Required = true, Example = "main" },
        .. Value("mqtt.limits.*", ["A", "kW", "W"], topicRequired: true),
        new("mqtt.limits.*.ttl", KeyKind.Duration, "How long it holds after each message; default: command_ttl.") { Min = 1, Max = 86400, Example = "5min" },
    ];

    internal static KeySpec[] Meter =>
    [
        new("meters.*.mqtt", KeyKind.Section, "A meter whose values come over MQTT, in place of template and connection."),
        new("meters.*.mqtt.topic", KeyKind.Topic, "Topic of all values that name none of their own.") { Example = "shelly/em/status" },
        new("meters.*.mqtt.time", KeyKind.JsonPath, "Where in each message the time of the measurement stands: ISO 8601 with offset, or seconds or milliseconds since 1970.") { Example = "$.ts" },
        new("meters.*.mqtt.refresh", KeyKind.Duration, "How often the meter tells its values.") { Default = "1s", Min = 0.2, Max = 60, Example = "1s" },
        new("meters.*.mqtt.ttl", KeyKind.Duration, "An older value is no value.") { Default = "10s", Min = 1, Max = 300, Example = "10s" },
        new("meters.*.mqtt.values", KeyKind.Section, "What it tells. A circuit's meter needs current and power of each phase.") { Required = true },
        .. MeterValues.SelectMany(value => (KeySpec[])
        [
            new($"meters.*.mqtt.values.{value.Name}", KeyKind.Section, value.Text),
            .. Value($"meters.*.mqtt.values.{value.Name}", value.Unit switch { "V" => ["V", "mV"], "A" => ["A", "mA"], "%" => ["%"], _ => ["W", "kW"] }, topicRequired: false),
        ]),
    ];

    /// <summary>What a unit of the file is multiplied with to be in A, V, W or EUR/kWh.</summary>
    internal static double Factor(string? unit) => unit switch
    {
        "mV" or "mA" => 0.001,
        "kW" => 1000,
        "ct/kWh" => 0.01,
        "EUR/MWh" => 0.001,
        _ => 1,
    };

    private static KeySpec[] Value(string at, string[] units, bool topicRequired) =>
    [
        new($"{at}.topic", KeyKind.Topic, "Topic that the value comes from.") { Required = topicRequired, Example = "home/em/power" },
        new($"{at}.path", KeyKind.JsonPath, "Where in the JSON of the payload it stands; without it the payload is the value.") { Example = "$.a.b" },
        new($"{at}.unit", KeyKind.Choice, "Unit in which it is told.") { Default = units[0], Choices = [.. units], Example = units[0] },
        new($"{at}.scale", KeyKind.Number, "What it is multiplied with besides; -1 turns the sign.") { Default = "1", Min = -1_000_000, Max = 1_000_000, Example = "1" },
    ];
}
