using System.Net;
using System.Net.WebSockets;
using EdgeController.Host.Tests.Rigs;

namespace EdgeController.Host.Tests.Ocpp;

public sealed class StationPortTests
{
    [Theory]
    [InlineData("ocpp1.6", "ocpp1.6")]
    [InlineData("ocpp2.0.1,ocpp1.6", "ocpp2.0.1")]
    [InlineData("ocpp1.6,ocpp2.1", "ocpp1.6")]
    [InlineData("ocpp9,ocpp2.1,ocpp2.0.1", "ocpp2.1")]
    public async Task The_station_prefers_and_the_port_takes_what_it_knows(string asked, string agreed)
    {
        await using var rig = await ControllerRig.StartAsync();

        var (station, _) = await RawStation.TryConnectAsync(rig.OcppPort, "/ocpp/A1", asked.Split(','));

        Assert.Equal(agreed, station!.SubProtocol);
    }

    [Fact]
    public async Task Without_a_common_subprotocol_the_handshake_ends_and_the_socket_closes_with_1002()
    {
        await using var rig = await ControllerRig.StartAsync();
        var from = TimeProvider.System.GetTimestamp();
        foreach (var asked in new[] { Array.Empty<string>(), ["ocpp1.5"] })
        {
            // The framework's client gives up on a handshake without the subprotocol that it asked for; a plain one shows what is sent.
            var (station, status) = await RawStation.TryConnectAsync(rig.OcppPort, "/ocpp/A1", asked);
            if (station is null)
            {
                Assert.Equal(HttpStatusCode.SwitchingProtocols, status);
                continue;
            }

            await station.Ended;
            Assert.Equal(WebSocketCloseStatus.ProtocolError, station.CloseStatus);
            Assert.Null(station.SubProtocol);
        }

        ProcessFaults.Safe("D7", from);
        var (known, _) = await RawStation.TryConnectAsync(rig.OcppPort, "/ocpp/A1", ["ocpp1.6"]);
        Assert.NotNull(known);
        Assert.False(known.Ended.IsCompleted);
        ProcessFaults.Control("D7", "the same handshake with ocpp1.6 stays open");
    }

    [Fact]
    public async Task An_unknown_identity_is_refused_before_the_upgrade_and_never_seen_upstream()
    {
        await using var csms = await RawCsms.StartAsync();
        await using var rig = await ControllerRig.StartAsync(csms.Endpoint);

        var from = TimeProvider.System.GetTimestamp();
        foreach (var path in new[] { "/ocpp/Nobody", "/ocpp/", "/A1", "/ocpp/a1", "/ocpp/A1/" })
        {
            var (station, status) = await RawStation.TryConnectAsync(rig.OcppPort, path, ["ocpp1.6"]);
            Assert.Null(station);
            Assert.Equal(HttpStatusCode.NotFound, status);
        }

        Assert.Empty(csms.Connections);
        ProcessFaults.Safe("D4", from);
        Assert.Contains(rig.Log.AtLeast(Microsoft.Extensions.Logging.LogLevel.Warning), line => line.Contains("Nobody", StringComparison.Ordinal));

        // Off: the identity is in the site file.
        Assert.NotNull((await RawStation.TryConnectAsync(rig.OcppPort, "/ocpp/A1", ["ocpp1.6"])).Socket);
        await csms.ConnectionAsync();
        ProcessFaults.Control("D4", "the same call as A1 is let in and dials the back end");
    }

    [Fact]
    public async Task Identity_path_credentials_and_version_are_carried_upstream()
    {
        await using var csms = await RawCsms.StartAsync();
        await using var rig = await ControllerRig.StartAsync(csms.Endpoint);

        await RawStation.ConnectAsync(rig.OcppPort, "/ocpp/B%7C2%40x", "ocpp2.0.1", "Basic QjpzZWNyZXQ=");

        var upstream = await csms.ConnectionAsync();
        Assert.Equal("/back/end/B%7C2%40x", upstream.Target);
        Assert.Equal("Basic QjpzZWNyZXQ=", upstream.Authorization);
        Assert.Equal("ocpp2.0.1", upstream.Protocol);
    }
}
