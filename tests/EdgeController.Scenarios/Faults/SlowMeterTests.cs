using EdgeController.Core.Balancing;
using EdgeController.Core.Units;
using EdgeController.Host.Simulation;
using EdgeController.Scenarios.Support;
using EdgeController.Simulator.Electrical;
using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.Faults;

/// <summary>Fault A12: the grid meter answers late, or acquires new values only every few seconds, in a busy morning with a load step.</summary>
public sealed class SlowMeterTests(ITestOutputHelper output)
{
    /// <summary>Seconds of latency at which every value is too old when it comes.</summary>
    private const double Older = 30;

    private static readonly (double Latency, double Refresh, MeterFault Fault)[] Cases =
    [
        (0.1, 0, MeterFault.None), (0.5, 0, MeterFault.None), (1, 0, MeterFault.None), (2, 0, MeterFault.None), (5, 0, MeterFault.None), (10, 0, MeterFault.None),
        (0.1, 2, MeterFault.None), (0.1, 5, MeterFault.None), (0.1, 10, MeterFault.None), (0.1, 0, MeterFault.Slow), (Older, 0, MeterFault.None),
    ];

    private static readonly Lazy<Task<Outcome[]>> Outcomes =
        new(() => Task.WhenAll(Cases.Select(what => Campaign.RunAsync(() => Simulate(what.Latency, what.Refresh, what.Fault, Protections.None)))));

    private static readonly Lazy<Task<Outcome>> Bare = new(() => Campaign.RunAsync(() => Simulate(Older, 0, MeterFault.None, Protections.MeterStaleness)));

    [Fact]
    public async Task However_slow_the_meter_is_a_load_step_is_over_within_30_seconds()
    {
        Assert.All(await Outcomes.Value, outcome => Assert.True(outcome is { LongestOver: <= 30, WorstRatio: <= 1.45, Trips: 0 }, $"{outcome}"));
    }

    /// <summary>In ten minutes: forty changes of one station would be as many as their spacing allows.</summary>
    [Fact]
    public async Task No_delay_makes_the_limits_swing()
    {
        Assert.All(await Outcomes.Value, outcome => Assert.True(outcome is { MostChanges: <= 12, Changes: <= 60 }, $"{outcome}"));
    }

    [Fact]
    public async Task Without_the_watch_on_staleness_values_that_are_too_old_are_believed_and_the_step_lasts_longer()
    {
        Assert.True((await Bare.Value).LongestOver > 30, $"{await Bare.Value}");
    }

    [Fact]
    public async Task The_figures_are_written_down()
    {
        var outcomes = await Outcomes.Value;
        foreach (var outcome in outcomes)
        {
            output.WriteLine($"{outcome}");
        }

        Results.WriteFault("slowMeter", outcomes);
        var bare = await Bare.Value;
        Results.Name(
            "A12", outcomes.Length, outcomes.Max(outcome => outcome.LongestOver), outcomes.Max(outcome => outcome.WorstRatio),
            FormattableString.Invariant($"over the limit for {bare.LongestOver} s in a row, {bare.WorstRatio:0.00} x"));
        Assert.Equal(Cases.Length, outcomes.Length);
    }

    private static Outcome Simulate(double latency, double refresh, MeterFault fault, Protections without)
    {
        var site = Examples.Garage with { Meters = [.. Examples.Garage.Meters.Select(meter => meter.Id.Value == "grid" ? meter with { Refresh = TimeSpan.FromSeconds(refresh) } : meter)] };
        var changes = new Dictionary<string, int>(StringComparer.Ordinal);
        var (calm, step) = (Instant.FromSeconds(15 * 60), Instant.FromSeconds(25 * 60));
        using var run = new SimulatedRun(site, Examples.Templates, new SimulationOptions
        {
            Seed = 1,
            Length = TimeSpan.FromMinutes(30),
            Guard = GuardOptions.Default with { Without = without },
            Scenario = new Scenario { StartTimeOfDay = TimeSpan.FromHours(8.5), Arrivals = new ArrivalParameters { PluggedInAtStart = true } },
            OnSetpoint = (at, setpoint) =>
            {
                if (at > calm && at < step && setpoint.Change is SetpointChange.Increase or SetpointChange.Decrease)
                {
                    changes[$"{setpoint.Evse}"] = changes.GetValueOrDefault($"{setpoint.Evse}") + 1;
                }
            },
        });
        var grid = run.World.Meters.Single(meter => meter.Meter.Id.Value == "grid");
        (grid.Latency, grid.Fault) = (TimeSpan.FromSeconds(latency), fault);
        var (worst, over, longest) = (0.0, 0, 0);
        for (var second = 1; second <= 30 * 60; second++)
        {
            if (second == 25 * 60)
            {
                TrueLoad.ToAssumed(run.World, true);
            }

            run.RunUntil(Instant.FromSeconds(second));
            var ratio = TrueLoad.WorstRatio(run.World);
            over = ratio > 1 ? over + 1 : 0;
            (worst, longest) = (Math.Max(worst, ratio), Math.Max(longest, over));
        }

        return new Outcome(
            "A12 slow meter", latency, fault == MeterFault.Slow ? 10 : refresh, fault != MeterFault.Slow, longest, Math.Round(worst, 4), run.World.Tree.Trips,
            changes.Values.DefaultIfEmpty(0).Max(), changes.Values.Sum());
    }

    private sealed record Outcome(
        string Fault, double LatencySeconds, double RefreshSeconds, bool Declared, int LongestOver, double WorstRatio, int Trips, int MostChanges, int Changes);
}
