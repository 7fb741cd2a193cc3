using EdgeController.Core.Balancing;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Simulation;
using EdgeController.Ocpp.Framing;
using EdgeController.Scenarios.PluggedIn;
using EdgeController.Scenarios.Support;
using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.Limits;

/// <summary>A back end limits all its stations together by a profile on the controller's own identity: four vehicles that want 16 A each.</summary>
public sealed class GroupLimitTests
{
    [Theory]
    [InlineData("1.6")]
    [InlineData("2.0.1")]
    [InlineData("2.1")]
    public void The_stations_follow_within_seconds_and_are_free_again_when_it_is_cleared(string version)
    {
        using var run = Charging(version);
        Assert.True(Drawn(run) > 60, $"{Drawn(run)} A");
        Limit(run, version, 30);
        run.RunUntil(run.Now + TimeSpan.FromSeconds(2.5));
        Assert.True(Told(run) <= 30, $"told {Told(run)} A");
        run.RunUntil(run.Now + TimeSpan.FromSeconds(15));
        Assert.True(Drawn(run) <= 30, $"{Drawn(run)} A");
        run.RunUntil(run.Now + TimeSpan.FromMinutes(3));
        Assert.InRange(Drawn(run), 26, 30);
        Assert.Contains(run.Decision!.Setpoints, setpoint => setpoint.Reason.Sentence == "group limit of back end main: 30 A");
        run.CsmsCallsController("main", "ClearChargingProfile", "{}");
        run.RunUntil(run.Now + TimeSpan.FromMinutes(8));
        Assert.True(Drawn(run) > 60, $"{Drawn(run)} A");
    }

    [Fact]
    public void Without_the_protection_the_stations_draw_on()
    {
        using var run = Charging("2.0.1", Protections.GroupLimits);
        Limit(run, "2.0.1", 30);
        run.RunUntil(run.Now + TimeSpan.FromMinutes(3));
        Assert.True(Drawn(run) > 60, $"{Drawn(run)} A");
    }

    [Fact]
    public void It_holds_while_the_back_end_is_away_and_after_the_controller_was_killed()
    {
        using var run = Charging("2.0.1");
        Limit(run, "2.0.1", 30);
        run.RunUntil(run.Now + TimeSpan.FromMinutes(2));
        run.CsmsAway = true;
        var worst = Worst(run, TimeSpan.FromMinutes(10));
        run.Kill();
        run.RunUntil(run.Now + TimeSpan.FromSeconds(20));
        run.Start();
        worst = Math.Max(worst, Worst(run, TimeSpan.FromMinutes(20)));
        Assert.True(worst <= 30, $"{worst} A");
        Assert.True(Drawn(run) > 20, $"{Drawn(run)} A: nobody charges");
    }

    [Fact]
    public void The_back_end_hears_when_the_grid_operator_dims_and_when_that_is_over()
    {
        using var run = Charging("2.0.1", site: site => site with { Dimming = new DimmingRule { Minimum = new Watts(10_500) } });
        run.GridOperatorDims = true;
        run.RunUntil(run.Now + TimeSpan.FromSeconds(30));
        run.GridOperatorDims = false;
        run.RunUntil(run.Now + TimeSpan.FromSeconds(30));
        Assert.Equal((1, 1), (run.Csms.Counts["NotifyChargingLimit"], run.Csms.Counts["ClearedChargingLimit"]));
    }

    private static SimulatedRun Charging(string version, Protections without = Protections.None, Func<Site, Site>? site = null)
    {
        var small = new SmallSite(200, "{ ids: [S1, S2, S3, S4], circuit: main, connectors: 1, max: 16A, min: 6A, fallback: 6A, rotation: L1L2L3 }").Site;
        var ours = small with
        {
            BackEnds = [new CsmsBackEnd("main", new Uri("ws://127.0.0.1:1/")) { Identity = new OwnIdentity(new("GARAGE"), version) }],
            Stations = [.. small.Stations.Select(station => station with { Csms = "main" })],
        };
        var run = new SimulatedRun(site is null ? ours : site(ours), Examples.Templates, new SimulationOptions
        {
            Seed = 1,
            Length = TimeSpan.FromHours(12),
            Guard = GuardOptions.Default with { Without = without },
            Scenario = new Scenario
            {
                Versions = [OcppVersion.V16, OcppVersion.V201],
                Sessions = [.. Enumerable.Range(0, 4).Select(evse => new PlannedSession(evse, TimeSpan.FromSeconds(60), TimeSpan.FromHours(24), SmallSite.Hungry(amps: 16)))],
            },
        });
        SmallSite.Minutes(run, 10);
        return run;
    }

    private static void Limit(SimulatedRun run, string version, int amps) => run.CsmsCallsController("main", "SetChargingProfile", version == "1.6"
        ? $$$$"""{"connectorId":0,"csChargingProfiles":{"chargingProfileId":1,"stackLevel":0,"chargingProfilePurpose":"ChargePointMaxProfile","chargingProfileKind":"Absolute","chargingSchedule":{"chargingRateUnit":"A","startSchedule":"2020-01-01T00:00:00Z","chargingSchedulePeriod":[{"startPeriod":0,"limit":{{{{amps}}}}}]}}}"""
        : $$$$"""{"evseId":0,"chargingProfile":{"id":1,"stackLevel":0,"chargingProfilePurpose":"ChargingStationMaxProfile","chargingProfileKind":"Absolute","chargingSchedule":[{"id":1,"chargingRateUnit":"A","startSchedule":"2020-01-01T00:00:00Z","chargingSchedulePeriod":[{"startPeriod":0,"limit":{{{{amps}}}}}]}]}}""");

    private static double Drawn(SimulatedRun run) => Enumerable.Range(0, 4).Sum(evse => SmallSite.Drawn(run, evse));

    private static double Told(SimulatedRun run) => Enumerable.Range(0, 4).Sum(evse => SmallSite.Told(run, evse));

    private static double Worst(SimulatedRun run, TimeSpan length)
    {
        var worst = 0.0;
        for (var end = run.Now + length; run.Now < end;)
        {
            run.RunUntil(run.Now + TimeSpan.FromSeconds(1));
            worst = Math.Max(worst, Drawn(run));
        }

        return worst;
    }
}
