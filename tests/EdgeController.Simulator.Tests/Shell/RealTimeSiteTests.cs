using EdgeController.Simulator.BackEnd;
using EdgeController.Simulator.Shell;
using EdgeController.Simulator.Tests.World;
using EdgeController.Simulator.World;

namespace EdgeController.Simulator.Tests.Shell;

public sealed class RealTimeSiteTests
{
    [Fact]
    public async Task Stations_reach_a_back_end_over_real_sockets_and_everything_stops_cleanly()
    {
        var scenario = new Scenario { StartTimeOfDay = TimeSpan.FromHours(9), Duration = TimeSpan.FromHours(1), Arrivals = new ArrivalParameters { PluggedInAtStart = true } };
        using var csms = new SimulatedCsms(scenario.Epoch);
        using var site = new SimulatedSite(GarageSite.Create(), scenario, 1);
        await using var server = await CsmsServer.StartAsync(csms, TimeProvider.System, TestContext.Current.CancellationToken);
        await using (var running = RealTimeSite.Open(site, TimeProvider.System))
        {
            running.Start(server.Endpoint);
            for (var i = 0; i < 200 && Started() < 24; i++)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken);
            }

            Assert.Equal(24, Started());
            Assert.All(running.Look(simulated => simulated.Stations.Select(station => station.IsOnline).ToList()), Assert.True);
        }

        int Started() => server.Look(back => back.Counts.GetValueOrDefault("StartTransaction"));
    }
}
