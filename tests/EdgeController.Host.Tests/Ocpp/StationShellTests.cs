using System.Net;
using System.Net.WebSockets;
using EdgeController.Core.Control;
using EdgeController.Host.Ocpp;
using EdgeController.Host.Tests.Configuration.Sites;
using EdgeController.Host.Tests.Rigs;
using EdgeController.Ocpp.Links;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace EdgeController.Host.Tests.Ocpp;

public sealed class StationShellTests
{
    [Fact]
    public async Task A_defect_in_the_machine_of_a_station_costs_that_station_its_connection_only()
    {
        var cancel = TestContext.Current.CancellationToken;
        var site = SiteFiles.Good(SiteFiles.Small());
        var clock = new SiteClock(new FastTime(8));
        var log = new LogBook();
        var link = new StationLink(site.Stations[0], site, new StationLinkOptions(), () => throw new InvalidOperationException("defect"), new Random(1), clock.WallAt);
        var shell = new StationShell(site.Stations[0], link, clock, new SiteInbox(), null, log);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var running = shell.RunAsync(stop.Token);
        await using var server = await ServeAsync(shell, stop.Token);
        var port = new Uri(server.Urls.First()).Port;

        foreach (var _ in new[] { 1, 2 })
        {
            // The machine asks for a message id when it first has something to say, and finds the defect.
            var station = await RawStation.ConnectAsync(port);
            await Until.TrueAsync("the defect", () =>
            {
                shell.Elapse();
                return station.Ended.IsCompleted;
            });
            Assert.Equal(WebSocketCloseStatus.InternalServerError, station.CloseStatus);
        }

        Assert.False(running.IsCompleted);
        await stop.CancelAsync();
        await running;
        await shell.DisposeAsync();
        Assert.Contains(log.AtLeast(LogLevel.Error), line => line.Contains("defect in its link", StringComparison.Ordinal));
        log.AssertClean(announced: "defect in its link");
    }

    private static async Task<WebApplication> ServeAsync(StationShell shell, CancellationToken stop)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var server = builder.Build();
        server.UseWebSockets();
        server.Run(async context =>
        {
            using var web = await context.WebSockets.AcceptWebSocketAsync("ocpp1.6");
            await shell.ServeAsync(web, "1.6", null, stop);
        });
        await server.StartAsync(stop);
        return server;
    }
}
