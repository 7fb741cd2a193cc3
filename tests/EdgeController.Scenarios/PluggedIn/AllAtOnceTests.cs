using EdgeController.Core.Balancing;
using EdgeController.Core.Units;
using EdgeController.Host.Simulation;
using EdgeController.Scenarios.Support;
using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.PluggedIn;

/// <summary>Twenty-four vehicles that arrive in the same second.</summary>
public sealed class AllAtOnceTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(Protections.None, false)]
    [InlineData(Protections.Guard, true)]
    public async Task Twenty_four_vehicles_start_at_once_without_overload(Protections without, bool overloaded)
    {
        var garage = Examples.Garage;
        var vehicles = garage.Evses.Select(evse => new PlannedSession(evse.Index, TimeSpan.FromSeconds(300), TimeSpan.FromHours(12), SmallSite.Hungry(3 - (evse.Index % 3), 32))).ToArray();
        var (report, charging) = await Campaign.RunAsync(() =>
        {
            using var run = new SimulatedRun(garage, Examples.Templates, new SimulationOptions
            {
                Seed = 1,
                Length = TimeSpan.FromMinutes(30),
                Guard = GuardOptions.Default with { Without = without },
                Scenario = new Scenario { StartTimeOfDay = TimeSpan.FromHours(10), Versions = ["1.6", "2.0.1", "2.1"], Sessions = vehicles },
            });
            run.RunUntil(Instant.Start + TimeSpan.FromMinutes(30));
            return (run.Report(), garage.Evses.Count(evse => SmallSite.Drawn(run, evse.Index) >= 5.5));
        });
        output.WriteLine($"{charging} charge; worst {report.Circuits.Max(circuit => circuit.WorstRatio)}");
        Assert.Equal(24, vehicles.Length);
        Assert.Equal(overloaded, report.Overloaded);
        Assert.True(overloaded || charging == 24, $"{charging} of 24 charge");
    }
}
