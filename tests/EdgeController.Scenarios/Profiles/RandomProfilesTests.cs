using EdgeController.Core.Balancing;
using EdgeController.Core.Topology;
using EdgeController.Host.Simulation;
using EdgeController.Ocpp.Framing;
using EdgeController.Scenarios.Support;
using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.Profiles;

/// <summary>Fault C5: a back end sets its own profiles, above and below what the guard gives. Nobody draws more than the lower of the two, and nothing is overloaded.</summary>
public sealed class RandomProfilesTests(ITestOutputHelper output)
{
    private static readonly string[] Versions = [OcppVersion.V16, OcppVersion.V201, OcppVersion.V21];

    private static readonly int Minutes = Campaign.Long ? 120 : 30;

    /// <summary>What a measured current may be above a limit while it follows it.</summary>
    private const double Tolerance = 0.5;

    [Theory]
    [InlineData(ProfilePolicy.Cap)]
    [InlineData(ProfilePolicy.Forward)]
    public async Task No_vehicle_draws_more_than_its_back_end_allows_and_no_limit_is_exceeded(ProfilePolicy policy)
    {
        foreach (var (excess, report, sent, above) in await Campaign.RunAsync(Campaign.Long ? Campaign.Seeds : [Campaign.Seeds[0]], seed => Simulate(seed, policy, Protections.None, kill: false)))
        {
            output.WriteLine($"{policy}: {sent} profiles, {excess:0.00} A above, worst {report.Circuits.Max(circuit => circuit.WorstRatio):0.000}, {report.Sessions.DeliveredKwh:0.0} kWh");
            Assert.InRange(excess, -40, Tolerance);
            Assert.False(report.Overloaded, report.ToJson());
            Above[policy] = Math.Max(above, Above.GetValueOrDefault(policy));
        }
    }

    [Fact]
    public async Task A_restart_forgets_none_of_them()
    {
        var (excess, report, _, _) = await Campaign.RunAsync(() => Simulate(1, ProfilePolicy.Cap, Protections.None, kill: true));
        Assert.InRange(excess, -40, Tolerance);
        Assert.False(report.Overloaded, report.ToJson());
    }

    [Fact]
    public async Task Without_the_protection_they_do()
    {
        var (excess, _, _, above) = await Campaign.RunAsync(() => Simulate(1, ProfilePolicy.Cap, Protections.CsmsLimits, kill: false));
        Assert.True(excess > 3, $"{excess} A above");
        if (Results.AreWritten)
        {
            await Task.WhenAll(No_vehicle_draws_more_than_its_back_end_allows_and_no_limit_is_exceeded(ProfilePolicy.Cap));
            Results.Name("C5", Above.Count, Above.Values.Max(), null, FormattableString.Invariant($"up to {excess:0.0} A more than allowed, for {above} s in a row"));
        }
    }

    private static readonly System.Collections.Concurrent.ConcurrentDictionary<ProfilePolicy, int> Above = [];

    private static (double Excess, RunReport Report, int Sent, int Above) Simulate(ulong seed, ProfilePolicy policy, Protections without, bool kill)
    {
        var site = Examples.Garage with { BackEnds = [.. Examples.Garage.BackEnds.Select(backEnd => backEnd with { Profiles = policy })] };
        var scenario = new Scenario
        {
            Versions = Versions,
            StartTimeOfDay = TimeSpan.FromHours(20),
            Arrivals = new ArrivalParameters { PluggedInAtStart = true, MorningShare = 0, AfternoonShare = 0, OvernightShare = 0, LateSleeperShare = 0, NeverShare = 0, LeastKwh = 60, MostKwh = 80 },
        };
        using var run = new SimulatedRun(site, Examples.Templates, new SimulationOptions
        {
            Seed = seed,
            Length = TimeSpan.FromMinutes(Minutes + 15),
            Guard = GuardOptions.Default with { Without = without },
            Scenario = scenario,
        });
        var csms = new RandomCsms(run, scenario.Epoch, [.. site.Stations.Select(station => Versions[station.Index % Versions.Length])], new Random((int)seed));
        var worst = csms.Watch(300);
        for (var minute = 0; minute < Minutes; minute++)
        {
            csms.Speak();
            csms.Speak();
            worst = Math.Max(worst, csms.Watch(60));
            if (kill && minute % 10 == 9)
            {
                run.Kill();
                run.RunUntil(run.Now + TimeSpan.FromSeconds(20));
                run.Start();
                worst = Math.Max(worst, csms.Watch(60));
            }
        }

        return (worst, run.Run(), csms.Sent, csms.LongestAbove);
    }
}
