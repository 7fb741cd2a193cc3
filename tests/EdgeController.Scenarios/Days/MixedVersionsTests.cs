using EdgeController.Host.Simulation;
using EdgeController.Ocpp.Framing;
using EdgeController.Scenarios.Support;
using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.Days;

/// <summary>Stations of all OCPP versions share one fuse as well as stations of one.</summary>
public sealed class MixedVersionsTests(ITestOutputHelper output)
{
    private static readonly string[][] Mixes = [[OcppVersion.V201], [OcppVersion.V21], [OcppVersion.V16, OcppVersion.V201, OcppVersion.V21]];

    [Fact]
    public async Task Every_version_and_all_mixed_deliver_97_percent_of_the_ideal_within_every_limit()
    {
        var reports = await Task.WhenAll(Mixes.Select(mix => Campaign.RunAsync(() => Simulate(mix))));
        for (var i = 0; i < Mixes.Length; i++)
        {
            var (name, report) = (string.Join(" + ", Mixes[i]), reports[i]);
            var share = report.Sessions.DeliveredKwh / report.Sessions.IdealKwh;
            output.WriteLine($"{name}: {share:0.0000} of the ideal, worst {report.Circuits.Max(circuit => circuit.WorstRatio):0.000}");
            Assert.False(report.Overloaded, $"{name}: {report.ToJson()}");
            Assert.True(share >= 0.97, $"{name}: {share:0.0000} of the ideal");
            Assert.True(report.ProfileWritesPerStationDay.Median > 50, $"{name}: {report.ProfileWritesPerStationDay.Median} profile writes, the stations are not steered");
        }
    }

    private static RunReport Simulate(string[] versions)
    {
        using var run = new SimulatedRun(Examples.Garage, Examples.Templates, new SimulationOptions { Seed = 1, Scenario = new Scenario { Versions = versions } });
        return run.Run();
    }
}
