using System.Text.Json.Nodes;
using EdgeController.Host.Configuration.Sites;

namespace EdgeController.Host.Tests.Configuration.Sites;

public sealed class SiteSchemaTests
{
    [Fact]
    public void The_committed_schema_is_the_generated_one() =>
        Assert.Equal(SiteSchema.Generate(), File.ReadAllText(Path.Combine(SiteFiles.Repository, "config", "site.schema.json")));

    [Fact]
    public void The_schema_describes_every_key_and_forbids_those_not_built()
    {
        var schema = JsonNode.Parse(SiteSchema.Generate())!;

        Assert.Equal("https://json-schema.org/draft/2020-12/schema", (string?)schema["$schema"]);
        Assert.NotNull(schema["properties"]!["http"]!["not"]);
        var station = schema["properties"]!["stations"]!["properties"]!["list"]!["items"]!["properties"]!;
        Assert.Equal("What each EVSE keeps when the controller is gone: 0A (dc: 0kW), or at least min. 0A to 1000A.", (string?)station["fallback"]!["description"]);
        Assert.Equal(["ids", "circuit"], schema["properties"]!["stations"]!["properties"]!["list"]!["items"]!["required"]!.AsArray().Select(name => (string?)name));
    }
}
