using System.Net;
using System.Text;
using System.Text.Json;
using EdgeController.Host.Tests.Rigs;

namespace EdgeController.Host.Tests.Api;

public sealed class SessionsApiTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_wish_for_a_session_is_taken_shown_and_gone_with_it()
    {
        await using var rig = await ControllerRig.StartAsync();
        rig.ServeMeter();
        Assert.Equal((HttpStatusCode.Conflict, "no vehicle is connected to A1\n"), await PostAsync(rig, "A1", "{\"mode\":\"solar\"}"));
        var station = await RawStation.ConnectAsync(rig.OcppPort);
        await station.SendAsync("""[2,"1","StatusNotification",{"connectorId":1,"errorCode":"NoError","status":"Preparing"}]""");
        await Until.TrueAsync("plugged in", async () => (await EvseAsync(rig))?.GetProperty("status").GetString() == "Preparing");

        var leaves = TimeProvider.System.GetUtcNow().AddHours(9);
        Assert.Equal((HttpStatusCode.Accepted, ""), await PostAsync(rig, "A1", $$"""{"departure":"{{leaves:O}}","energyKwh":22.5,"priority":"high","mode":"paused"}"""));
        await Until.TrueAsync("paused", async () => (await EvseAsync(rig))?.GetProperty("mode").GetString() == "paused");
        var evse = (await EvseAsync(rig))!.Value;
        Assert.Equal((8, 22.5), (evse.GetProperty("priority").GetInt32(), evse.GetProperty("needsKwh").GetDouble()));
        Assert.InRange(evse.GetProperty("departure").GetDateTimeOffset(), leaves.AddSeconds(-2), leaves.AddSeconds(2));

        Assert.Equal((HttpStatusCode.Accepted, ""), await PostAsync(rig, "A1/1", """{"mode":"fast","priority":3}"""));
        await Until.TrueAsync("fast", async () => (await EvseAsync(rig))?.GetProperty("mode").GetString() == "fast");
        Assert.Equal(22.5, (await EvseAsync(rig))!.Value.GetProperty("needsKwh").GetDouble());
        await station.SendAsync("""[2,"2","StatusNotification",{"connectorId":1,"errorCode":"NoError","status":"Available"}]""");
        await Until.TrueAsync("gone", async () => (await EvseAsync(rig))?.GetProperty("needsKwh").ValueKind == JsonValueKind.Null);
    }

    [Fact]
    public async Task What_cannot_be_wished_is_refused_with_a_sentence()
    {
        await using var rig = await ControllerRig.StartAsync();
        var station = await RawStation.ConnectAsync(rig.OcppPort);
        await station.SendAsync("""[2,"1","StatusNotification",{"connectorId":1,"errorCode":"NoError","status":"Preparing"}]""");
        await Until.TrueAsync("plugged in", async () => (await EvseAsync(rig))?.GetProperty("status").GetString() == "Preparing");

        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(rig, "A7", "{}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(rig, "A1/2", "{}")).Status);
        foreach (var (body, about) in new[]
        {
            ("", "not JSON"), ("[]", "an object"), ("{}", "wishes nothing"), ("{\"mode\":null}", "wishes nothing"), ("{\"mode\":\"turbo\"}", "mode must be"),
            ("{\"priority\":11}", "priority must be"), ("{\"energyKwh\":-1}", "energyKwh must be"), ("{\"energyKwh\":\"7\"}", "energyKwh must be"),
            ("{\"departure\":\"2040-01-01T00:00:00Z\"}", "departure must be"), ("{\"departure\":\"2020-01-01T00:00:00Z\"}", "departure must be"),
            ($"{{\"departure\":\"{TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(2):s}\"}}", "with its offset"), ("{\"limit\":32}", "no field 'limit'"),
        })
        {
            var (status, sentence) = await PostAsync(rig, "A1", body);
            Assert.Equal(HttpStatusCode.BadRequest, status);
            Assert.Contains(about, sentence, StringComparison.Ordinal);
        }

    }

    private static async Task<JsonElement?> EvseAsync(ControllerRig rig)
    {
        using var response = await rig.Http.GetAsync("/api/v1/site", Cancel);
        return response.IsSuccessStatusCode ? (await rig.SiteAsync()).GetProperty("stations")[0].GetProperty("evses")[0] : null;
    }

    private static async Task<(HttpStatusCode Status, string Text)> PostAsync(ControllerRig rig, string evse, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await rig.Http.PostAsync($"/api/v1/sessions/{evse}", content, Cancel);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancel));
    }
}
