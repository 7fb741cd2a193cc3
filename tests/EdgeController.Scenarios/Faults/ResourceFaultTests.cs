using EdgeController.Core.Balancing;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Configuration.Sites;
using EdgeController.Host.Simulation;
using EdgeController.Scenarios.Support;
using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.Faults;

/// <summary>Faults F4 and F5 on a workshop whose building stands at its assumed maximum: the inverter trips at noon, the battery charges at the evening's peak.</summary>
public sealed class ResourceFaultTests(ITestOutputHelper output)
{
    private static readonly TimeSpan At = TimeSpan.FromMinutes(25);

    [Theory]
    [InlineData(FaultName.PvTrip, Protections.None, true)]
    [InlineData(FaultName.PvTrip, Protections.Reserve, false)]
    [InlineData(FaultName.BatteryCharges, Protections.None, true)]
    [InlineData(FaultName.BatteryCharges, Protections.Reserve, false)]
    public async Task The_excess_is_gone_within_30_seconds_and_never_above_113_percent(FaultName fault, Protections without, bool passes)
    {
        var reports = await Campaign.RunAsync(Campaign.Seeds, seed => Simulate(fault, without, seed));
        foreach (var report in reports)
        {
            var outcome = Assert.Single(report.Faults);
            output.WriteLine($"{fault}, without {without}, seed {report.Seed}: safe after {outcome.SecondsToSafe} s, worst {outcome.WorstRatio}");
            Assert.True(outcome.SecondsToSafe is > 0 and <= 30, $"{outcome}");
            Assert.Equal(passes, outcome.Passed);
            Assert.Equal(0, report.Circuits.Sum(circuit => circuit.BreakerTrips));
        }

        Record(fault, without, [.. reports.Select(report => report.Faults[0])]);
    }

    [Fact]
    public async Task A_sunny_day_with_a_battery_keeps_every_limit_and_uses_what_the_roof_gives()
    {
        var report = await Campaign.RunAsync(() =>
        {
            using var run = new SimulatedRun(Workshop(FaultName.BatteryCharges), Examples.Templates, new SimulationOptions
            {
                Seed = 1, Length = TimeSpan.FromHours(Campaign.Long ? 24 : 6), Scenario = new Scenario { StartTimeOfDay = TimeSpan.FromHours(Campaign.Long ? 0 : 8) },
            });
            var report = run.Run();
            Assert.Equal(Core.State.ControlMode.Normal, ControlModeOf(run));
            return report;
        });
        Assert.False(report.Overloaded, report.ToJson());
        Assert.True(report.Sessions.DeliveredKwh > 50, report.ToJson());
    }

    private static readonly Dictionary<(FaultName Fault, bool Protected), FaultOutcome[]> Seen = [];

    /// <summary>One line for each fault, when both of its runs are there.</summary>
    private static void Record(FaultName fault, Protections without, FaultOutcome[] outcomes)
    {
        lock (Seen)
        {
            Seen[(fault, without == Protections.None)] = outcomes;
            if (Seen.TryGetValue((fault, true), out var safe) && Seen.TryGetValue((fault, false), out var bare))
            {
                Results.Name(
                    fault == FaultName.PvTrip ? "F4" : "F5", safe.Length, safe.Max(run => run.SecondsToSafe), safe.Max(run => run.WorstRatio),
                    FormattableString.Invariant($"{bare.Max(run => run.WorstRatio)} x the limit"));
            }
        }
    }

    private static Core.State.ControlMode ControlModeOf(SimulatedRun run) => run.Decision!.Circuits.Max(circuit => circuit.Mode);

    private static RunReport Simulate(FaultName fault, Protections without, ulong seed)
    {
        using var run = new SimulatedRun(Workshop(fault), Examples.Templates, new SimulationOptions
        {
            Seed = seed,
            Length = At + TimeSpan.FromMinutes(5),
            Guard = GuardOptions.Default with { Without = without },
            Faults = [new PlannedFault(fault, At, null)],
            Scenario = new Scenario
            {
                StartTimeOfDay = TimeSpan.FromHours(fault == FaultName.PvTrip ? 12 : 20),
                Arrivals = new ArrivalParameters { PluggedInAtStart = true, ThreePhaseShare = 1, TwoPhaseShare = 0, LateSleeperShare = 0, NeverShare = 0, TaperShare = 0 },
            },
        });
        run.RunUntil(Instant.Start + TimeSpan.FromMinutes(15));
        TrueLoad.ToAssumed(run.World, true);
        return run.Run();
    }

    /// <summary>100 A, 30 kW of PV; an 11 kW battery only where that is the fault, since it would cover half of what the roof no longer gives.</summary>
    private static Site Workshop(FaultName fault)
    {
        var battery = fault == FaultName.BatteryCharges ? "cell: { circuit: main, max: 11.04kW, meter: cell }" : "";
        var meter = battery.Length == 0 ? "" : "cell: { template: carlo-gavazzi-em340, connection: { tcp: \"10.0.0.3:502\" }, role: battery }";
        var result = SiteFileReader.Read(
            $$"""
            schema: 1
            site: { name: Workshop, timezone: Europe/Berlin }
            meters:
              grid: { template: janitza-umg96rm, connection: { tcp: "10.0.0.1:502" }, role: grid }
              roof: { template: carlo-gavazzi-em340, connection: { tcp: "10.0.0.2:502" }, role: pv }
              {{meter}}
            circuits:
              main: { limit: { amps: 100, kva: 69 }, bus: 160A, meter: grid, uncontrolled: { assumed: 20A } }
            stations:
              list:
                - { ids: "A{1..8}", circuit: main, max: 16A, fallback: 6A, rotation: auto-cycle }
            der:
              sun: { circuit: main, max: 30kW, meter: roof }
              {{battery}}
            csms: none
            """,
            "workshop",
            Examples.Templates);
        Assert.Empty(result.Diagnostics);
        return result.Site!;
    }
}
