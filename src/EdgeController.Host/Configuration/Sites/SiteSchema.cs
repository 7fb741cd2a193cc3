using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeController.Host.Configuration.Keys;

namespace EdgeController.Host.Configuration.Sites;

/// <summary>The JSON Schema of the site file, for editors; made from the table of keys.</summary>
public static class SiteSchema
{
    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The schema (draft 2020-12) as JSON text; the same table gives the same bytes.</summary>
    public static string Generate()
    {
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "EdgeController site file",
        };
        AddSection(schema, SiteKeys.Table.TopLevel);
        return schema.ToJsonString(Layout) + "\n";
    }

    private static void AddSection(JsonObject schema, IEnumerable<KeySpec> keys)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var key in keys)
        {
            properties[key.Name] = Describe(key);
            if (key.Required)
            {
                required.Add(key.Name);
            }
        }

        schema["type"] = "object";
        schema["properties"] = properties;
        if (required.Count > 0)
        {
            schema["required"] = required;
        }

        schema["additionalProperties"] = false;
    }

    private static JsonObject Describe(KeySpec key)
    {
        var schema = new JsonObject { ["description"] = Description(key) };
        if (!key.Built)
        {
            schema["not"] = new JsonObject();
            return schema;
        }

        switch (key.Kind)
        {
            case KeyKind.Section:
                AddSection(schema, SiteKeys.Table.ChildrenOf(key));
                break;
            case KeyKind.Named:
                AddNamed(schema, key);
                break;
            case KeyKind.List:
                var item = new JsonObject();
                AddSection(item, SiteKeys.Table.ChildrenOf(key));
                schema["type"] = "array";
                schema["minItems"] = 1;
                schema["items"] = item;
                break;
            default:
                LeafSchema.Add(schema, key);
                break;
        }

        return schema;
    }

    private static void AddNamed(JsonObject schema, KeySpec key)
    {
        var element = new JsonObject();
        AddSection(element, SiteKeys.Table.ChildrenOf(key));
        var map = new JsonObject
        {
            ["type"] = "object",
            ["minProperties"] = 1,
            ["propertyNames"] = new JsonObject { ["pattern"] = Names.Pattern },
            ["additionalProperties"] = element,
        };
        if (!key.Choices.IsEmpty)
        {
            schema["oneOf"] = new JsonArray(new JsonObject { ["enum"] = LeafSchema.Words(key.Choices) }, map);
            return;
        }

        foreach (var (name, value) in map.ToList())
        {
            map.Remove(name);
            schema[name] = value;
        }
    }

    private static string Description(KeySpec key)
    {
        var range = key.Min is null || key.Max is null || key.Min == key.Max ? "" : $" {key.Min}{key.Unit} to {key.Max}{key.Unit}.";
        var standard = key.Default is null ? "" : $" Default: {key.Default}.";
        return key.Built ? $"{key.Help}{range}{standard}" : $"{key.Help} Not built yet: writing it is an error.";
    }
}
