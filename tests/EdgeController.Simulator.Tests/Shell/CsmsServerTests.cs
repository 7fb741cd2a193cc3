using System.Net.WebSockets;
using EdgeController.Simulator.BackEnd;
using EdgeController.Simulator.Shell;
using EdgeController.Simulator.World;

namespace EdgeController.Simulator.Tests.Shell;

public sealed class CsmsServerTests
{
    [Theory]
    [InlineData("ocpp2.1", "ocpp2.1", "ocpp1.6")]
    [InlineData("ocpp2.0.1", "ocpp2.0.1")]
    [InlineData("ocpp1.6", "ocpp0.9", "ocpp1.6", "ocpp2.1")]
    public async Task The_first_known_protocol_that_a_station_offers_is_agreed(string agreed, params string[] offered)
    {
        using var csms = new SimulatedCsms(new Scenario().Epoch);
        await using var server = await CsmsServer.StartAsync(csms, TimeProvider.System, TestContext.Current.CancellationToken);
        using var web = new ClientWebSocket();
        foreach (var protocol in offered)
        {
            web.Options.AddSubProtocol(protocol);
        }

        await web.ConnectAsync(new Uri(server.Endpoint + "/CS-1"), TestContext.Current.CancellationToken);
        Assert.Equal(agreed, web.SubProtocol);
        await web.CloseAsync(WebSocketCloseStatus.NormalClosure, "", TestContext.Current.CancellationToken);
    }
}
