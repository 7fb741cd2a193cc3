namespace EdgeController.Core.Tests.Golden;

/// <summary>
/// One decision of the guard in each situation of this folder's JSON files, whose names are the situations. With EDGE_GOLDEN=write the outcomes are
/// written into the files, for a person to review against the file's "why".
/// </summary>
public class GoldenTests
{
    private static readonly bool Writes = Environment.GetEnvironmentVariable("EDGE_GOLDEN") == "write";

    public static IEnumerable<ITheoryDataRow> Cases => GoldenCase.Names.Select(name => new TheoryDataRow<string>(name) { TestDisplayName = name.Replace('-', ' ') });

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_guard_decides_as_the_case_says(string name)
    {
        var golden = GoldenCase.Read(name);
        var outcome = GoldenStory.Play(golden.Situation);
        if (Writes)
        {
            golden.Rewrite(outcome);
        }

        Assert.False(string.IsNullOrWhiteSpace(golden.Why));
        Assert.Equal(Lines(Writes ? outcome : golden.Expect), Lines(outcome));
    }

    [Fact]
    public void There_are_sixty_cases_and_every_reason_that_the_guard_gives_is_in_one()
    {
        var all = GoldenCase.Names.Select(GoldenCase.Read).SelectMany(golden => golden.Expect.Values).ToArray();
        var missing = Enum.GetNames<Core.Balancing.ReasonCode>().Except(["GuardOff"]).Where(code => !all.Any(words => words.Contains($": {code}", StringComparison.Ordinal)));
        Assert.True(GoldenCase.Names.Count() >= 60);
        Assert.Empty(missing);
    }

    private static string Lines(IReadOnlyDictionary<string, string> outcome) => string.Join('\n', outcome.Select(item => $"{item.Key}: {item.Value}"));
}
