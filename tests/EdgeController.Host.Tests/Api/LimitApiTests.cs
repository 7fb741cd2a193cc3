using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using EdgeController.Host.Tests.Rigs;

namespace EdgeController.Host.Tests.Api;

/// <summary>Limits of energy managers and the grid operator's dimming over HTTP.</summary>
public sealed class LimitApiTests
{
    private static readonly (string Body, string Sentence)[] Refused =
    [
        ("", "the body is not JSON"),
        ("[]", "the body must be an object with circuit, source, ttl, and amps or kw"),
        ("""{ "circuit": "main", "circuit": "x" }""", "the body is not JSON"),
        ("""{ "circuit": "man", "source": "a", "kw": 1, "ttl": 60 }""", "circuit must be one of: main"),
        ("""{ "circuit": "main", "source": "", "kw": 1, "ttl": 60 }""", "source must name who sets the limit: 1 to 64 letters, digits, dots, dashes or underscores"),
        ("""{ "circuit": "main", "source": "a\n", "kw": 1, "ttl": 60 }""", "source must name who sets the limit: 1 to 64 letters, digits, dots, dashes or underscores"),
        ("""{ "circuit": "main", "source": "a", "kw": 1 }""", "ttl is required: for how many seconds the limit holds, above 0 and at most 86400"),
        ("""{ "circuit": "main", "source": "a", "kw": 1, "ttl": 86401 }""", "ttl is required: for how many seconds the limit holds, above 0 and at most 86400"),
        ("""{ "circuit": "main", "source": "a", "kw": 1, "ttl": 0 }""", "ttl is required: for how many seconds the limit holds, above 0 and at most 86400"),
        ("""{ "circuit": "main", "source": "a", "ttl": 60 }""", "a limit needs amps, kw or both"),
        ("""{ "circuit": "main", "source": "a", "kw": -1, "ttl": 60 }""", "a power must be a number, 0 kW or more"),
        ("""{ "circuit": "main", "source": "a", "kw": 1e999, "ttl": 60 }""", "kw must be a number"),
        ("""{ "circuit": "main", "source": "a", "kw": "NaN", "ttl": 60 }""", "kw must be a number"),
        ("""{ "circuit": "main", "source": "a", "amps": [1, 2], "ttl": 60 }""", "amps must be one number, or three for L1, L2 and L3"),
        ("""{ "circuit": "main", "source": "a", "amps": [1, -2, 3], "ttl": 60 }""", "a current must be a number, 0 A or more"),
        ("""{ "circuit": "main", "source": "a", "watts": 1, "ttl": 60 }""", "unknown property 'watts': circuit, source, amps, kw and ttl are known"),
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_limit_is_set_shown_at_its_circuit_listed_and_removed()
    {
        await using var rig = await ControllerRig.StartAsync();

        var set = await PostAsync(rig, "/api/v1/limits", """{ "circuit": "main", "source": "ems-1", "kw": 12.5, "amps": [20, 21, 22], "ttl": 600 }""");
        Assert.Equal(HttpStatusCode.OK, set.Status);
        var limit = Assert.Single((await GetAsync(rig, "/api/v1/limits")).EnumerateArray());
        Assert.Equal(("external", "ems-1", 12.5, 21.0), (limit.GetProperty("kind").GetString(), limit.GetProperty("source").GetString(), limit.GetProperty("kw").GetDouble(), limit.GetProperty("amps")[1].GetDouble()));
        Assert.InRange(limit.GetProperty("secondsLeft").GetDouble(), 500, 600);
        await Until.TrueAsync("the site shows it", async () => (await CircuitAsync(rig)).GetProperty("limits").GetArrayLength() == 1);

        await PostAsync(rig, "/api/v1/limits", """{ "circuit": "main", "source": "ems-1", "kw": 5, "ttl": 600 }""");
        Assert.Equal(5, Assert.Single((await GetAsync(rig, "/api/v1/limits")).EnumerateArray()).GetProperty("kw").GetDouble());

        using var deleted = await rig.Http.DeleteAsync("/api/v1/limits/main/ems-1", Cancel);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        using var again = await rig.Http.DeleteAsync("/api/v1/limits/main/ems-1", Cancel);
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
        Assert.Empty((await GetAsync(rig, "/api/v1/limits")).EnumerateArray());
        await Until.TrueAsync("it is gone", async () => (await CircuitAsync(rig)).GetProperty("limits").GetArrayLength() == 0);
    }

    [Fact]
    public async Task A_limit_ends_by_itself()
    {
        await using var rig = await ControllerRig.StartAsync();
        await PostAsync(rig, "/api/v1/limits", """{ "circuit": "main", "source": "ems", "kw": 1, "ttl": 1.5 }""");
        await Until.TrueAsync("it ended", async () => (await GetAsync(rig, "/api/v1/limits")).GetArrayLength() == 0);
    }

    [Fact]
    public async Task What_is_no_limit_is_refused_with_one_sentence()
    {
        await using var rig = await ControllerRig.StartAsync();
        foreach (var (body, sentence) in Refused)
        {
            Assert.Equal((HttpStatusCode.BadRequest, sentence + "\n"), await PostAsync(rig, "/api/v1/limits", body));
        }

        Assert.Empty((await GetAsync(rig, "/api/v1/limits")).EnumerateArray());
    }

    [Fact]
    public async Task A_circuit_takes_64_sources_and_says_so_to_the_next()
    {
        await using var rig = await ControllerRig.StartAsync();
        for (var i = 0; i < 64; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await PostAsync(rig, "/api/v1/limits", $$"""{ "circuit": "main", "source": "s{{i}}", "kw": 50, "ttl": 600 }""")).Status);
        }

