using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using EdgeController.Host.Tests.Rigs;

namespace EdgeController.Host.Tests.Storage;

/// <summary>The journal in a running controller: what its API says, and that a bad disk leaves the control alone.</summary>
public sealed class RunningJournalTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("running-journal-").FullName;

    [Fact]
    public async Task What_waits_for_a_back_end_that_is_away_is_told_and_outlives_a_restart()
    {
        await using var gone = await RawCsms.StartAsync();
        var away = gone.Endpoint;
        await gone.DisposeAsync();
        var journal = Path.Combine(_folder, "journal");
        await using (var first = await ControllerRig.StartAsync(away, journal: journal))
        {
            var station = await RawStation.ConnectAsync(first.OcppPort);
            await station.SendAsync(Values("m1", "1"));
            await station.ReceivedAsync("[3,\"m1\",{}]");
            await Until.TrueAsync("one waits", async () => await WaitingAsync(first.Http, "A1") == 1);
            await station.SendAsync(Values("m2", "2"));
            await station.ReceivedAsync("[3,\"m2\",{}]");
            first.Log.AssertClean();
        }

        await using var second = await ControllerRig.StartAsync(away, journal: journal);
        await Until.TrueAsync("two wait", async () => await WaitingAsync(second.Http, "A1") == 2);
        Assert.Equal(0, await WaitingAsync(second.Http, "B|2@x"));
    }

    [Fact]
    public async Task Without_a_state_folder_the_controller_runs_and_says_what_that_means()
    {
        using var disk = SmallDisk.Mount(1);
        disk.MakeReadOnly(true);
        using var process = EdgeProcess.Start("run", WriteSite(), "--http", "127.0.0.1:0", "--ocpp", "127.0.0.1:0", "--state", disk.Path, "--for", "2m");
        using var http = await HttpAsync(process);

        await Until.TrueAsync("the alarm", async () => (await AlarmsAsync(http)).ContainsKey("no-journal"));
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health/live", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Contains("cannot be written", process.Error, StringComparison.Ordinal);
        await process.TerminateAsync();
        Assert.Equal(0, await process.ExitCodeAsync(15));
    }

    [Fact]
    public async Task Where_writing_fails_nothing_is_answered_that_is_not_kept_and_control_goes_on()
    {
        using var process = EdgeProcess.StartWithShortFiles(
            200, "run", WriteSite(), "--http", "127.0.0.1:0", "--ocpp", "127.0.0.1:0", "--state", Path.Combine(_folder, "state"), "--for", "2m");
        using var http = await HttpAsync(process);
        var ocpp = new Uri(await process.LineAsync("^stations: (ws://.+)$"));
        var station = await RawStation.ConnectAsync(ocpp.Port);

        var answered = 0;
        while (answered < 100)
        {
            await station.SendAsync(Values($"m{answered}", new string('7', 16_000)));
            var began = TimeProvider.System.GetTimestamp();
            await Until.TrueAsync("an answer or none", () => station.Received.Count > answered || TimeProvider.System.GetElapsedTime(began).TotalSeconds > 3);
            if (station.Received.Count == answered)
            {
                break;
            }

            answered++;
        }

        Assert.InRange(answered, 4, 99);
        var alarms = await AlarmsAsync(http);
        Assert.Contains("fails", alarms["journal-unavailable"], StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health/live", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(answered, await WaitingAsync(http, "A1"));
        await process.TerminateAsync();
        Assert.Equal(0, await process.ExitCodeAsync(15));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Values(string id, string value) =>
        $"[2,\"{id}\",\"MeterValues\",{{\"connectorId\":1,\"transactionId\":5,\"meterValue\":[{{\"timestamp\":\"2026-11-02T00:00:00Z\",\"sampledValue\":[{{\"value\":\"{value}\"}}]}}]}}]";

    private static async Task<HttpClient> HttpAsync(EdgeProcess process) => new() { BaseAddress = new Uri(await process.LineAsync("^page: (http://.+)$")) };

    private static async Task<JsonElement?> SiteAsync(HttpClient http)
    {
        using var response = await http.GetAsync("/api/v1/site", TestContext.Current.CancellationToken);
        return response.IsSuccessStatusCode ? await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken) : null;
    }

    private static async Task<Dictionary<string, string>> AlarmsAsync(HttpClient http) => await SiteAsync(http) is { } site
        ? site.GetProperty("alarms").EnumerateArray().ToDictionary(alarm => alarm.GetProperty("code").GetString()!, alarm => alarm.GetProperty("sentence").GetString()!, StringComparer.Ordinal)
        : [];

    private static async Task<int> WaitingAsync(HttpClient http, string id)
    {
        if (await SiteAsync(http) is not { } site)
        {
            return -1;
        }

        var waiting = site.GetProperty("stations").EnumerateArray().Single(station => station.GetProperty("id").GetString() == id).GetProperty("waiting");
        return waiting.ValueKind == JsonValueKind.Null ? 0 : waiting.GetProperty("messages").GetInt32();
    }

    private string WriteSite()
    {
        var path = Path.Combine(_folder, "site.yaml");
        File.WriteAllText(path, """
            schema: 1
            site: { name: Disk, timezone: UTC }
            circuits:
              main: { limit: { amps: 63 }, uncontrolled: { assumed: 20A } }
            stations:
              defaults: { max: 16A, min: 6A, fallback: 6A }
              list:
                - { ids: A1, circuit: main, connectors: 1 }
            csms: { main: { url: "ws://127.0.0.1:9", stations: "*" } }
            """);
        return path;
    }
}
