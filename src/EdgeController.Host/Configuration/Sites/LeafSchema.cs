using System.Text.Json.Nodes;
using EdgeController.Host.Configuration.Keys;

namespace EdgeController.Host.Configuration.Sites;

/// <summary>The part of the JSON Schema for values without keys below them.</summary>
internal static class LeafSchema
{
    private const string Number = @"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?\s*";

    internal static JsonArray Words(IEnumerable<string> words) => [.. words.Select(word => (JsonNode)word)];

    internal static void Add(JsonObject schema, KeySpec key)
    {
        switch (key.Kind)
        {
            case KeyKind.Integer or KeyKind.Number:
                schema["type"] = key.Kind == KeyKind.Integer ? "integer" : "number";
                AddRange(schema, key);
                break;
            case KeyKind.Amps or KeyKind.Rating or KeyKind.Kilowatts or KeyKind.Kilovoltamperes or KeyKind.Volts or KeyKind.Percent or KeyKind.Duration:
                AddQuantity(schema, key);
                break;
            case KeyKind.PhaseAmps:
                schema["oneOf"] = PhaseForms(key);
                break;
            case KeyKind.Flag:
                schema["type"] = "boolean";
                break;
            case KeyKind.Weekdays:
                schema["type"] = new JsonArray("string", "array");
                schema["pattern"] = $"^({CalendarLeaves.DayPattern})$";
                schema["items"] = new JsonObject { ["type"] = "string", ["pattern"] = $"^({CalendarLeaves.DayPattern})$" };
                schema["minItems"] = 1;
                break;
            case KeyKind.Choice:
                schema["enum"] = Words(key.Choices);
                break;
            case KeyKind.Priority:
                schema["oneOf"] = new JsonArray(
                    new JsonObject { ["enum"] = new JsonArray("low", "normal", "high") },
                    new JsonObject { ["type"] = "integer", ["minimum"] = 1, ["maximum"] = 10 });
                break;
            case KeyKind.Texts:
                schema["type"] = new JsonArray("string", "array");
                schema["items"] = new JsonObject { ["type"] = "string" };
                schema["minItems"] = 1;
                break;
            case KeyKind.PhaseList:
                schema["type"] = "array";
                schema["items"] = new JsonObject { ["enum"] = new JsonArray("L1", "L2", "L3") };
                schema["uniqueItems"] = true;
                schema["minItems"] = 3;
                schema["maxItems"] = 3;
                break;
            default:
                schema["type"] = "string";
                if (Pattern(key) is { } pattern)
                {
                    schema["pattern"] = pattern;
                }

                break;
        }
    }

    private static string? Pattern(KeySpec key) => key.Kind switch
    {
        KeyKind.Endpoint => @"^.+:\d{1,5}$",
        KeyKind.WebSocketUrl => "^wss?://",
        KeyKind.BrokerUrl => "^mqtts?://",
        KeyKind.Topic => "^[^+#]+$",
        KeyKind.TopicBase => MqttLeaves.BasePattern,
        KeyKind.JsonPath => @"^\$",
        KeyKind.TimeOfDay => $"^({CalendarLeaves.TimePattern})$",
        KeyKind.YearSpan => $"^{CalendarLeaves.YearPattern}$",
        KeyKind.Rotation => $"^({string.Concat(key.Choices.Select(choice => choice + '|'))}(L[123]){{1,3}})$",
        _ => null,
    };

    private static void AddQuantity(JsonObject schema, KeySpec key)
    {
        schema["type"] = key.UnitInKey ? new JsonArray("number", "string") : "string";
        var words = string.Concat(key.Choices.Select(choice => choice + '|'));
        schema["pattern"] = words.Length == 0 ? $"^{Number}({Units(key.Kind)})$" : $"^({words}{Number}({Units(key.Kind)}))$";
        if (key.UnitInKey)
        {
            AddRange(schema, key);
        }
    }

    private static string Units(KeyKind kind) => kind switch
    {
        KeyKind.Kilowatts => "W|kW|MW",
        KeyKind.Rating => "A|W|kW|MW",
        KeyKind.Kilovoltamperes => "VA|kVA|MVA",
        KeyKind.Volts => "V",
        KeyKind.Percent => "%",
        KeyKind.Duration => "ms|s|m|min|h",
        _ => "A",
    };

    private static JsonArray PhaseForms(KeySpec key)
    {
        JsonObject One()
        {
            var one = new JsonObject();
            AddQuantity(one, key);
            return one;
        }

        return
        [
            One(),
            new JsonObject { ["type"] = "array", ["items"] = One(), ["minItems"] = 3, ["maxItems"] = 3 },
            new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject { ["L1"] = One(), ["L2"] = One(), ["L3"] = One() },
                ["required"] = new JsonArray("L1", "L2", "L3"),
                ["additionalProperties"] = false,
            },
        ];
    }

    private static void AddRange(JsonObject schema, KeySpec key)
    {
        if (key.Min is { } min)
        {
            schema["minimum"] = min;
        }

        if (key.Max is { } max)
        {
            schema["maximum"] = max;
        }
    }
}
