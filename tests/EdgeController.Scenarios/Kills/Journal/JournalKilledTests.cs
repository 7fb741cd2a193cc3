using EdgeController.Scenarios.Support;

namespace EdgeController.Scenarios.Kills.Journal;

/// <summary>
/// Promise P5 on a real process: <c>kill -9</c> at random moments while stations of all versions charge and the back end comes and goes.
/// 25 kills, 1,000 with EDGE_LONG=1.
/// </summary>
[Collection(QuietCollection.Name)]
public sealed class JournalKilledTests(ITestOutputHelper output)
{
    private const int KillsPerSession = 25;

    [Fact]
    public async Task Nothing_that_a_station_was_answered_is_lost_or_reordered_and_only_the_swallowed_answer_is_repeated()
    {
        var rows = new List<object>();
        for (var seed = 1UL; seed <= (Campaign.Long ? 40UL : 1UL); seed++)
        {
            var began = TimeProvider.System.GetTimestamp();
            var session = await KillSession.PlayAsync(seed, KillsPerSession);
            var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
            var verdicts = session.Verdicts.Values;
            output.WriteLine(FormattableString.Invariant(
                $"seed {seed}: {session.Kills} kills ({session.KillsWhileAway} while the back end was away), {verdicts.Sum(verdict => verdict.Answered)} messages, {verdicts.Sum(verdict => verdict.Repeats)} repeats, {seconds:0} s"));

            Assert.All(session.Verdicts, pair => Assert.True(pair.Value is { Lost: 0, Wrong: [] }, $"seed {seed}, {pair.Key}: {pair.Value.Lost} lost; {string.Join("; ", pair.Value.Wrong.Take(5))}"));
            Assert.All(session.Verdicts, pair => Assert.Equal(0, pair.Value.Unanswered));
            Assert.Empty(session.Strange);
            Assert.Empty(session.Errors);

            // Each death swallows at most one answer of each station, and so does each break with the back end.
            Assert.All(verdicts, verdict => Assert.InRange(verdict.Repeats, 0, 2 * (KillsPerSession + 2)));
            Assert.All(verdicts, verdict => Assert.True(verdict.Answered > 4 * KillsPerSession, $"only {verdict.Answered} messages"));
            rows.Add(new
            {
                Seed = seed,
                session.Kills,
                session.KillsWhileAway,
                Messages = verdicts.Sum(verdict => verdict.Answered),
                Lost = verdicts.Sum(verdict => verdict.Lost),
                Reordered = verdicts.Sum(verdict => verdict.Wrong.Count),
                Repeats = verdicts.Sum(verdict => verdict.Repeats),
            });
            Results.Write("journal-kills.json", rows);
        }
    }

    [Fact]
    public async Task Answered_before_they_lie_on_the_disk_messages_are_lost()
    {
        var session = await KillSession.PlayAsync(1, 4, ("EDGE_TEST_JOURNAL", "answers-first"));

        var lost = session.Verdicts.Values.Sum(verdict => verdict.Lost);
        output.WriteLine($"{lost} of {session.Verdicts.Values.Sum(verdict => verdict.Answered)} messages lost");
        Assert.True(lost > 0);
    }
}
