using System.Text.RegularExpressions;

namespace EdgeController.Host.Tests.House;

/// <summary>What the documents say of the code is so.</summary>
public sealed partial class DocumentTests
{
    /// <summary>The hops of the main path, in the order in which docs/architecture.md tells them.</summary>
    private static readonly string[] MainPath =
    [
        "ModbusMeterDriver", "MeterReading", "SiteInbox", "SiteLoop", "SiteReducer", "SiteSnapshot", "LoadBalancer", "Setpoint",
        "SetpointDispatcher", "ChargingProfileWriter", "StationLink", "SetpointAnswered",
    ];

    private static readonly string[] Words =
    [
        "site", "circuit", "station", "evse", "connector", "csms", "session", "transaction", "limit", "setpoint", "offered", "drawn",
        "headroom", "demand", "charging plan", "charging profile", "fallback", "lease",
    ];

    [Fact]
    public void Every_type_that_the_architecture_names_exists()
    {
        var declared = Repository.Under("src", ".cs").Concat(Repository.Under("optimizer", ".cs"))
            .SelectMany(file => TypeDeclarations.In(Repository.Read(file)))
            .ToHashSet(StringComparer.Ordinal);
        var named = TypeNames(Repository.Read("docs/architecture.md"));
        Assert.Superset(MainPath.ToHashSet(StringComparer.Ordinal), named);
        Assert.Empty(named.Except(declared, StringComparer.Ordinal));
    }

    [Fact]
    public void The_main_path_is_told_in_its_order()
    {
        var text = Repository.Read("docs/architecture.md");
        var places = MainPath.Select(name => text.IndexOf($"`{name}`", StringComparison.Ordinal)).ToArray();
        Assert.DoesNotContain(-1, places);
        Assert.Equal(places.Order(), places);
    }

    [Fact]
    public void The_glossary_explains_every_word_that_rules_names()
    {
        var explained = GlossaryEntry().Matches(Repository.Read("docs/glossary.md")).Select(match => match.Groups["it"].Value).ToArray();
        Assert.Empty(Words.Except(explained, StringComparer.Ordinal));
        Assert.Equal(explained.Order(StringComparer.Ordinal), explained);
        Assert.Equal(explained.Distinct(StringComparer.Ordinal), explained);
    }

    [Fact]
    public void The_command_blocks_of_the_README_hold_the_two_commands_and_all_are_run()
    {
        var text = Repository.Read("README.md");
        var commands = CommandBlock().Matches(text).SelectMany(match => match.Groups["it"].Value.Split('\n'));
        var first = commands.Select(line => line.Split('#')[0].Trim()).Where(line => line.Length > 0).ToArray();
        Assert.Contains("./run.sh", first);
        Assert.Contains("./test.sh", first);
        Assert.All(first, command => Assert.Matches(@"^\./(run|test)\.sh( |$)", command));
        Assert.All(Fence().Matches(text).Select(match => match.Groups["it"].Value), kind => Assert.Contains(kind, new[] { "sh", "yaml", "text" }));
    }

    [Fact]
    public void Every_link_between_documents_leads_to_a_file()
    {
        foreach (var document in Repository.Files.Where(file => file.EndsWith(".md", StringComparison.Ordinal)))
        {
            var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, document))!;
            foreach (var target in RelativeLink().Matches(Repository.Read(document)).Select(match => match.Groups["it"].Value))
            {
                Assert.True(Path.Exists(Path.Combine(folder, target)), $"{document} links to {target}, which is not there.");
            }
        }
    }

    private static HashSet<string> TypeNames(string text) =>
        TypeInBackticks().Matches(text).Select(match => match.Groups["it"].Value).ToHashSet(StringComparer.Ordinal);

    [GeneratedRegex("`(?<it>[A-Z][a-zA-Z0-9]*)(<[^`]*>)?`", RegexOptions.ExplicitCapture)]
    private static partial Regex TypeInBackticks();

    [GeneratedRegex(@"^\*\*(?<it>.+?)\*\*: ", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex GlossaryEntry();

    [GeneratedRegex(@"^```sh\n(?<it>.*?)^```", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex CommandBlock();

    [GeneratedRegex(@"^```(?<it>\w+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Fence();

    [GeneratedRegex(@"\]\((?![a-z]+:|#)(?<it>[^)#\s]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex RelativeLink();
}
