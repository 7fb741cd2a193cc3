using EdgeController.Core.Balancing;
using EdgeController.Core.Units;
using EdgeController.Host.Simulation;
using EdgeController.Scenarios.Support;
using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.Scratch;

public sealed class LossTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Losses()
    {
        var noUnder = new Scenario { Arrivals = new ArrivalParameters { MostUnderDrawAmps = 0 } };
        var quick = new Scenario { Arrivals = new ArrivalParameters { MostUnderDrawAmps = 0, MostReactionSeconds = 2 } };
        var d = GuardOptions.Default;
        var variants = new (string, Scenario, GuardOptions)[]
        {
            ("as is", new Scenario(), d),
            ("no underdraw", noUnder, d),
            ("no underdraw, quick vehicles", quick, d),
            ("quick, headroom 0", quick, d with { Headroom = new Amperes(0) }),
            ("quick, deadband .3", quick, d with { Deadband = new Amperes(0.3) }),
            ("quick, ramp 32 spacing 2", quick, d with { Ramp = new Amperes(32), Spacing = TimeSpan.FromSeconds(2) }),
            ("quick, all", quick, d with { Headroom = new Amperes(0), Deadband = new Amperes(0.3), Ramp = new Amperes(32), Spacing = TimeSpan.FromSeconds(2), MinimumPause = TimeSpan.FromSeconds(5) }),
        };
        var seeds = (Environment.GetEnvironmentVariable("SEEDS") ?? "1").Split(',').Select(ulong.Parse).ToArray();
        foreach (var seed in seeds)
        {
            var rows = await Task.WhenAll(variants.Select(v => Campaign.RunAsync(() =>
            {
                using var run = new SimulatedRun(Examples.Garage, Examples.Templates, new SimulationOptions { Seed = seed, Guard = v.Item3, Scenario = v.Item2 });
                var report = run.Run();
                return $"{seed} {v.Item1}: {report.Sessions.DeliveredKwh / report.Sessions.IdealKwh:0.0000} met {report.Sessions.Met}/{report.Sessions.Count} {report.Sessions.DeliveredKwh} writes {report.ProfileWritesPerStationDay}";
            })));
            foreach (var row in rows) output.WriteLine(row);
            foreach (var rule in Enum.GetValues<IdealRule>())
            {
                var ideal = IdealAllocation.Run(Examples.Garage, new Scenario(), seed, rule);
                output.WriteLine($"{seed} ideal {rule} {ideal.Kwh:0.0} of {ideal.RequestedKwh:0.0} met {ideal.Met}/{ideal.Visits}");
            }
        }
    }
}
