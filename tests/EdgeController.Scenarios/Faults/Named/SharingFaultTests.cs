using EdgeController.Core.Balancing;
using EdgeController.Core.Units;
using EdgeController.Scenarios.PluggedIn;
using EdgeController.Scenarios.Support;
using EdgeController.Simulator.World;

namespace EdgeController.Scenarios.Faults.Named;

/// <summary>Vehicles that are slow, too many, or all on one phase.</summary>
public sealed class SharingFaultTests(ITestOutputHelper output)
{
    [Fact]
    public Task D28_nobody_is_given_what_a_slow_vehicle_still_draws() =>
        NamedFault.PlayAsync(output, "D28", (seed, guarded) =>
        {
            var slow = SmallSite.Hungry() with { ReactionSeconds = 60 };
            using var stage = new Stage(new StageSetting
            {
                Seed = seed,
                Stations = 2,
                Amps = 45,
                StationAmps = 32,
                Metered = false,
                Without = guarded ? Protections.None : Protections.ConfirmedHeadroom,
                Visits =
                [
                    new PlannedSession(0, TimeSpan.FromSeconds(60), TimeSpan.FromHours(24), SmallSite.Hungry() with { ReactionSeconds = 60 }),
                    new PlannedSession(1, TimeSpan.FromMinutes(15), TimeSpan.FromHours(24), SmallSite.Hungry()),
                ],
            });
            stage.Begin(15);
            stage.Watch(300);
            return new FaultOutcome(stage.Trips == 0 && stage.Drawn(1) > 6, stage.LastOver, stage.Worst, FormattableString.Invariant($"over the limit until {stage.LastOver:0} s, {stage.Worst:0.00} x"));
        });

    [Fact]
    public Task D29_more_vehicles_than_minimums_fit_take_turns() =>
        NamedFault.PlayAsync(output, "D29", (seed, guarded) =>
        {
            using var stage = new Stage(new StageSetting { Seed = seed, Stations = 6, Amps = 20, StationAmps = 8, Fallback = 0, Without = guarded ? Protections.None : Protections.Rotation });
            stage.Begin(2);
            var wait = new WaitWatch(stage.Run.World);
            var below = 0.0;
            stage.Watch(2 * 3600, () =>
            {
                wait.Look(1);
                below = Math.Max(below, Enumerable.Range(0, 6).Max(evse => stage.Drawn(evse) is > 0.5 and < 5.5 ? 1 : 0));
            });
            return new FaultOutcome(stage is { LongestOver: <= 30, Trips: 0 }, wait.Longest.TotalSeconds, stage.Worst, FormattableString.Invariant($"longest wait {wait.Longest.TotalMinutes:0} min, {stage.Worst:0.00} x"));
        });

    [Fact]
    public Task D30_single_phase_vehicles_that_all_load_one_phase_stay_within_the_unbalance() =>
        NamedFault.PlayAsync(output, "D30", (seed, guarded) =>
        {
            using var stage = new Stage(new StageSetting
            {
                Seed = seed, Stations = 8, Amps = 125, Fallback = 0, More = ", unbalance: 20A", Visits = [.. Enumerable.Range(0, 8).Select(evse => new PlannedSession(evse, TimeSpan.FromMinutes(1 + evse), TimeSpan.FromHours(24), SmallSite.Hungry(phases: 1)))], Without = guarded ? Protections.None : Protections.Unbalance,
            });
            stage.Begin(1);
            var (row, longest, most) = (0, 0, 0.0);
            stage.Watch(1200, () =>
            {
                var apart = stage.Run.World.Tree.Amps(0, Phase.L1) - stage.Run.World.Tree.Amps(0, Phase.L2);
                row = apart > 20 ? row + 1 : 0;
                (longest, most) = (Math.Max(longest, row), Math.Max(most, apart));
            });
            return new FaultOutcome(stage is { Worst: <= 1, Trips: 0 } && stage.Charging > 10, longest, most / 20, FormattableString.Invariant($"phases {most:0.0} A apart, more than 20 A for {longest} s in a row"));
        });
}
