using System.Net.Http.Json;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text.Json;
using EdgeController.Tests;
using EdgeController.Host.Tests.Rigs;
using Microsoft.Extensions.Logging;

namespace EdgeController.Host.Tests.Running;

public sealed class StopTests
{
    [Fact]
    public async Task A_stop_closes_every_socket_with_1001_and_nothing_is_worth_a_warning()
    {
        await using var csms = await RawCsms.StartAsync();
        await using var rig = await ControllerRig.StartAsync(csms.Endpoint);
        rig.ServeMeter();
        var station = await RawStation.ConnectAsync(rig.OcppPort);
        var upstream = (await csms.ConnectionAsync()).Socket;
        await Until.TrueAsync("the leg to the back end", async () => await rig.UpstreamAsync() == 1);
        using var page = await rig.Http.GetAsync("/api/v1/stream", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

        var began = TimeProvider.System.GetTimestamp();
        await rig.StopAsync();

        Assert.InRange(TimeProvider.System.GetElapsedTime(began).TotalSeconds, 0, 30);
        await station.Ended;
        await upstream.Ended;
        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, station.CloseStatus);
        Assert.Equal(WebSocketCloseStatus.NormalClosure, upstream.CloseStatus);

        // The framework warns of a busy machine, too; that is not about the stop.
        Assert.DoesNotContain(rig.Log.AtLeast(LogLevel.Warning), line => !line.Contains("heartbeat has been running", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_station_that_does_not_answer_the_close_holds_the_stop_for_seconds_only()
    {
        await using var rig = await ControllerRig.StartAsync();
        using var deaf = new ClientWebSocket();
        deaf.Options.AddSubProtocol("ocpp1.6");
        await deaf.ConnectAsync(new Uri($"ws://127.0.0.1:{rig.OcppPort}/ocpp/A1"), TestContext.Current.CancellationToken);

        var began = TimeProvider.System.GetTimestamp();
        await rig.StopAsync();

        Assert.InRange(TimeProvider.System.GetElapsedTime(began).TotalSeconds, 0, 40);
    }

    [Fact]
    public async Task A_station_that_vanishes_is_worth_a_warning()
    {
        await using var rig = await ControllerRig.StartAsync();
        var station = await RawStation.ConnectAsync(rig.OcppPort);

        station.Abort();

        await Until.TrueAsync("a warning", () => rig.Log.AtLeast(LogLevel.Warning).Any(line => line.Contains("station A1 disconnected: Broken", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_demo_charges_every_station_within_limits_and_ends_on_SIGTERM()
    {
        using var demo = EdgeProcess.Start("demo", "--http", $"127.0.0.1:{FreePorts.Next()}", "--ocpp", $"127.0.0.1:{FreePorts.Next()}");
        var page = new Uri(await demo.LineAsync("^page: (http://.+)$"));
        var stations = new Uri((await demo.LineAsync("^stations: (ws://.+)$")).Replace("ws:", "http:", StringComparison.Ordinal));
        using var http = new HttpClient { BaseAddress = page };
        await Until.TrueAsync("24 stations to charge, or to wait for their plan, within limits", async () => await ChargingAsync(http) == (24, 0, 0), 120);
        for (var looks = 0; looks < 20; looks++)
        {
            Assert.Equal(0, (await ChargingAsync(http)).Over);
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        await demo.TerminateAsync();

        Assert.Equal(0, await demo.ExitCodeAsync(60));
        Assert.Contains("nothing is raised or renewed", demo.Output, StringComparison.Ordinal);
        Assert.Equal("", demo.Error.Trim());
        Assert.False(IsOpen(page.Port));
        Assert.False(IsOpen(stations.Port));
    }

    /// <summary>
    /// How many stations charge, how many phases of circuits are over their limit, and how many circuits are not steered yet: until a station was first told its limit its vehicle
    /// draws what it likes, which on a slow machine goes on growing for seconds after all of them charge.
    /// </summary>
    private static async Task<(int Charging, int Over, int Blind)> ChargingAsync(HttpClient http)
    {
        using var response = await http.GetAsync("/api/v1/site", TestContext.Current.CancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            return (0, 0, 0);
        }

        var site = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        var over = site.GetProperty("circuits").EnumerateArray().SelectMany(circuit => circuit.GetProperty("phases").EnumerateArray())
            .Count(phase => phase.GetProperty("drawnAmps").GetDouble() is var drawn && (drawn < 0 || drawn > phase.GetProperty("limitAmps").GetDouble()));
        var charging = site.GetProperty("stations").EnumerateArray().Select(station => station.GetProperty("evses")[0])
            .Count(evse => evse.GetProperty("status").GetString() == "Charging" || evse.GetProperty("reason").GetProperty("code").GetString() == "PlanPause");
        return (charging, over, site.GetProperty("circuits").EnumerateArray().Count(circuit => circuit.GetProperty("mode").GetString() == "blind"));
    }

    private static bool IsOpen(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
