using System.Net.WebSockets;
using EdgeController.Host.Ocpp;
using EdgeController.Host.Tests.Rigs;
using EdgeController.Ocpp.Framing;

namespace EdgeController.Host.Tests.Network;

[Collection(MeasuredCollection.Name)]
public sealed class FloodTests
{
    private static readonly byte[] Heartbeat = "[2,\"h\",\"Heartbeat\",{}]"u8.ToArray();

    [Theory]
    [InlineData(256 * 1024, 1009)]
    [InlineData(128 * 1024 * 1024, null)]
    public async Task Sixty_four_MiB_in_pieces_of_one_byte_are_cut_off_at_the_cap(int maxBytes, int? status)
    {
        await using var rig = await NetworkRig.StartAsync(new NetworkOptions { Socket = new OcppSocketOptions { MaxBytes = maxBytes } });
        await using var health = await Health.StartAsync(rig, 2);
        using var peer = await WirePeer.StationAsync(rig.Port, 1);
        var reading = peer.CloseStatusAsync();
        var before = Memory.SettledMiB();
        var most = 0d;
        var piece = WirePeer.Frame(0x00, "x"u8);
        var block = Enumerable.Repeat(piece, 8192).SelectMany(bytes => bytes).ToArray();

        var from = TimeProvider.System.GetTimestamp();
        await peer.WriteAsync(WirePeer.Frame(0x01, "x"u8));
        var sent = 0;

        // Where nothing cuts it off, half a MiB of pieces shows it well enough.
        while (sent < (status is null ? 512 * 1024 : 64 * 1024 * 1024) && !reading.IsCompleted && await peer.WriteAsync(block))
        {
            sent += 8192;
            most = Math.Max(most, Memory.SettledMiB() - before);
        }

        if (status is null)
        {
            Assert.False(reading.IsCompleted);
            ProcessFaults.Control("D9", $"the message goes on after {sent / 1024} KiB");
        }
        else
        {
            Assert.Equal(status, await reading);
            ProcessFaults.Safe("D9", from);
            Assert.InRange(sent, maxBytes, 64 * 1024 * 1024 / 2);
        }

        Assert.InRange(most, -100, 10);
        await health.AssertGoodAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_flood_of_pings_closes_with_1008(bool limited)
    {
        await using var rig = await NetworkRig.StartAsync(new NetworkOptions
        {
            ControlFrames = limited ? new NetworkOptions().ControlFrames : Allowance.Unlimited,
            Socket = new OcppSocketOptions { CloseTimeout = TimeSpan.FromSeconds(1) },
        });
        await using var health = await Health.StartAsync(rig, 2);
        using var peer = await WirePeer.StationAsync(rig.Port, 1);
        var reading = peer.CloseStatusAsync();
        var pings = Enumerable.Repeat(WirePeer.Frame(0x89, "ping"u8), 100).SelectMany(bytes => bytes).ToArray();

        for (var i = 0; i < 20 && !reading.IsCompleted; i++)
        {
            await peer.WriteAsync(pings);
        }

        if (limited)
        {
            Assert.Equal(1008, await reading);
            await Until.TrueAsync("its end in the log", () => rig.Logged("N001 disconnected"));
        }
        else
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, TestContext.Current.CancellationToken);
            Assert.False(reading.IsCompleted);
        }

        await health.AssertGoodAsync();
    }

    [Fact]
    public async Task Pings_at_the_pace_of_a_real_station_are_answered()
    {
        await using var rig = await NetworkRig.StartAsync();
        using var peer = await WirePeer.StationAsync(rig.Port, 1);
        var reading = peer.CloseStatusAsync();
        for (var i = 0; i < 40; i++)
        {
            await peer.WriteAsync(WirePeer.Frame(0x89, "ping"u8));
        }

        await peer.WriteAsync(WirePeer.Frame(0x88, [0x03, 0xe8]));
        Assert.Equal(1000, await reading);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_station_that_never_stops_talking_is_slowed_and_then_closed_with_1008(bool limited)
    {
        var bounds = new OcppSocketOptions { Messages = limited ? new Allowance(50, 100) : Allowance.Unlimited, FloodPatience = TimeSpan.FromSeconds(1) };
        await using var rig = await NetworkRig.StartAsync(new NetworkOptions { Socket = bounds });
        await using var health = await Health.StartAsync(rig, 2);
        var station = await rig.ConnectAsync(1);

        var sent = 0;
        while (sent < 4000 && station.IsOpen && await station.TrySendAsync(Heartbeat))
        {
            sent++;
        }

        if (limited)
        {
            await NetworkRig.AssertClosedAsync(station, WebSocketCloseStatus.PolicyViolation);
            Assert.InRange(station.Received.Count, 100, 1500);
        }
        else
        {
            await Until.TrueAsync("4000 answers", () => station.Received.Count(text => text.StartsWith("[3,\"h\"", StringComparison.Ordinal)) == 4000);
        }

        await health.AssertGoodAsync();
    }

    [Fact]
    public async Task What_a_station_queued_while_it_was_offline_comes_through_at_once()
    {
        await using var rig = await NetworkRig.StartAsync();
        var station = await rig.ConnectAsync(1);
        for (var i = 0; i < 400; i++)
        {
            await station.SendAsync(Heartbeat);
        }

        await Until.TrueAsync("400 answers", () => station.Received.Count(text => text.StartsWith("[3,\"h\"", StringComparison.Ordinal)) == 400);
    }

    [Fact]
    public async Task A_peer_that_reads_nothing_is_given_up_and_memory_stays_flat()
    {
        await using var csms = await ScriptedCsms.StartAsync();
        var bounds = new OcppSocketOptions { CloseTimeout = TimeSpan.FromSeconds(1), Messages = Allowance.Unlimited };
        await using var rig = await NetworkRig.StartAsync(new NetworkOptions { Socket = bounds }, ScriptedCsms.At(csms.Port));
        await using var health = await Health.StartAsync(rig, 2);
        using var mute = await WirePeer.StationAsync(rig.Port, 1, "2.1");
        var upstream = await csms.StationAsync(1);
        var before = Memory.SettledMiB();
        var most = 0d;

        // SENDs of OCPP 2.1 wait for no answer: 80 MiB of them for a station that reads none.
        var message = new byte[200 * 1024];
        message.AsSpan().Fill((byte)' ');
        "[6,\"c\",\"NotifyPeriodicEventStream\",{}]"u8.CopyTo(message);
        for (var i = 0; i < 400 && await upstream.TrySendAsync(message); i++)
        {
            most = i % 20 == 0 ? Math.Max(most, Memory.SettledMiB() - before) : most;
        }

        await Until.TrueAsync("the station to be given up", () => rig.Logged("N001 disconnected"));
        Assert.InRange(most, -100, 24);
        Assert.InRange(Memory.SettledMiB() - before, -100, 10);
        await health.AssertGoodAsync();
    }
}
