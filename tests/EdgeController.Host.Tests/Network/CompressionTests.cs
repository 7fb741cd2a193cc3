using System.IO.Compression;
using System.Text;
using EdgeController.Host.Ocpp;
using EdgeController.Host.Tests.Rigs;
using EdgeController.Ocpp.Framing;

namespace EdgeController.Host.Tests.Network;

[Collection(MeasuredCollection.Name)]
public sealed class CompressionTests
{
    private const byte CompressedText = 0xc1;

    [Theory]
    [InlineData("1.6", true, false)]
    [InlineData("2.0.1", true, true)]
    [InlineData("2.1", true, true)]
    [InlineData("2.1", false, false)]
    public async Task Connections_of_OCPP_2_are_compressed_on_both_legs_and_others_are_not(string version, bool allowed, bool compressed)
    {
        await using var csms = await ScriptedCsms.StartAsync();
        await using var rig = await NetworkRig.StartAsync(new NetworkOptions { Compression = allowed }, ScriptedCsms.At(csms.Port));
        var station = await rig.ConnectAsync(1, version, deflate: true);
        var upstream = await csms.StationAsync(1);

        Assert.Equal(compressed, station.Extensions.Contains("permessage-deflate", StringComparison.Ordinal));
        Assert.Equal(compressed, csms.Connections[0].Extensions.Contains("permessage-deflate", StringComparison.Ordinal));

        var odd = $"[2, \"odd\",\"DataTransfer\",{{\"vendorId\":\"{string.Concat(Enumerable.Repeat("Ünï \\u0041", 4000))}\"}} ]";
        await station.SendAsync(odd);
        await Until.TrueAsync("its bytes at the back end", () => upstream.Received.Contains(odd, StringComparer.Ordinal));
        var back = odd.Replace("odd", "even", StringComparison.Ordinal);
        await upstream.SendAsync(back);
        await Until.TrueAsync("its bytes at the station", () => station.Received.Contains(back, StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_station_of_OCPP_2_that_asks_for_no_compression_gets_none()
    {
        await using var rig = await NetworkRig.StartAsync();
        using var peer = await WirePeer.StationAsync(rig.Port, 1, "2.0.1");
        Assert.DoesNotContain("permessage-deflate", peer.Head, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(256 * 1024, 1009)]
    [InlineData(1024 * 1024 * 1024, null)]
    public async Task A_compression_bomb_is_cut_off_at_the_cap_of_what_it_unfolds_to(int maxBytes, int? status)
    {
        // 64 KiB on the wire; where the cap does not hold, a bomb of 64 MiB shows it well enough.
        var bomb = Bomb((status is null ? 64L : 256L) * 1024 * 1024);
        await using var rig = await NetworkRig.StartAsync(new NetworkOptions { Socket = new OcppSocketOptions { MaxBytes = maxBytes, CloseTimeout = TimeSpan.FromSeconds(1) } });
        await using var health = await Health.StartAsync(rig, 2);
        using var peer = await WirePeer.StationAsync(rig.Port, 1, "2.0.1", "permessage-deflate");
        Assert.Contains("permessage-deflate", peer.Head, StringComparison.OrdinalIgnoreCase);
        var reading = peer.CloseStatusAsync();
        var before = Memory.SettledMiB();

        var from = TimeProvider.System.GetTimestamp();
        await peer.WriteAsync(WirePeer.Frame(CompressedText, bomb));
        var most = 0d;
        await Until.TrueAsync("its end or the whole of it", () =>
        {
            most = Math.Max(most, Memory.NowMiB() - before);
            return reading.IsCompleted || (status is null && most > 32);
        });

        if (status is not null)
        {
            Assert.Equal(status, await reading);
            ProcessFaults.Safe("D9b", from);
            Assert.InRange(Memory.SettledMiB() - before, -100, 10);
        }
        else
        {
            ProcessFaults.Control("D9b", FormattableString.Invariant($"{most:0} MiB more memory for 64 KiB from the wire"));
        }

        await health.AssertGoodAsync();
    }

    [Fact]
    public async Task Garbage_in_place_of_compressed_bytes_closes_that_socket_only()
    {
        await using var rig = await NetworkRig.StartAsync();
        await using var health = await Health.StartAsync(rig, 2);
        var random = new Random(7);
        for (var i = 0; i < 100; i++)
        {
            using var peer = await WirePeer.StationAsync(rig.Port, 1, "2.1", "permessage-deflate; client_no_context_takeover");
            var garbage = new byte[random.Next(1, 600)];
            random.NextBytes(garbage);
            await peer.WriteAsync(WirePeer.Frame(CompressedText, garbage));
            await peer.WriteAsync(WirePeer.Frame(0x88, []));
            await peer.CloseStatusAsync();
        }

        await NetworkRig.AssertServedAsync(await rig.ConnectAsync(1));
        await health.AssertGoodAsync();
    }

    /// <summary>So many spaces as one compressed message (RFC 7692, 7.2.1: without the four last bytes of the flush).</summary>
    private static byte[] Bomb(long size)
    {
        var memory = new MemoryStream();
        using (var deflate = new DeflateStream(memory, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            var spaces = Encoding.ASCII.GetBytes(new string(' ', 1024 * 1024));
            for (var written = 0L; written < size; written += spaces.Length)
            {
                deflate.Write(spaces);
            }

            deflate.Flush();
        }

        return memory.ToArray();
    }
}