        var (status, sentence) = await PostAsync(rig, "/api/v1/limits", """{ "circuit": "main", "source": "one-more", "kw": 1, "ttl": 600 }""");
        Assert.Equal((HttpStatusCode.Conflict, "circuit 'main' has limits of 64 sources already: remove one, or wait for one to end\n"), (status, sentence));
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(rig, "/api/v1/limits", """{ "circuit": "main", "source": "s5", "kw": 1, "ttl": 600 }""")).Status);
    }

    [Fact]
    public async Task The_grid_operator_dims_and_the_evidence_says_when_charging_followed()
    {
        await using var rig = await ControllerRig.StartAsync(more: "grid_operator: { de14a: { source: http } }");
        rig.ServeMeter();

        var (status, answer) = await PostAsync(rig, "/api/v1/grid-operator/dimming", """{ "active": true, "kw": 1 }""");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(7.56, JsonDocument.Parse(answer).RootElement.GetProperty("limitKw").GetDouble(), 6);
        await Until.TrueAsync("the site is dimmed", async () => (await rig.SiteAsync()).GetProperty("dimming").GetProperty("dimmed").GetBoolean());
        Assert.Contains((await rig.SiteAsync()).GetProperty("alarms").EnumerateArray(), alarm => alarm.GetProperty("code").GetString() == "dimmed");
        var record = (await GetAsync(rig, "/api/v1/grid-operator/evidence")).EnumerateArray().Single();
        Assert.Equal((true, 1.0, 7.56), (record.GetProperty("active").GetBoolean(), record.GetProperty("askedKw").GetDouble(), record.GetProperty("limitKw").GetDouble()));
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(rig, "/api/v1/grid-operator/dimming", """{ "active": "yes" }""")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(rig, "/api/v1/grid-operator/dimming", """{ "active": true, "kw": -1 }""")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(rig, "/api/v1/grid-operator/dimming", """{ "active": true, "x": 1 }""")).Status);
    }

    [Fact]
    public async Task Where_the_file_knows_no_dimming_there_is_none()
    {
        await using var rig = await ControllerRig.StartAsync();
        Assert.Equal((HttpStatusCode.NotFound, "the site file has no grid_operator.de14a\n"), await PostAsync(rig, "/api/v1/grid-operator/dimming", """{ "active": true }"""));
    }

    private static async Task<JsonElement> CircuitAsync(ControllerRig rig)
    {
        await Until.TrueAsync("a picture", async () =>
        {
            using var response = await rig.Http.GetAsync("/api/v1/site", Cancel);
            return response.IsSuccessStatusCode;
        });
        return (await rig.SiteAsync()).GetProperty("circuits")[0];
    }

    private static Task<JsonElement> GetAsync(ControllerRig rig, string path) => rig.Http.GetFromJsonAsync<JsonElement>(path, Cancel);

    private static async Task<(HttpStatusCode Status, string Text)> PostAsync(ControllerRig rig, string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await rig.Http.PostAsync(path, content, Cancel);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancel));
    }
}
