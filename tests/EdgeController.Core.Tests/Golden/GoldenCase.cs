using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.Golden;

/// <summary>One situation: a base and what differs from it, why the outcome is what it is, and the outcome by EVSE.</summary>
internal sealed record GoldenCase(string Name, string File, GoldenSituation Situation, string Why, IReadOnlyDictionary<string, string> Expect)
{
    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new PerPhaseConverter(), new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private static readonly JsonSerializerOptions Pretty = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Folder { get; } = FindFolder();

    public static IEnumerable<string> Names => Directory.EnumerateFiles(Folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal);

    public static GoldenCase Read(string name)
    {
        var file = Path.Combine(Folder, name + ".json");
        var text = JsonNode.Parse(System.IO.File.ReadAllText(file))!.AsObject();
        var whole = JsonNode.Parse(System.IO.File.ReadAllText(Path.Combine(Folder, "bases", $"{text["base"]}.json")))!.AsObject();
        Merge(whole, text["with"]?.AsObject() ?? []);
        return new GoldenCase(
            name, file, whole.Deserialize<GoldenSituation>(Format)!, text["why"]!.GetValue<string>(), text["expect"]?.Deserialize<Dictionary<string, string>>() ?? []);
    }

    /// <summary>Writes another outcome into the file; for a person to review.</summary>
    public void Rewrite(IReadOnlyDictionary<string, string> outcome)
    {
        var text = JsonNode.Parse(System.IO.File.ReadAllText(File))!.AsObject();
        text["expect"] = JsonSerializer.SerializeToNode(outcome);
        System.IO.File.WriteAllText(File, text.ToJsonString(Pretty) + "\n");
    }

    /// <summary>JSON merge patch (RFC 7396): null removes, objects are merged, everything else replaces.</summary>
    private static void Merge(JsonObject into, JsonObject patch)
    {
        foreach (var (key, value) in patch)
        {
            switch (value)
            {
                case null:
                    into.Remove(key);
                    break;
                case JsonObject inner when into[key] is JsonObject known:
                    Merge(known, inner);
                    break;
                default:
                    into[key] = value.DeepClone();
                    break;
            }
        }
    }

    private static string FindFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "EdgeController.sln")))
            {
                return Path.Combine(folder.FullName, "tests", "EdgeController.Core.Tests", "Golden");
            }
        }

        throw new InvalidOperationException("EdgeController.sln is in no folder above the tests.");
    }

    /// <summary>One number for all phases, or a list of three.</summary>
    private sealed class PerPhaseConverter : JsonConverter<PerPhase<double>>
    {
        public override PerPhase<double> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.Number)
            {
                return PerPhase.All(reader.GetDouble());
            }

            var each = JsonSerializer.Deserialize<double[]>(ref reader, options)!;
            return new PerPhase<double>(each[0], each[1], each[2]);
        }

        public override void Write(Utf8JsonWriter writer, PerPhase<double> value, JsonSerializerOptions options) => throw new NotSupportedException();
    }
}
