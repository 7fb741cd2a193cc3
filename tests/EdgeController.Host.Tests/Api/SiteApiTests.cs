using System.Net;
using System.Text.Json;
using EdgeController.Host.Tests.Rigs;

namespace EdgeController.Host.Tests.Api;

public sealed class SiteApiTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_site_is_told_with_circuits_stations_meters_and_mode()
    {
        await using var rig = await ControllerRig.StartAsync();
        rig.ServeMeter();
        await Until.TrueAsync("normal mode", async () => await StatusAsync(rig, "/api/v1/site") == HttpStatusCode.OK && (await rig.SiteAsync()).GetProperty("mode").GetString() == "normal");

        var site = await rig.SiteAsync();
        Assert.Equal("Rig", site.GetProperty("name").GetString());
        Assert.False(site.GetProperty("simulated").GetBoolean());
        var circuit = site.GetProperty("circuits")[0];
        Assert.Equal(["L1", "L2", "L3"], circuit.GetProperty("phases").EnumerateArray().Select(phase => phase.GetProperty("phase").GetString()));
        Assert.Equal(63, circuit.GetProperty("phases")[0].GetProperty("limitAmps").GetDouble());
        Assert.Equal(10, circuit.GetProperty("phases")[0].GetProperty("drawnAmps").GetDouble(), 0.2);
        Assert.Equal(["A1", "B|2@x"], site.GetProperty("stations").EnumerateArray().Select(station => station.GetProperty("id").GetString()));
        var evse = site.GetProperty("stations")[0].GetProperty("evses")[0];
        Assert.False(string.IsNullOrEmpty(evse.GetProperty("reason").GetProperty("sentence").GetString()));
        Assert.Equal("fresh", site.GetProperty("meters")[0].GetProperty("state").GetString());
        Assert.Empty(site.GetProperty("alarms").EnumerateArray());
    }

    [Fact]
    public async Task It_is_alive_at_once_and_ready_when_a_meter_is_fresh()
    {
        await using var rig = await ControllerRig.StartAsync();

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(rig, "/health/live"));
        using (var response = await rig.Http.GetAsync("/health/ready", Cancel))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.Equal("no meter is fresh yet\n", await response.Content.ReadAsStringAsync(Cancel));
        }

        rig.ServeMeter();
        await Until.TrueAsync("ready", async () => await StatusAsync(rig, "/health/ready") == HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_listener_that_reads_nothing_holds_up_no_other()
    {
        await using var rig = await ControllerRig.StartAsync();
        using var slow = await rig.Http.GetAsync("/api/v1/stream", HttpCompletionOption.ResponseHeadersRead, Cancel);
        Assert.Equal("text/event-stream", slow.Content.Headers.ContentType?.MediaType);

        var times = await Task.WhenAll(EventsAsync(rig, 4), EventsAsync(rig, 4));

        Assert.All(times, of => Assert.Equal(of.Order(), of));
        Assert.All(times, of => Assert.Equal(4, of.Distinct().Count()));
    }

    [Fact]
    public async Task The_first_address_is_the_page_or_a_sentence_that_there_is_none()
    {
        await using var rig = await ControllerRig.StartAsync();

        var body = await rig.Http.GetStringAsync("/", Cancel);
        if (File.Exists(Path.Combine(AppContext.BaseDirectory, "wwwroot", "index.html")))
        {
            Assert.Contains("<html", body, StringComparison.Ordinal);
        }
        else
        {
            Assert.StartsWith("EdgeController runs; its page has not been built", body, StringComparison.Ordinal);
        }
    }

    private static async Task<List<DateTimeOffset>> EventsAsync(ControllerRig rig, int count)
    {
        using var reader = new StreamReader(await rig.Http.GetStreamAsync("/api/v1/stream", Cancel));
        var times = new List<DateTimeOffset>();
        while (times.Count < count)
        {
            Assert.Equal("event: site", await reader.ReadLineAsync(Cancel));
            var line = await reader.ReadLineAsync(Cancel);
            Assert.StartsWith("data: {", line, StringComparison.Ordinal);
            using var document = JsonDocument.Parse(line!["data: ".Length..]);
            times.Add(document.RootElement.GetProperty("time").GetDateTimeOffset());
            Assert.Equal("", await reader.ReadLineAsync(Cancel));
        }

        return times;
    }

    private static async Task<HttpStatusCode> StatusAsync(ControllerRig rig, string path)
    {
        using var response = await rig.Http.GetAsync(path, Cancel);
        return response.StatusCode;
    }
}
