using System.Net.WebSockets;
using System.Text;
using EdgeController.Host.Ocpp;
using EdgeController.Host.Tests.Rigs;
using EdgeController.Ocpp.Links;

namespace EdgeController.Host.Tests.Network;

public sealed class HostileFramesTests
{
    private static readonly string Deep = string.Concat(Enumerable.Repeat("{\"a\":", 60)) + "1" + new string('}', 60);

    public static TheoryData<string, string?> Frames => new()
    {
        { "", null },
        { "{", null },
        { "[2", null },
        { "[]", null },
        { "[2]", null },
        { "null", null },
        { "\"text\"", null },
        { "[2,1,\"Heartbeat\",{}]", null },
        { "[7,\"x\",{}]", null },
        { "[2.5,\"x\",\"Heartbeat\",{}]", null },
        { "[3,\"nobody-asked\",{}]", null },
        { "[3,\"x\",[]]", null },
        { "[4,\"x\"]", null },
        { $"[2,\"{new string('i', 200)}\",\"Heartbeat\",{{}}]", null },
        { "[2,\"\\ud800\",\"Heartbeat\",{}]", null },
        { "[2,\"x\"]", "FormationViolation" },
        { "[2,\"x\",\"Heartbeat\"]", "FormationViolation" },
        { "[2,\"x\",\"Heartbeat\",[]]", "FormationViolation" },
        { "[2,\"x\",\"Heartbeat\",{},{}]", "FormationViolation" },
        { "[2,\"x\",7,{}]", "FormationViolation" },
        { "[2,\"x\",\"Heartbeat\",{}", "FormationViolation" },
        { "[2,\"x\",\"Heartbeat\",{}]]", "FormationViolation" },
        { "[2,\"x\",\"StopTransaction\",{\"a\":1,\"a\":2}]", "FormationViolation" },
        { "[2,\"x\",\"StopTransaction\",{\"a\":\"\\ud800\"}]", "FormationViolation" },
        { $"[2,\"x\",\"StopTransaction\",{Deep}]", "FormationViolation" },
        { "[2,\"x\",\"NobodyKnowsThis\",{\"n\":1e9999}]", "NotImplemented" },
    };

    [Theory]
    [MemberData(nameof(Frames))]
    public async Task A_frame_that_makes_no_sense_gets_its_error_or_silence_and_the_next_call_is_served(string frame, string? error)
    {
        await using var rig = await NetworkRig.StartAsync();
        var station = await rig.ConnectAsync(1);

        await station.SendAsync(frame);

        await NetworkRig.AssertServedAsync(station);
        Assert.Equal(error is null ? [] : [$"[4,\"x\",\"{error}\""], station.Received.Where(text => text.StartsWith("[4,", StringComparison.Ordinal)).Select(text => string.Join(',', text.Split(',')[..3])));
        Assert.True(station.IsOpen);
    }

    [Theory]
    [InlineData("D10", "{\"a\":1e9999", 20, true)]
    [InlineData("D10", "{\"a\":1e9999", int.MaxValue, false)]
    [InlineData("D11", "[2,1,\"x\"]", 20, true)]
    [InlineData("D11", "[2,1,\"x\"]", int.MaxValue, false)]
    public async Task More_unreadable_frames_a_minute_than_are_allowed_close_the_socket(string fault, string frame, int allowed, bool closes)
    {
        await using var rig = await NetworkRig.StartAsync(new NetworkOptions { Link = new StationLinkOptions { MalformedPerMinute = allowed } });
        await using var health = await Health.StartAsync(rig, 2);
        var station = await rig.ConnectAsync(1);
        for (var i = 0; i < 20; i++)
        {
            await station.SendAsync(frame);
        }

        await NetworkRig.AssertServedAsync(station);
        var from = TimeProvider.System.GetTimestamp();
        await station.SendAsync(frame);

        if (closes)
        {
            await NetworkRig.AssertClosedAsync(station, WebSocketCloseStatus.PolicyViolation);
            await NetworkRig.AssertServedAsync(await rig.ConnectAsync(1));
            ProcessFaults.Safe(fault, from);
        }
        else
        {
            await NetworkRig.AssertServedAsync(station);
            ProcessFaults.Control(fault, "the sender is never cut off");
        }

        await health.AssertGoodAsync();
    }

    [Fact]
    public async Task Binary_frames_close_with_1003_and_big_ones_with_1009()
    {
        await using var rig = await NetworkRig.StartAsync();
        await using var health = await Health.StartAsync(rig, 2);
        var binary = await rig.ConnectAsync(1);
        await binary.SendAsync("[2,\"x\",\"Heartbeat\",{}]"u8.ToArray(), WebSocketMessageType.Binary);
        await NetworkRig.AssertClosedAsync(binary, WebSocketCloseStatus.InvalidMessageType);

        var big = await rig.ConnectAsync(1);
        await big.TrySendAsync(Encoding.ASCII.GetBytes(new string(' ', (256 * 1024) + 1)));
        await NetworkRig.AssertClosedAsync(big, WebSocketCloseStatus.MessageTooBig);

        var fits = await rig.ConnectAsync(1);
        await fits.SendAsync(Encoding.ASCII.GetBytes("[2,\"fits\",\"Heartbeat\",{}]" + new string(' ', 255 * 1024)));
        await Until.TrueAsync("an answer", () => fits.Received.Any(text => text.StartsWith("[3,\"fits\"", StringComparison.Ordinal)));
        await health.AssertGoodAsync();
    }

    [Fact]
    public async Task Text_that_is_no_UTF8_and_frames_against_the_protocol_close_the_socket()
    {
        await using var rig = await NetworkRig.StartAsync();
        await using var health = await Health.StartAsync(rig, 2);
        byte[][] wrong =
        [
            WirePeer.Frame(0x81, [0xff, 0xfe]), // not UTF-8: an unreadable frame, or refused by the framework
            WirePeer.Frame(0xc1, "x"u8), // reserved bit without an extension
            WirePeer.Frame(0x83, "x"u8), // reserved opcode
            WirePeer.Frame(0x80, "x"u8), // continuation of nothing
            WirePeer.Frame(0x09, "x"u8), // fragmented ping
            [0x81, 0x01, (byte)'x'], // not masked
            [0x81, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0], // length below zero
        ];
        foreach (var bytes in wrong)
        {
            using var peer = await WirePeer.StationAsync(rig.Port, 1);
            Assert.StartsWith("HTTP/1.1 101", peer.Head, StringComparison.Ordinal);
            await peer.WriteAsync(bytes);
            await peer.WriteAsync(WirePeer.Frame(0x88, []));
            await peer.CloseStatusAsync();
        }

        await NetworkRig.AssertServedAsync(await rig.ConnectAsync(1));
        await health.AssertGoodAsync();
    }

    [Fact]
    public async Task Words_of_a_stranger_cannot_write_log_lines()
    {
        await using var rig = await NetworkRig.StartAsync();
        var station = await rig.ConnectAsync(1);

        await station.SendAsync("[3,\"a\\n12:00:00 info\\u001b[2J\",{}]");
        var (_, status) = await Peer.TryConnectAsync(new Uri($"ws://127.0.0.1:{rig.Port}/ocpp/a%0Ab%1B%5B2J"), "ocpp1.6");

        Assert.Equal(System.Net.HttpStatusCode.NotFound, status);
        await Until.TrueAsync("both lines", () => rig.Logged("answered a?12:00:00 info?[2J") && rig.Logged("unknown station a?b?[2J"));
    }
}
