using System.Net;
using System.Text.Json;
using EdgeController.Host.Tests.Rigs;

namespace EdgeController.Host.Tests.Api;

/// <summary>Why, over HTTP: reasons in full, what held charging back, the last decisions.</summary>
public sealed class WhyApiTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Losses_are_told_by_day_with_the_days_that_are_known()
    {
        await using var rig = await ControllerRig.StartAsync();
        await Until.TrueAsync("summed up", async () => (await GetAsync(rig, "/api/v1/losses")).Status == HttpStatusCode.OK);
        var today = JsonDocument.Parse((await GetAsync(rig, "/api/v1/losses")).Text).RootElement;
        var day = today.GetProperty("day").GetString();
        Assert.Contains(day, new[] { $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd}", $"{TimeProvider.System.GetUtcNow().AddMinutes(-5):yyyy-MM-dd}" });
        Assert.Equal((0.0, 0.0, 0), (today.GetProperty("deliveredKwh").GetDouble(), today.GetProperty("heldBackKwh").GetDouble(), today.GetProperty("causes").GetArrayLength()));
        Assert.Contains(today.GetProperty("days").EnumerateArray(), one => one.GetString() == day);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(rig, $"/api/v1/losses?day={day}")).Status);
        Assert.Equal((HttpStatusCode.NotFound, "nothing is known of 2001-01-01: today and up to 31 days before it are kept\n"), await GetAsync(rig, "/api/v1/losses?day=2001-01-01"));
        Assert.Equal((HttpStatusCode.BadRequest, "day must be a date such as 2026-05-04\n"), await GetAsync(rig, "/api/v1/losses?day=4.5.2026"));
    }

    [Fact]
    public async Task The_last_decisions_of_a_station_are_told_with_their_reasons()
    {
        await using var rig = await ControllerRig.StartAsync();
        await Until.TrueAsync("decided", async () => Decisions(await GetAsync(rig, "/api/v1/stations/A1/decisions")).GetArrayLength() > 0);
        var first = Decisions(await GetAsync(rig, "/api/v1/stations/A1/decisions")).EnumerateArray().Last();
        Assert.Equal((JsonValueKind.Null, 16.0, "Offline"), (first.GetProperty("from").ValueKind, first.GetProperty("to").GetDouble(), first.GetProperty("code").GetString()));
        Assert.StartsWith("station offline", first.GetProperty("sentence").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, first.GetProperty("lostAmps").GetDouble());
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(rig, "/api/v1/stations/B%7C2%40x/decisions")).Status);
        Assert.Equal((HttpStatusCode.NotFound, "there is no station 'A7'\n"), await GetAsync(rig, "/api/v1/stations/A7/decisions"));
    }

    [Fact]
    public async Task Each_setpoint_of_the_site_tells_its_reason_in_full_and_what_it_costs()
    {
        await using var rig = await ControllerRig.StartAsync();
        await Until.TrueAsync("a picture", async () => (await GetAsync(rig, "/api/v1/site")).Status == HttpStatusCode.OK);
        var evse = (await rig.SiteAsync()).GetProperty("stations")[0].GetProperty("evses")[0];
        Assert.Equal(0, evse.GetProperty("lostAmps").GetDouble());
        Assert.All(["code", "subject", "phase", "amount", "sentence", "source", "ends"], name => Assert.True(evse.GetProperty("reason").TryGetProperty(name, out _), name));
    }

    private static JsonElement Decisions((HttpStatusCode Status, string Text) answer)
    {
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return JsonDocument.Parse(answer.Text).RootElement.GetProperty("evses")[0].GetProperty("decisions");
    }

    private static async Task<(HttpStatusCode Status, string Text)> GetAsync(ControllerRig rig, string path)
    {
        using var response = await rig.Http.GetAsync(path, Cancel);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancel));
    }
}
