using EdgeController.Core.Balancing;
using EdgeController.Core.Events;
using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Configuration.Sites;
using EdgeController.Host.Simulation;
using EdgeController.Scenarios.Support;
using EdgeController.Simulator.SunSpec;
using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.Faults;

/// <summary>A steered battery and a steered inverter that die, freeze, disobey or never let go; each protection once more with it switched off.</summary>
public sealed class SteeredResourceTests
{
    private static readonly TimeSpan At = TimeSpan.FromMinutes(18);

    /// <summary>Fault A18: nothing tells any more what the battery does, the grid meter does.</summary>
    [Fact]
    public async Task A_battery_that_is_lost_with_its_meter_while_it_helps_leaves_no_more_than_113_percent_and_30_seconds()
    {
        async Task<(double Worst, int SecondsToSafe)> PlayAsync(Protections without) => (await RunAsync(Peak, without, hour: 20, run =>
        {
            Busy(run);
            run.RunUntil(Instant.Start + At);
            Assert.True(run.World.Resources[0].Watts < -4000, "it did not help");
            run.World.Resources[0].Tripped = true;
            run.World.SunSpec[0].Fault = SunSpecFault.Killed;
            var (worst, last) = (0.0, 0);
            for (var second = 1; second <= 300; second++)
            {
                run.RunUntil(Instant.Start + At + TimeSpan.FromSeconds(second));
                var ratio = TrueLoad.WorstRatio(run.World);
                (worst, last) = (Math.Max(worst, ratio), ratio > 1 ? second : last);
            }

            return (worst, last);
        })).Seen;

        var (safe, bare) = (await PlayAsync(Protections.None), await PlayAsync(Protections.Reserve));
        Assert.True(safe is { Worst: <= 1.13, SecondsToSafe: <= 30 }, $"{safe}");
        Assert.True(bare.Worst > 1.13, $"{bare}");
        Results.Name("A18", 1, safe.SecondsToSafe, safe.Worst, FormattableString.Invariant($"{bare.Worst:0.0000} x the limit"));
    }

    [Theory]
    [InlineData(Protections.None, true)]
    [InlineData(Protections.Reserve, false)]
    public async Task A_battery_that_dies_while_it_helps_leaves_no_more_than_113_percent_and_30_seconds(Protections without, bool holds)
    {
        var (report, helped) = await RunAsync(Peak, without, hour: 20, run =>
        {
            Busy(run);
            run.RunUntil(Instant.Start + At);
            var helped = run.World.Resources[0].Watts;
            run.World.Resources[0].Tripped = true;
            run.RunUntil(Instant.Start + At + TimeSpan.FromMinutes(5));
            return helped;
        });
        Assert.True(helped < -4000, $"it did not help: {helped} W");
        Assert.Equal(holds, report.Circuits.Max(circuit => circuit.WorstRatio) <= 1.13);
        Assert.True(report.Circuits.Max(circuit => circuit.LongestOverLimitSeconds) <= 30, report.ToJson());
    }

    [Theory]
    [InlineData(SunSpecFault.Killed)]
    [InlineData(SunSpecFault.Frozen)]
    [InlineData(SunSpecFault.IgnoresOrders)]
    [InlineData(SunSpecFault.KeepsNothing)]
    public async Task Whatever_becomes_of_the_batterys_link_no_limit_is_exceeded_and_it_is_told(SunSpecFault fault)
    {
        var (report, seen) = await RunAsync(Peak, Protections.None, hour: 20, run =>
        {
            Busy(run);
            run.RunUntil(Instant.Start + At);
            Assert.Equal(SteeringState.Ready, run.Snapshot!.Resources[0].Steering);
            run.World.SunSpec[0].Fault = fault;
            run.World.Resources[0].ForcedCharging = fault == SunSpecFault.IgnoresOrders;
            run.RunUntil(Instant.Start + At + TimeSpan.FromSeconds(100));
            var state = run.Snapshot!.Resources[0];
            run.World.SunSpec[0].Fault = SunSpecFault.None;
            run.World.Resources[0].ForcedCharging = false;
            run.RunUntil(Instant.Start + At + TimeSpan.FromMinutes(5));
            return (state, Command: run.World.SunSpec[0].Command, After: run.Snapshot!.Resources[0].Steering);
        });
        Assert.False(report.Overloaded, report.ToJson());
        Assert.True(
            seen.state.Steering is SteeringState.Unreachable or SteeringState.WrongEcho or SteeringState.Proving || seen.state.NotFollowingSince is not null,
            $"{fault}: {seen.state}");
        Assert.Equal(SteeringState.Ready, seen.After);
    }

