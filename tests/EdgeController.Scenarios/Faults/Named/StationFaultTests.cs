using EdgeController.Core.Balancing;
using EdgeController.Core.Topology;
using EdgeController.Ocpp.Links;
using EdgeController.Scenarios.PluggedIn;
using EdgeController.Simulator.Stations;

namespace EdgeController.Scenarios.Faults.Named;

/// <summary>Stations that do not do what they are told, or not in time: the first of four, from one moment on, just before the building takes more.</summary>
public sealed class StationFaultTests(ITestOutputHelper output)
{
    [Fact]
    public Task D14_a_hundred_calls_of_the_back_end_reach_a_station_one_by_one_and_a_decrease_overtakes_them() =>
        NamedFault.PlayAsync(output, "D14", (seed, guarded) =>
        {
            var decreases = new Decreases();
            var link = new StationLinkOptions { Overtake = guarded ? new StationLinkOptions().Overtake : TimeSpan.FromHours(1) };
            using var stage = new Stage(new StageSetting { Seed = seed, BackEnd = OfflineRules.Default, Link = link }, frame => decreases.See(frame), decreases.Note);
            stage.Begin(10);
            stage.Become(new StationQuirks { AnswerDelay = TimeSpan.FromSeconds(8) }, 4);
            BackEndFaultTests.Call(stage, 100);
            stage.Watch(1);
            stage.Load = 25;
            stage.Watch(120);
            return new FaultOutcome(
                decreases.MostAtOnce <= 2 && stage is { LastOver: > 0 and <= 30, Trips: 0 }, decreases.Slowest, stage.Worst,
                FormattableString.Invariant($"a decrease waits up to {decreases.Slowest:0.0} s, at most {decreases.MostAtOnce} calls at once, over the limit for {stage.LastOver:0} s"));
        });

    [Fact]
    public Task D15_others_make_room_for_a_station_that_answers_nothing_any_more() =>
        StepAsync("D15", Protections.DriftAccounts, new StationQuirks { AnswersNothing = true, IgnoresProfiles = true });

    [Fact]
    public Task D18_others_make_room_for_a_station_that_accepts_a_limit_and_ignores_it() =>
        StepAsync("D18", Protections.DriftAccounts, new StationQuirks { IgnoresProfiles = true });

    [Fact]
    public Task D26_others_make_room_for_a_station_that_holds_a_decrease_back() =>
        StepAsync("D26", Protections.DriftAccounts, new StationQuirks { RandomDelay = TimeSpan.FromSeconds(600) });

    [Fact]
    public Task D17_a_station_that_refuses_every_profile_counts_for_what_it_may_draw_also_while_it_draws_nothing() =>
        NamedFault.PlayAsync(output, "D17", (seed, guarded) =>
        {
            using var stage = new Stage(new StageSetting
            {
                Seed = seed,
                Metered = false,
                Without = guarded ? Protections.None : Protections.LimitAccounts,
                First = new StationQuirks { RejectsProfiles = true, Model = "Odd-1" },
                Vehicle = evse => evse == 0 ? SmallSite.Hungry() with { SleepsFor = TimeSpan.FromMinutes(10) } : SmallSite.Hungry(),
            });
            stage.Begin(11);
            stage.Watch(300);
            return new FaultOutcome(stage.Drawn(0) > 19 && stage.Trips == 0, stage.LastOver, stage.Worst, FormattableString.Invariant($"over the limit for {stage.LastOver:0} s, {stage.Worst:0.00} x"));
        });

    [Fact]
    public Task D20_a_station_that_stops_telling_its_current_is_asked() =>
        NamedFault.PlayAsync(output, "D20", (seed, guarded) =>
        {
            var link = guarded ? new StationLinkOptions() : new StationLinkOptions { MeterInterval = TimeSpan.FromHours(1) };
            using var stage = new Stage(new StageSetting { Seed = seed, Metered = false, Link = link });
            stage.Begin(10);
            stage.Become(new StationQuirks { Meter = new() { OnlyWhenAsked = true } });
            var (last, longest) = (stage.Run.Now, 0.0);
            stage.Watch(600, () =>
            {
                last = stage.Run.Snapshot!.Evses[0].Sample?.At ?? last;
                longest = Math.Max(longest, (stage.Run.Now - last).TotalSeconds);
            });
            return new FaultOutcome(stage is { Worst: <= 1, Trips: 0 }, longest, stage.Worst, FormattableString.Invariant($"longest time without a value {longest:0} s, {stage.Worst:0.00} x"));
        });

    [Fact]
    public Task D21_a_station_that_tells_a_thousandth_of_its_current_and_then_vanishes_counts_for_what_it_may_draw() =>
        NamedFault.PlayAsync(output, "D21", (seed, guarded) =>
        {
            using var stage = new Stage(new StageSetting { Seed = seed, Metered = false, Without = guarded ? Protections.None : Protections.LimitAccounts });
            stage.Begin(10);
            stage.Become(new StationQuirks { Meter = new() { Factor = 0.001 } });
            stage.Watch(30);
            stage.Run.Isolate(0, cut: true);
            stage.Watch(300);
            return new FaultOutcome(stage.Trips == 0 && stage.Drawn(1) > 6, stage.LastOver, stage.Worst, FormattableString.Invariant($"over the limit for {stage.LastOver:0} s, {stage.Worst:0.00} x"));
        });

    /// <summary>The fault, then 25 A more of load: the site is within its limit in time.</summary>
    private Task StepAsync(string id, Protections without, StationQuirks quirks) => NamedFault.PlayAsync(output, id, (seed, guarded) =>
    {
        using var stage = new Stage(new StageSetting { Seed = seed, Without = guarded ? Protections.None : without });
        stage.Begin(10);
        stage.Become(quirks);
        stage.Watch(1);
        stage.Load = 30;
        stage.Watch(240);
        return new FaultOutcome(stage is { Worst: > 1 and <= 1.45, Trips: 0 }, stage.LastOver, stage.Worst, FormattableString.Invariant($"over the limit for {stage.LastOver:0} s, {stage.Worst:0.00} x"));
    });
}
