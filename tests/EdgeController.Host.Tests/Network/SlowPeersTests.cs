using EdgeController.Host.Ocpp;
using EdgeController.Host.Tests.Rigs;
using EdgeController.Ocpp.Framing;

namespace EdgeController.Host.Tests.Network;

public sealed class SlowPeersTests
{
    [Theory]
    [InlineData(2, true)]
    [InlineData(3600, false)]
    public async Task Two_hundred_connections_that_never_finish_their_handshake_are_dropped_while_stations_stay_well(double handshakeSeconds, bool dropped)
    {
        var rig = await NetworkRig.StartAsync(new NetworkOptions { HandshakeTimeout = TimeSpan.FromSeconds(handshakeSeconds) });
        await using var _ = rig;
        var healthy = new List<Health>();
        for (var number = 1; number <= 4; number++)
        {
            healthy.Add(await Health.StartAsync(rig, number));
        }

        var slow = new List<WirePeer>();
        for (var i = 0; i < 200; i++)
        {
            slow.Add(await WirePeer.OpenAsync(rig.Port));
        }

        var from = TimeProvider.System.GetTimestamp();
        using var stop = new CancellationTokenSource();
        var trickle = TrickleAsync(slow.Take(100), stop.Token);
        var ended = Task.WhenAll(slow.Select(peer => peer.EndedAsync()));
        var early = await Task.WhenAny(ended, Task.Delay(TimeSpan.FromSeconds(dropped ? 20 : 6), TimeProvider.System, TestContext.Current.CancellationToken));

        Assert.Equal(dropped, early == ended);
        if (dropped)
        {
            ProcessFaults.Safe("D8", from);
        }
        else
        {
            ProcessFaults.Control("D8", $"all {slow.Count} still hold their connection after 6 s");
        }

        foreach (var health in healthy)
        {
            await health.AssertGoodAsync();
            await health.DisposeAsync();
        }

        await stop.CancelAsync();
        await trickle;
        slow.ForEach(peer => peer.Dispose());
        await ended;
    }

    [Theory]
    [InlineData(false, 1, 1008)]
    [InlineData(true, 1, 1008)]
    [InlineData(false, 3600, null)]
    public async Task A_message_that_comes_byte_by_byte_has_a_time_limit(bool empty, double assemblySeconds, int? status)
    {
        var bounds = new OcppSocketOptions { AssemblyTimeout = TimeSpan.FromSeconds(assemblySeconds) };
        await using var rig = await NetworkRig.StartAsync(new NetworkOptions { Socket = bounds });
        await using var health = await Health.StartAsync(rig, 2);
        using var peer = await WirePeer.StationAsync(rig.Port, 1);
        var reading = peer.CloseStatusAsync();
        var first = true;
        for (var i = 0; i < 40 && !reading.IsCompleted; i++)
        {
            await peer.WriteAsync(WirePeer.Frame(first ? (byte)0x01 : (byte)0x00, empty ? [] : "x"u8));
            first = false;
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        if (status is null)
        {
            Assert.False(reading.IsCompleted);
        }
        else
        {
            // The framework breaks a socket whose read is called off: the status is for the log where it can no longer be sent.
            Assert.Contains(await reading, new int?[] { status, null });
            await Until.TrueAsync("its end in the log", () => rig.Logged("N001 disconnected: AssemblyTimeout"));
        }

        await health.AssertGoodAsync();
    }

    [Fact]
    public async Task One_address_holds_so_many_connections_and_no_more()
    {
        await using var rig = await NetworkRig.StartAsync(new NetworkOptions { ConnectionsPerAddress = 3 });
        var stations = new List<Peer> { await rig.ConnectAsync(1), await rig.ConnectAsync(2), await rig.ConnectAsync(3) };

        await Assert.ThrowsAsync<InvalidOperationException>(() => rig.ConnectAsync(4));

        stations[0].Abort();
        Peer? fourth = null;
        await Until.TrueAsync("room for another", async () => (fourth = (await Peer.TryConnectAsync(new Uri($"ws://127.0.0.1:{rig.Port}/ocpp/N004"), "ocpp1.6")).Peer) is not null);
        await NetworkRig.AssertServedAsync(fourth!);
        await NetworkRig.AssertServedAsync(stations[1]);
    }

    [Fact]
    public async Task Two_hundred_stations_behind_one_gateway_get_in()
    {
        await using var rig = await NetworkRig.StartAsync(stations: 200);
        var stations = new List<Peer>();
        for (var number = 1; number <= 200; number++)
        {
            stations.Add(await rig.ConnectAsync(number));
        }

        await Task.WhenAll(stations.Select(station => NetworkRig.AssertServedAsync(station)));
        Assert.All(stations, station => Assert.True(station.IsOpen));
        stations.ForEach(station => station.Abort());
    }

    [Fact]
    public async Task A_storm_of_refused_handshakes_is_answered_cheaply()
    {
        await using var rig = await NetworkRig.StartAsync();
        await using var health = await Health.StartAsync(rig, 2);
        var statuses = new List<System.Net.HttpStatusCode>();
        for (var i = 0; i < 1000; i++)
        {
            statuses.Add((await Peer.TryConnectAsync(new Uri($"ws://127.0.0.1:{rig.Port}/ocpp/X{i}"), "ocpp1.6")).Status);
        }

        Assert.All(statuses, status => Assert.Equal(System.Net.HttpStatusCode.NotFound, status));
        Assert.InRange(rig.Log.AtLeast(Microsoft.Extensions.Logging.LogLevel.Warning).Count(line => line.Contains("unknown station", StringComparison.Ordinal)), 1, 60);
        await NetworkRig.AssertServedAsync(await rig.ConnectAsync(1));
        await health.AssertGoodAsync();
    }

    [Fact]
    public async Task A_peer_that_leaves_while_it_is_turned_away_is_no_error()
    {
        await using var rig = await NetworkRig.StartAsync();
        for (var i = 0; i < 20; i++)
        {
            using var peer = await WirePeer.StationAsync(rig.Port, 1, "9");
            Assert.StartsWith("HTTP/1.1 101", peer.Head, StringComparison.Ordinal);
        }

        await NetworkRig.AssertServedAsync(await rig.ConnectAsync(1));
    }

    /// <summary>A byte of a header now and then, until told to stop.</summary>
    private static async Task TrickleAsync(IEnumerable<WirePeer> peers, CancellationToken stop)
    {
        var slow = peers.ToArray();
        var line = "GET /ocpp/N001 HTTP/1.1\r\nHost: x\r\nX-Filler: "u8.ToArray();
        for (var i = 0; !stop.IsCancellationRequested && i < 200; i++)
        {
            foreach (var peer in slow)
            {
                await peer.WriteAsync(i < line.Length ? line.AsMemory(i, 1) : "a"u8.ToArray());
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, CancellationToken.None);
        }
    }
}