    [Theory]
    [InlineData(Protections.None, true)]
    [InlineData(Protections.ReversionProof, false)]
    public async Task A_battery_that_never_lets_go_is_not_commanded_and_charges_for_nobody_who_is_dead(Protections without, bool holds)
    {
        var (_, seen) = await RunAsync(Planned, without, hour: 2, run =>
        {
            run.World.SunSpec[0].Fault = SunSpecFault.NoReversion;
            run.RunUntil(Instant.FromSeconds(60));
            run.Tell(new ResourceWished(run.Now, "cell", new Watts(6000), run.Now + TimeSpan.FromHours(2)));
            run.RunUntil(Instant.FromSeconds(240));
            run.Kill();
            run.RunUntil(Instant.FromSeconds(600));
            return run.World.SunSpec[0].Command;
        });
        Assert.Equal(holds, seen == DeviceCommand.None);
    }

    [Fact]
    public async Task Without_a_controller_a_battery_goes_on_by_itself_when_its_timer_ends()
    {
        var (_, seen) = await RunAsync(Planned, Protections.None, hour: 2, run =>
        {
            run.RunUntil(Instant.FromSeconds(60));
            run.Tell(new ResourceWished(run.Now, "cell", new Watts(6000), run.Now + TimeSpan.FromHours(2)));
            run.RunUntil(Instant.FromSeconds(240));
            var before = run.World.Resources[0].Watts;
            run.Kill();
            run.RunUntil(run.Now + TimeSpan.FromSeconds(62));
            return (before, run.World.SunSpec[0].Command);
        });
        Assert.Equal(6000, seen.before, 150.0);
        Assert.Equal(DeviceCommand.None, seen.Command);
    }

    [Fact]
    public async Task Without_a_fresh_grid_meter_no_order_is_renewed()
    {
        var (report, seen) = await RunAsync(Peak, Protections.None, hour: 20, run =>
        {
            Busy(run);
            run.RunUntil(Instant.Start + At);
            var before = run.World.SunSpec[0].Command;
            run.World.Meters[0].Fault = Simulator.Electrical.MeterFault.Unplugged;
            run.World.Recorder.HideLoadUntil(run.Now + TimeSpan.FromMinutes(6));
            run.RunUntil(run.Now + TimeSpan.FromSeconds(68));
            return (before, After: run.World.SunSpec[0].Command);
        });
        Assert.NotEqual(DeviceCommand.None, seen.before);
        Assert.Equal(DeviceCommand.None, seen.After);
        Assert.False(report.Overloaded, report.ToJson());
    }

    [Theory]
    [InlineData(Protections.None, true)]
    [InlineData(Protections.ExportLimit, false)]
    public async Task What_may_leave_the_site_is_kept_by_holding_back_the_sun(Protections without, bool holds)
    {
        var (report, _) = await RunAsync(Roof, without, hour: 11, run =>
        {
            run.RunUntil(Instant.Start + TimeSpan.FromMinutes(30));
            return 0;
        });
        Assert.Equal(holds, report.Energy!.LongestOverExportSeconds <= 30);
        Assert.Equal(holds, report.Energy.HeldBackKwh > 5);
        Assert.True(!holds || report.Energy.ExportKwh > 1.5, report.ToJson());
    }

    [Fact]
    public async Task With_the_controller_dead_the_inverter_falls_to_what_may_leave_the_site_without_any_load()
    {
        var (_, fed) = await RunAsync(Roof, Protections.None, hour: 12, run =>
        {
            run.RunUntil(Instant.Start + TimeSpan.FromMinutes(10));
            run.Kill();
            run.RunUntil(run.Now + TimeSpan.FromSeconds(65));
            return -run.World.Resources[0].Watts;
        });
        Assert.InRange(fed, 4500, 5000);
    }

