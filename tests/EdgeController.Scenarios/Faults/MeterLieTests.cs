using EdgeController.Core.Balancing;
using EdgeController.Scenarios.Support;
using EdgeController.Simulator.Electrical;

namespace EdgeController.Scenarios.Faults;

/// <summary>Faults A2, A3, A5 to A8, A13, A14 and A16: meters that answer, but not with the truth, while the load jumps unseen.</summary>
public sealed class MeterLieTests(ITestOutputHelper output)
{
    private const Protections Plausibility = Protections.MeterPlausibility;
    private const Protections Staleness = Protections.MeterStaleness;

    private static readonly MeterLieCase[] Cases =
    [
        new("A2", MeterFault.Frozen, "grid", Plausibility, 60),
        new("A3", MeterFault.SignFlipped, "grid", Plausibility, 20),
        new("A3", MeterFault.SignFlipped, "level1", Plausibility, 20),
        new("A5", MeterFault.Sentinel, "grid", Staleness, 15.5),
        new("A6", MeterFault.ScaledDown, "grid", Plausibility, 20),
        new("A6", MeterFault.ScaledDown, "level1", Plausibility, 20),
        new("A6", MeterFault.ScaledUp, "grid", Plausibility, 5, Hides: false),
        new("A6", MeterFault.PowerInKilowatts, "grid", Plausibility, 5) { BreakerAmps = 400 },
        new("A7", MeterFault.WordsSwapped, "grid", Staleness, 15.5),
        new("A8", MeterFault.Exception, "grid", Staleness, 15.5),
        new("A13", MeterFault.Saturated, "grid", Plausibility, 5, Hides: false),
        new("A14", MeterFault.PhaseLost, "grid", Staleness, 15.5),
        new("A16", MeterFault.ClampReversed, "grid", Plausibility, 20),
    ];

    private static readonly Lazy<Task<MeterLie[]>> Guarded = new(() => PlayAsync(_ => Protections.None));

    private static readonly Lazy<Task<MeterLie[]>> Bare = new(() => PlayAsync(what => what.Protection));

    [Fact]
    public Task A_meter_that_serves_the_same_values_for_ever_is_noticed_within_a_minute() => HoldsAsync(MeterFault.Frozen, "do not move");

    [Fact]
    public Task A_meter_that_shows_import_as_export_is_noticed_within_two_reports_of_the_stations() => HoldsAsync(MeterFault.SignFlipped, "less than the stations");

    [Fact]
    public Task A_turned_clamp_is_noticed_within_two_reports_of_the_stations() => HoldsAsync(MeterFault.ClampReversed, "less than the stations");

    [Fact]
    public Task A_tenth_of_the_truth_is_noticed_within_two_reports_of_the_stations() => HoldsAsync(MeterFault.ScaledDown, "less than the stations");

    [Fact]
    public Task Ten_times_the_truth_is_noticed_within_three_samples() => HoldsAsync(MeterFault.ScaledUp, "more than the connection");

    [Fact]
    public Task Kilowatts_in_place_of_watts_are_noticed_within_three_samples() => HoldsAsync(MeterFault.PowerInKilowatts, "power does not fit");

    [Fact]
    public Task Currents_at_the_end_of_their_range_are_noticed_within_three_samples() => HoldsAsync(MeterFault.Saturated, "more than the connection");

    [Fact]
    public Task The_pattern_for_not_available_is_no_sample_and_the_meter_is_blind_after_15_seconds() => HoldsAsync(MeterFault.Sentinel, "has no voltage");

    [Fact]
    public Task Words_in_the_other_order_are_no_sample_and_the_sentence_names_the_fix() => HoldsAsync(MeterFault.WordsSwapped, "word_order");

    [Fact]
    public Task Exceptions_are_no_samples_and_the_meter_is_blind_after_15_seconds() => HoldsAsync(MeterFault.Exception, "exception");

    [Fact]
    public Task A_lost_phase_is_no_sample_and_the_meter_is_blind_after_15_seconds() => HoldsAsync(MeterFault.PhaseLost, "outside 80..520 V");

    [Fact]
    public async Task Without_its_protection_each_lie_that_hides_load_keeps_the_site_over_its_limit_beyond_the_deadline()
    {
        foreach (var lie in (await Bare.Value).Where(lie => lie.Case.Hides))
        {
            Assert.True(lie.SecondsToSafe > lie.Deadline && double.IsNaN(lie.NoticedAfter), $"{lie}");
        }
    }

    [Fact]
    public async Task Without_its_protection_a_lie_that_shows_too_much_pauses_vehicles_for_nothing()
    {
        foreach (var (lie, bare) in (await Guarded.Value).Zip(await Bare.Value).Where(pair => !pair.First.Case.Hides))
        {
            Assert.True(bare.Paused > 12 && lie.Paused == 0, $"{lie}; without: {bare}");
        }
    }

    [Fact]
    public async Task The_figures_are_written_down()
    {
        var rows = (await Guarded.Value).Zip(await Bare.Value, (lie, bare) => new
        {
            Fault = $"{lie.Case.Number} {lie.Case.Lie}",
            lie.Case.Meter,
            NoticedAfterSeconds = lie.NoticedAfter,
            lie.SecondsToSafe,
            WorstRatio = Math.Round(lie.WorstRatio, 4),
            BreakerTrips = lie.Trips,
            SecondsToSafeUnprotected = bare.SecondsToSafe,
            WorstRatioUnprotected = Math.Round(bare.WorstRatio, 4),
            PausedUnprotected = bare.Paused,
        }).ToArray();
        foreach (var row in rows)
        {
            output.WriteLine($"{row}");
        }

        Results.WriteFault("meterLies", rows);
        foreach (var pairs in (await Guarded.Value).Zip(await Bare.Value).GroupBy(pair => pair.First.Case.Number))
        {
            var worst = pairs.MaxBy(pair => pair.Second.SecondsToSafe).Second;
            Results.Name(
                pairs.Key, pairs.Count(), pairs.Max(pair => pair.First.SecondsToSafe), pairs.Max(pair => pair.First.WorstRatio),
                worst.Case.Hides ? FormattableString.Invariant($"over the limit until {worst.SecondsToSafe:0} s, never noticed") : $"{worst.Paused} vehicles paused for nothing");
        }

        Assert.Equal(Cases.Length, rows.Length);
    }

    private static async Task HoldsAsync(MeterFault fault, string said)
    {
        foreach (var lie in (await Guarded.Value).Where(lie => lie.Case.Lie == fault))
        {
            Assert.True(lie.NoticedAfter <= lie.Case.NoticedWithin, $"{lie}");
            Assert.Contains(said, lie.Said, StringComparison.Ordinal);
            Assert.False(lie.LastIncrease > lie.NoticedAfter || lie.LastRenewal > lie.NoticedAfter + 2, $"{lie}");
            Assert.True(lie is { Trips: 0, WorstRatio: <= 1.13 + 1e-6 } && lie.SecondsToSafe <= lie.Deadline, $"{lie}");
        }
    }

    private static Task<MeterLie[]> PlayAsync(Func<MeterLieCase, Protections> without) =>
        Task.WhenAll(Cases.Select(what => Campaign.RunAsync(() => MeterLie.Simulate(what, without(what)))));
}
