using System.Text.RegularExpressions;

namespace EdgeController.Host.Tests.House;

/// <summary>Every alarm that the code can raise is in the tables of <c>docs/operating.md</c>, and no other.</summary>
public sealed partial class AlarmTableTests
{
    /// <summary>Words of the same form in those files that are no alarms.</summary>
    private static readonly HashSet<string> NoAlarms = new(StringComparer.Ordinal) { "self-consumption", "peak-shaving", "no-increase" };

    [Fact]
    public void Every_alarm_of_the_code_is_in_the_tables_with_what_it_means_and_what_to_do()
    {
        var raised = Raised();
        var told = Table().Matches(Repository.Read("docs/operating.md")).SelectMany(table => Row().Matches(table.Value)).Select(match => match.Groups["it"].Value).ToHashSet(StringComparer.Ordinal);

        Assert.True(raised.Count > 25, $"only {raised.Count} alarms were found in the code: the search has gone blind");
        Assert.Empty(raised.Except(told, StringComparer.Ordinal));
        Assert.Empty(told.Except(raised, StringComparer.Ordinal));
    }

    /// <summary>What stands as a code in a file of the Host that makes alarms: the first word of a tuple, or a choice between such words.</summary>
    private static HashSet<string> Raised()
    {
        var codes = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in Repository.Under("src/EdgeController.Host", ".cs"))
        {
            var text = Repository.Read(file);
            if (text.Contains("IStandingAlarms", StringComparison.Ordinal) || text.Contains("alarms.Add(", StringComparison.Ordinal) || text.Contains(" Alarms(SitePicture", StringComparison.Ordinal))
            {
                codes.UnionWith(Word().Matches(text).Select(match => match.Groups["it"].Value));
                codes.UnionWith(First().Matches(text).Select(match => match.Groups["it"].Value));
            }
        }

        codes.ExceptWith(NoAlarms);
        return codes;
    }

    [GeneratedRegex(@"^\| alarm \|.*\n(\|.*\n?)+", RegexOptions.ExplicitCapture | RegexOptions.Multiline)]
    private static partial Regex Table();

    [GeneratedRegex("\"(?<it>[a-z]+(-[a-z]+)+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Word();

    [GeneratedRegex("\\.Add\\(\\(\\s*\"(?<it>[a-z]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex First();

    [GeneratedRegex(@"^\| `(?<it>[a-z]+(-[a-z]+)*)` \| [^|]+ \| [^|]+ \|$", RegexOptions.ExplicitCapture | RegexOptions.Multiline)]
    private static partial Regex Row();
}
