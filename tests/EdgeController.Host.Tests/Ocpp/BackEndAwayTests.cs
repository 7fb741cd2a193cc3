using System.Net;
using System.Net.WebSockets;
using EdgeController.Tests;
using EdgeController.Host.Tests.Rigs;

namespace EdgeController.Host.Tests.Ocpp;

public sealed class BackEndAwayTests
{
    private const string Start = "[2,\"t-1\",\"StartTransaction\",{\"connectorId\":1,\"idTag\":\"T\",\"meterStart\":0,\"timestamp\":\"2026-01-01T00:00:00Z\"}]";

    private readonly FastTime _time = new(4);

    [Fact]
    public async Task A_back_end_that_comes_late_is_connected_and_the_station_stays()
    {
        var port = FreePorts.Next();
        await using var rig = await ControllerRig.StartAsync(RawCsms.At(port), _time);
        var station = await RawStation.ConnectAsync(rig.OcppPort);
        await station.SendAsync("[2,\"h\",\"Heartbeat\",{}]");
        await Until.TrueAsync("an answer in the back end's place", () => station.Received.Any(text => text.StartsWith("[3,\"h\",{\"currentTime\":", StringComparison.Ordinal)));

        await using var csms = await RawCsms.StartAsync(port);

        await csms.ConnectionAsync();
        await Until.TrueAsync("the leg to the back end", async () => await rig.UpstreamAsync() == 1);
        Assert.True(station.IsOpen);
    }

    [Fact]
    public async Task A_transaction_that_cannot_be_delivered_closes_the_station_until_its_back_end_is_back()
    {
        var first = await RawCsms.StartAsync(FreePorts.Next());
        await using var rig = await ControllerRig.StartAsync(first.Endpoint, _time);
        var station = await RawStation.ConnectAsync(rig.OcppPort);
        await first.ConnectionAsync();
        await Until.TrueAsync("the leg to the back end", async () => await rig.UpstreamAsync() == 1);
        await first.DisposeAsync();
        await Until.TrueAsync("the back end to be missed", async () => await rig.UpstreamAsync() == 0);

        var sent = _time.Now;
        await station.SendAsync(Start);
        await station.Ended;

        Assert.InRange((_time.Now - sent).TotalSeconds, 9.5, 100);
        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, station.CloseStatus);
        Assert.DoesNotContain(station.Received, text => text.Contains("t-1", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await RawStation.TryConnectAsync(rig.OcppPort, "/ocpp/A1", ["ocpp1.6"])).Status);

        await using var csms = await RawCsms.StartAsync(first.Port);
        RawSocket? again = null;
        await Until.TrueAsync("the station to be admitted", async () => (again = (await RawStation.TryConnectAsync(rig.OcppPort, "/ocpp/A1", ["ocpp1.6"])).Socket) is not null);
        await Until.TrueAsync("the leg to the back end", async () => await rig.UpstreamAsync() == 1);
        await again!.SendAsync(Start);
        await csms.Connections[^1].Socket.ReceivedAsync(Start);
    }
}
