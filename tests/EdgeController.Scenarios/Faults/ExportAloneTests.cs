using EdgeController.Core.Balancing;
using EdgeController.Core.State;
using EdgeController.Core.Units;
using EdgeController.Host.Configuration;
using EdgeController.Host.Configuration.Sites;
using EdgeController.Host.Simulation;
using EdgeController.Scenarios.Support;
using EdgeController.Simulator.Electrical;
using EdgeController.Simulator.SunSpec;
using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.Faults;

/// <summary>An inverter of 30 kW with SunSpec model 123 below an export limit of 5 kW: when its order ends it feeds in freely, and nobody can tell it otherwise.</summary>
public sealed class ExportAloneTests
{
    private const double Limit = 5000;

    [Theory]
    [InlineData(Protections.None, true)]
    [InlineData(Protections.StandingExport, false)]
    public async Task While_nobody_sees_what_flows_it_is_held_at_what_may_leave_without_any_load(Protections without, bool holds)
    {
        var fed = await RunAsync("", without, run =>
        {
            run.World.Meters[0].Fault = MeterFault.Unplugged;
            run.World.Recorder.HideLoadUntil(run.Now + TimeSpan.FromMinutes(6));
        });
        Assert.Equal(holds, fed <= Limit);
        Assert.True(holds || fed > 3 * Limit, $"{fed}");
    }

    /// <summary>The control is the same inverter without a limit of its own: that is what the warning and the alarm are about.</summary>
    [Theory]
    [InlineData(", own_limit: 5kW", true)]
    [InlineData("", false)]
    public async Task With_the_controller_dead_only_a_limit_of_its_own_holds_it(string own, bool holds)
    {
        var fed = await RunAsync(own, Protections.None, run => run.Kill());
        Assert.Equal(holds, fed <= Limit);
        Assert.True(holds || fed > 3 * Limit, $"{fed}");
    }

    /// <summary>The highest feed-in from a minute after the fault on, until three minutes after it.</summary>
    private static async Task<double> RunAsync(string own, Protections without, Action<SimulatedRun> fault) => await Campaign.RunAsync(() =>
    {
        using var run = new SimulatedRun(Site(own), Examples.Templates, new SimulationOptions
        {
            Seed = 3,
            Length = TimeSpan.FromHours(1),
            Guard = GuardOptions.Default with { Without = without },
            Scenario = new Scenario { StartTimeOfDay = TimeSpan.FromHours(12), SunSpecModels = [SunSpecModelSet.Integers], Arrivals = new ArrivalParameters { Waves = [] } },
        });
        run.RunUntil(Instant.Start + TimeSpan.FromMinutes(10));
        Assert.True(own.Length > 0 || run.Snapshot!.Resources[0].RevertsFreely);
        Assert.InRange(-run.World.Resources[0].Watts, 1000, 4 * Limit);
        fault(run);
        run.RunUntil(run.Now + TimeSpan.FromSeconds(65));
        var most = 0.0;
        for (var end = run.Now + TimeSpan.FromMinutes(2); run.Now < end;)
        {
            run.RunUntil(run.Now + TimeSpan.FromSeconds(5));
            most = Math.Max(most, -run.World.Resources[0].Watts);
        }

        return most;
    });

    private static Core.Topology.Site Site(string own)
    {
        var result = SiteFileReader.Read(
            $$"""
            schema: 1
            site: { name: Roof, timezone: Europe/Berlin }
            meters:
              grid: { template: janitza-umg96rm, connection: { tcp: "10.0.0.1:502" }, role: grid }
              roof: { template: sunspec-inverter, connection: { tcp: "10.0.0.3:502" }, role: pv }
            circuits:
              main: { limit: { amps: 63 }, export_limit: 5kW, bus: 100A, meter: grid, uncontrolled: { assumed: 20A } }
            stations:
              list:
                - { ids: A1, circuit: main, max: 16A, fallback: 6A, rotation: L1L2L3 }
            der:
              sun: { circuit: main, max: 30kW, meter: roof, curtail: { template: sunspec-123, revert: 60s{{own}} } }
            csms: none
            """,
            "roof",
            Examples.Templates);
        Assert.Equal(own.Length == 0 ? [Codes.ExportAlone] : [], result.Diagnostics.Select(one => one.Code));
        return result.Site!;
    }
}