    [Theory]
    [InlineData(Protections.None, true)]
    [InlineData(Protections.ChargeBounds, false)]
    public async Task A_battery_is_kept_within_its_usable_charge(Protections without, bool holds)
    {
        var (report, _) = await RunAsync(Peak.Replace("target: 12kW", "target: 0kW", StringComparison.Ordinal), without, hour: 20, run =>
        {
            TrueLoad.ToAssumed(run.World, true);
            run.RunUntil(Instant.Start + TimeSpan.FromMinutes(70));
            return 0;
        });
        Assert.Equal(holds, report.Energy!.BeyondChargeBounds <= 0.005);
    }

    [Theory]
    [InlineData(Protections.None, true)]
    [InlineData(Protections.ChargingRoom, false)]
    public async Task A_battery_that_is_to_charge_gives_way_to_vehicles(Protections without, bool holds)
    {
        var (report, charging) = await RunAsync(Planned, without, hour: 20, run =>
        {
            Busy(run);
            run.RunUntil(Instant.Start + At);

            // Again and again: the site's own plan has other wishes.
            var most = 0.0;
            for (var i = 0; i < 24; i++)
            {
                run.Tell(new ResourceWished(run.Now, "cell", new Watts(11000), run.Now + TimeSpan.FromHours(2)));
                run.RunUntil(run.Now + TimeSpan.FromSeconds(10));
                most = Math.Max(most, run.World.Resources[0].Watts);
            }

            return most;
        });
        Assert.Equal(holds, report.Circuits.Max(circuit => circuit.WorstRatio) <= 1);
        Assert.Equal(holds, charging < 9000);
    }

    private const string Peak = "cell: { circuit: main, max: 11.04kW, meter: cell, mode: peak-shaving, target: 12kW, usable: { soc_min: 20, soc_max: 95 }, control: { template: sunspec-storage, revert: 60s } }";
    private const string Planned = "cell: { circuit: main, max: 11.04kW, meter: cell, mode: plan, control: { template: sunspec-storage, revert: 60s } }";
    private const string Roof = "sun: { circuit: main, max: 30kW, meter: cell, curtail: { template: sunspec-704, revert: 60s } }";

    /// <summary>The building at its assumed maximum and a hungry vehicle at each station.</summary>
    private static void Busy(SimulatedRun run)
    {
        run.RunUntil(Instant.Start + TimeSpan.FromMinutes(10));
        TrueLoad.ToAssumed(run.World, true);
    }

    private static async Task<(RunReport Report, T Seen)> RunAsync<T>(string resource, Protections without, double hour, Func<SimulatedRun, T> story) => await Campaign.RunAsync(() =>
    {
        var plugged = resource != Roof;
        using var run = new SimulatedRun(Site(resource), Examples.Templates, new SimulationOptions
        {
            Seed = 3,
            Length = TimeSpan.FromHours(2),
            Guard = GuardOptions.Default with { Without = without },
            Scenario = new Scenario
            {
                StartTimeOfDay = TimeSpan.FromHours(hour),
                SunSpecModels = [SunSpecModelSet.Der],
                Arrivals = plugged
                    ? new ArrivalParameters { PluggedInAtStart = true, ThreePhaseShare = 1, TwoPhaseShare = 0, LateSleeperShare = 0, NeverShare = 0, TaperShare = 0, LeastKwh = 40 }
                    : new ArrivalParameters { Waves = [] },
            },
        });
        var seen = story(run);
        return (run.Report(), seen);
    });

    private static Site Site(string resource)
    {
        var sunny = resource == Roof;
        var result = SiteFileReader.Read(
            $$"""
            schema: 1
            site: { name: Workshop, timezone: Europe/Berlin }
            meters:
              grid: { template: janitza-umg96rm, connection: { tcp: "10.0.0.1:502" }, role: grid }
              cell: { template: {{(sunny ? "sunspec-inverter" : "sunspec-storage")}}, connection: { tcp: "10.0.0.3:502" }, role: {{(sunny ? "pv" : "battery")}} }
            circuits:
              main: { limit: { amps: 63 }, {{(sunny ? "export_limit: 5kW," : "")}} bus: 100A, meter: grid, uncontrolled: { assumed: 20A } }
            stations:
              list:
                - { ids: "A{1..4}", circuit: main, max: 16A, fallback: 6A, rotation: L1L2L3 }
            der:
              {{resource}}
            csms: none
            """,
            "workshop",
            Examples.Templates);
        Assert.Empty(result.Diagnostics);
        return result.Site!;
    }
}
