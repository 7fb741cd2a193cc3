using System.Net;
using System.Net.WebSockets;
using EdgeController.Host.Ocpp;
using EdgeController.Host.Tests.Rigs;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Links;

namespace EdgeController.Host.Tests.Network;

public sealed class DuplicateIdentityTests
{
    private static readonly NetworkOptions Quick = new() { ProbeTimeout = TimeSpan.FromSeconds(3) };

    [Fact]
    public async Task An_impostor_does_not_displace_a_living_station()
    {
        await using var csms = await ScriptedCsms.StartAsync();
        await using var rig = await NetworkRig.StartAsync(csms: ScriptedCsms.At(csms.Port));
        await using var health = await Health.StartAsync(rig, 1);
        await csms.StationAsync(1);

        var from = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(HttpStatusCode.Conflict, (await TryAsync(rig)).Status);
        }

        await health.AssertGoodAsync();
        Assert.Single(csms.Connections);
        ProcessFaults.Safe("D3", from);
        Assert.True(rig.Logged("security: refused a second connection as N001 from 127.0.0.1"));
    }

    [Fact]
    public async Task Without_the_question_the_newest_wins()
    {
        await using var rig = await NetworkRig.StartAsync(new NetworkOptions { ProbeTimeout = null });
        var station = await rig.ConnectAsync(1);

        var impostor = await rig.ConnectAsync(1);

        await NetworkRig.AssertClosedAsync(station, WebSocketCloseStatus.PolicyViolation);
        await NetworkRig.AssertServedAsync(impostor);
        ProcessFaults.Control("D3", "the living station is thrown out for whoever comes last");
    }

    [Fact]
    public async Task A_rebooted_station_gets_in_while_its_old_connection_is_half_open()
    {
        await using var csms = await ScriptedCsms.StartAsync();
        await using var rig = await NetworkRig.StartAsync(Quick, ScriptedCsms.At(csms.Port));
        using var vanished = await WirePeer.StationAsync(rig.Port, 1);
        var before = await csms.StationAsync(1);
        var from = TimeProvider.System.GetTimestamp();

        var station = await rig.ConnectAsync(1);

        Assert.InRange(TimeProvider.System.GetElapsedTime(from).TotalSeconds, 2.9, 30);
        await NetworkRig.AssertServedAsync(station);
        await Until.TrueAsync("the old leg to the back end to end", () => before.Ended.IsCompleted);
        Assert.True((await csms.StationAsync(1, 2)).IsOpen);
        await vanished.EndedAsync();
    }

    [Fact]
    public async Task Of_many_who_find_the_old_connection_dead_one_gets_in()
    {
        await using var csms = await ScriptedCsms.StartAsync();
        await using var rig = await NetworkRig.StartAsync(Quick, ScriptedCsms.At(csms.Port));
        using var vanished = await WirePeer.StationAsync(rig.Port, 1);
        await csms.StationAsync(1);

        var tries = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => TryAsync(rig)));

        var station = Assert.Single(tries, one => one.Peer is not null).Peer!;
        Assert.All(tries.Where(one => one.Peer is null), one => Assert.Equal(HttpStatusCode.Conflict, one.Status));
        await NetworkRig.AssertServedAsync(station);
        await csms.StationAsync(1, 2);
        Assert.Equal(2, csms.Connections.Count);
    }

    [Fact]
    public async Task A_connection_on_its_way_out_yields_at_once()
    {
        await using var rig = await NetworkRig.StartAsync(new NetworkOptions
        {
            Link = new StationLinkOptions { MalformedPerMinute = 0 },
            Socket = new OcppSocketOptions { CloseTimeout = TimeSpan.FromSeconds(60) },
            ProbeTimeout = TimeSpan.FromSeconds(60),
        });
        using var mute = await WirePeer.StationAsync(rig.Port, 1);

        // Told to go (1008), it does not answer the close: its minute of farewell are not the next one's to wait for.
        await mute.WriteAsync(WirePeer.Frame(0x81, "{}"u8));
        await Until.TrueAsync("the close", () => rig.Logged("unreadable frame"));
        var from = TimeProvider.System.GetTimestamp();
        Peer? next = null;
        await Until.TrueAsync("the place", async () => (next = (await TryAsync(rig)).Peer) is not null);

        Assert.InRange(TimeProvider.System.GetElapsedTime(from).TotalSeconds, 0, 30);
        await NetworkRig.AssertServedAsync(next!);
    }

    [Fact]
    public async Task A_station_that_left_properly_comes_back_at_once_again_and_again()
    {
        // To ask the connection before would take a minute.
        await using var rig = await NetworkRig.StartAsync(new NetworkOptions { ProbeTimeout = TimeSpan.FromSeconds(60) });
        for (var i = 0; i < 20; i++)
        {
            Peer? station = null;
            await Until.TrueAsync("the place", async () => (station = (await TryAsync(rig)).Peer) is not null, 30);
            await NetworkRig.AssertServedAsync(station!);
            station!.Abort();
        }
    }

    private static Task<(Peer? Peer, HttpStatusCode Status)> TryAsync(NetworkRig rig) =>
        Peer.TryConnectAsync(new Uri($"ws://127.0.0.1:{rig.Port}/ocpp/N001"), "ocpp1.6");
}
