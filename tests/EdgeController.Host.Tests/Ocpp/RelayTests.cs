using EdgeController.Host.Tests.Rigs;

namespace EdgeController.Host.Tests.Ocpp;

public sealed class RelayTests
{
    private const string Odd = "\t{ \"vendorId\" : \"\\u0041\\/b\\ud83d\\ude00\" ,\r\n \"data\":\"Ünï \\\"q\\\" \",\"n\":1.50e+0, \"big\":12345678901234567890,\"\":null }";

    [Theory]
    [InlineData("ocpp1.6")]
    [InlineData("ocpp2.0.1")]
    [InlineData("ocpp2.1")]
    public async Task Every_byte_arrives_in_both_directions(string version)
    {
        await using var csms = await RawCsms.StartAsync();
        await using var rig = await ControllerRig.StartAsync(csms.Endpoint);
        var station = await RawStation.ConnectAsync(rig.OcppPort, protocol: version);
        var upstream = (await csms.ConnectionAsync()).Socket;

        await PassesAsync(station, upstream, $" [2, \"s-1\" ,\"DataTransfer\",{Odd} ] ");
        await PassesAsync(upstream, station, $"[ 3,\"s-1\",{Odd}]");
        await PassesAsync(upstream, station, $"[2,\"c-1\",\"DataTransfer\",{Odd}]\n");
        await PassesAsync(station, upstream, $"[4,  \"c-1\",\"GenericError\",\"n\\u00f6\",{Odd}]");
        await PassesAsync(station, upstream, "[2,\"s-2\",\"NobodyKnowsThis\",{\"a\":[ ]}]");
        await PassesAsync(upstream, station, "[4,\"s-2\",\"NotImplemented\",\"\",{ }]");
        Assert.Equal(3, station.Received.Count);
        Assert.Equal(3, upstream.Received.Count);
    }

    [Fact]
    public async Task Calls_arrive_in_order_and_once()
    {
        await using var csms = await RawCsms.StartAsync();
        await using var rig = await ControllerRig.StartAsync(csms.Endpoint);
        var station = await RawStation.ConnectAsync(rig.OcppPort);
        var upstream = (await csms.ConnectionAsync()).Socket;
        await Until.TrueAsync("the back end", async () => await rig.UpstreamAsync() == 1);
        var sent = Enumerable.Range(0, 40).Select(i => FormattableString.Invariant($"[2,\"n{i}\",\"DataTransfer\",{{\"vendorId\":\"{i}\"}}]")).ToArray();

        foreach (var text in sent)
        {
            await station.SendAsync(text);
        }

        // The next one leaves when the one before it was answered.
        for (var i = 0; i < sent.Length; i++)
        {
            await upstream.ReceivedAsync(sent[i]);
            await upstream.SendAsync(FormattableString.Invariant($"[3,\"n{i}\",{{}}]"));
        }

        Assert.Equal(sent, upstream.Received);
    }

    private static async Task PassesAsync(RawSocket from, RawSocket to, string text)
    {
        await from.SendAsync(text);
        await to.ReceivedAsync(text);
    }
}
