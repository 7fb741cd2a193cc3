using EdgeController.Core.Balancing;
using EdgeController.Scenarios.Support;
using EdgeController.Simulator.Electrical;

namespace EdgeController.Scenarios.Faults;

/// <summary>Fault A9: a gateway gives a request the answer that belongs to another one, while the load jumps unseen.</summary>
public sealed class WrongAnswerTests(ITestOutputHelper output)
{
    private static readonly WrongAnswerCase[] Cases =
    [
        new("A9 answers one poll late", MeterFault.AnswersLate, 1, 5, Overloads: false),
        new("A9 answers up to a minute late", MeterFault.AnswersLate, 60, 5, Overloads: true),
        new("A9 answers up to a minute late", MeterFault.AnswersLate, 60, 120, Overloads: true),
        new("A9 answers of two units swapped", MeterFault.UnitsSwapped, 0, 5, Overloads: true),
    ];

    private static readonly Lazy<Task<WrongAnswer[]>> Guarded = new(() => PlayAsync(Protections.None));

    private static readonly Lazy<Task<WrongAnswer[]>> Bare = new(() => PlayAsync(Protections.AnswerIdentity));

    [Fact]
    public Task A_late_answer_is_discarded_and_never_believed_to_be_the_next_one() =>
        EachAsync(MeterFault.AnswersLate, wrong => wrong is { WronglyBelieved: 0, LastBelieved: <= 0.25 } && Says(wrong, "another request (transaction id)"));

    [Fact]
    public Task Another_units_answer_is_discarded_and_never_believed_to_be_the_main_meters() =>
        EachAsync(MeterFault.UnitsSwapped, wrong => wrong.WronglyBelieved == 0 && double.IsNaN(wrong.LastBelieved) && Says(wrong, "unit 11 answered instead of unit 1"));

    [Fact]
    public Task Each_discarded_answer_ends_its_connection() => EachAsync(null, wrong => wrong.Reconnections >= 8);

    [Fact]
    public Task The_meter_is_blind_after_15_seconds_and_nothing_is_raised_after_5_or_renewed_after_7() =>
        EachAsync(null, wrong => wrong.BlindAfter is > 13.5 and <= 15.75 && !(wrong.LastIncrease > 5.5) && !(wrong.LastRenewal > 7));

    [Fact]
    public Task The_site_is_safe_within_30_seconds_and_never_above_what_a_breaker_carries() =>
        EachAsync(null, wrong => wrong is { SecondsToSafe: <= 30, WorstRatio: <= 1.13 + 1e-6, Trips: 0 });

    [Fact]
    public Task Ten_good_samples_bring_the_meter_back_when_its_gateway_is_well_again() => EachAsync(null, wrong => wrong.NormalAgainAfter is > 8.5 and < 12);

    [Fact]
    public async Task The_jump_of_the_load_is_an_excess_until_the_meter_is_blind()
    {
        Assert.All((await Guarded.Value).Where(wrong => wrong.Case.LoadAfter == 5), wrong => Assert.True(wrong is { SecondsToSafe: > 5, WorstRatio: > 1 }, $"{wrong}"));
    }

    [Fact]
    public async Task Without_a_look_at_transaction_and_unit_the_wrong_answers_are_believed()
    {
        Assert.All(await Bare.Value, wrong => Assert.True(wrong is { WronglyBelieved: > 0, LastBelieved: > 200 }, $"{wrong}"));
    }

    [Fact]
    public async Task Without_a_look_at_transaction_and_unit_the_site_stays_over_its_limit_beyond_the_deadline()
    {
        Assert.All((await Bare.Value).Where(wrong => wrong.Case.Overloads), wrong => Assert.True(wrong is { LongestOver: > 30, SecondsToSafe: > 30, WorstRatio: > 1.01 }, $"{wrong}"));
    }

    [Fact]
    public async Task The_figures_are_written_down()
    {
        var rows = (await Guarded.Value).Zip(await Bare.Value, (wrong, bare) => new
        {
            Fault = wrong.Case.Words,
            LoadJumpsAfterSeconds = wrong.Case.LoadAfter,
            BlindAfterSeconds = wrong.BlindAfter,
            wrong.SecondsToSafe,
            WorstRatio = Math.Round(wrong.WorstRatio, 4),
            wrong.WronglyBelieved,
            BreakerTrips = wrong.Trips,
            RecoveredAfterSeconds = wrong.NormalAgainAfter,
            SecondsToSafeUnprotected = bare.SecondsToSafe,
            LongestOverUnprotected = bare.LongestOver,
            WorstRatioUnprotected = Math.Round(bare.WorstRatio, 4),
            WronglyBelievedUnprotected = bare.WronglyBelieved,
        }).ToArray();
        foreach (var row in rows)
        {
            output.WriteLine($"{row}");
        }

        Results.WriteFault("wrongAnswer", rows);
        Results.Name(
            "A9", rows.Length, rows.Max(row => row.SecondsToSafe), rows.Max(row => row.WorstRatio),
            FormattableString.Invariant($"over the limit for {rows.Max(row => row.LongestOverUnprotected)} s in a row, {rows.Max(row => row.WronglyBelievedUnprotected)} s of wrong values believed"));
        Assert.Equal(Cases.Length, rows.Length);
    }

    private static bool Says(WrongAnswer wrong, string words) => wrong.Said?.Contains(words, StringComparison.Ordinal) == true;

    private static async Task EachAsync(MeterFault? fault, Func<WrongAnswer, bool> holds)
    {
        foreach (var wrong in (await Guarded.Value).Where(wrong => fault is null || wrong.Case.Fault == fault))
        {
            Assert.True(holds(wrong), $"{wrong}");
        }
    }

    private static Task<WrongAnswer[]> PlayAsync(Protections without) => Task.WhenAll(Cases.Select(what => Campaign.RunAsync(() => WrongAnswer.Simulate(what, without))));
}
