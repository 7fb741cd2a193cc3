using System.Text.RegularExpressions;

namespace EdgeController.Host.Tests.House;

/// <summary>Which namespaces may see which, where the compiler does not enforce it: Core's folders, and what the simulator takes from Ocpp.</summary>
public sealed partial class NamespaceTests
{
    private static readonly Dictionary<string, string[]> Below = new(StringComparer.Ordinal)
    {
        ["Units"] = [],
        ["Topology"] = ["Units"],
        ["Events"] = ["Units", "Topology"],
        ["State"] = ["Units", "Topology", "Events"],
        ["Planning"] = ["Units", "Topology", "Events", "State"],
        // The guard reads the plan; the planner knows nothing of the guard.
        ["Balancing"] = ["Units", "Topology", "Events", "State", "Planning"],
        ["Control"] = ["Units", "Topology", "Events", "State", "Planning", "Balancing"],
    };

    [Fact]
    public void Core_folders_use_only_what_lies_below_them() =>
        Assert.Empty(Repository.Under("src/EdgeController.Core", ".cs").SelectMany(file => CoreViolations(file, Repository.Read(file))));

    [Fact]
    public void The_simulator_uses_framing_and_messages_of_Ocpp_and_nothing_else() =>
        Assert.Empty(Repository.Under("src/EdgeController.Simulator", ".cs").SelectMany(file => SimulatorViolations(file, Repository.Read(file))));

    [Fact]
    public void Each_file_declares_the_namespace_of_its_folder()
    {
        foreach (var file in Repository.Under("src", ".cs").Concat(Repository.Under("optimizer", ".cs")))
        {
            var declared = DeclaredNamespace().Match(Repository.Read(file));
            if (declared.Success)
            {
                var folder = string.Join('.', file.Split('/')[1..^1]);
                Assert.True(declared.Groups["it"].Value == folder, $"{file} declares {declared.Groups["it"].Value}.");
            }
        }
    }

    [Theory]
    [InlineData("src/EdgeController.Core/State/A.cs", "using EdgeController.Core.Balancing;")]
    [InlineData("src/EdgeController.Core/Units/A.cs", "public Topology.Site? Site;")]
    [InlineData("src/EdgeController.Core/Planning/A.cs", "/// <summary>x</summary>\nvar x = EdgeController.Core.Control.SiteLoop.Y;")]
    [InlineData("src/EdgeController.Core/Attic/A.cs", "")]
    public void A_use_from_above_is_found(string file, string text) => Assert.NotEmpty(CoreViolations(file, text));

    [Theory]
    [InlineData("using EdgeController.Ocpp.Profiles;")]
    [InlineData("using P = EdgeController.Ocpp.Profiles.ProfileStore;")]
    [InlineData("private readonly Ocpp.Links.StationLink link;")]
    [InlineData("using EdgeController.Ocpp;")]
    public void A_use_of_the_product_by_the_simulator_is_found(string text) => Assert.NotEmpty(SimulatorViolations("A.cs", text));

    [Fact]
    public void Allowed_uses_and_comments_are_not_violations()
    {
        Assert.Empty(CoreViolations("src/EdgeController.Core/Control/A.cs", "using EdgeController.Core.Units;\n/// <see cref=\"Units.Watts\"/>"));
        Assert.Empty(CoreViolations("src/EdgeController.Core/Units/A.cs", "// what Topology.Site is for"));
        Assert.Empty(SimulatorViolations("A.cs", "using EdgeController.Ocpp.Messages.V16;\nvar f = EdgeController.Ocpp.Framing.OcppFrame.X;"));
    }

    private static IEnumerable<string> CoreViolations(string file, string text)
    {
        var parts = file.Split('/');
        if (parts.Length < 4)
        {
            return [];
        }

        if (!Below.TryGetValue(parts[2], out var below))
        {
            return [$"{file}: Core has no folder {parts[2]}"];
        }

        return CoreUses().Matches(WithoutComments(text))
            .Select(match => match.Groups["it"].Value)
            .Where(used => used != parts[2] && Below.ContainsKey(used) && !below.Contains(used, StringComparer.Ordinal))
            .Select(used => $"{file} uses {used}");
    }

    private static IEnumerable<string> SimulatorViolations(string file, string text) =>
        OcppUses().Matches(WithoutComments(text))
            .Select(match => match.Groups["it"].Value)
            .Where(used => used is not ("Framing" or "Messages"))
            .Select(used => $"{file} uses Ocpp.{used}");

    private static string WithoutComments(string text) => LineComment().Replace(text, string.Empty);

    // `using EdgeController.Core.X`, a name qualified in full, or one qualified by the folder alone (`X.Name`).
    [GeneratedRegex(@"(?:EdgeController\.Core\.|(?:Core\.)|(?<![\w.""])(?=(?:Units|Topology|Events|State|Planning|Balancing|Control)\.[A-Z]))(?<it>[A-Z]\w*)", RegexOptions.ExplicitCapture)]
    private static partial Regex CoreUses();

    [GeneratedRegex(@"(?:EdgeController\.|(?<![\w.""]))Ocpp(?:\.(?<it>[A-Z]\w*)|(?=\s*;))", RegexOptions.ExplicitCapture)]
    private static partial Regex OcppUses();

    [GeneratedRegex("//[^\n]*")]
    private static partial Regex LineComment();

    [GeneratedRegex(@"^namespace (?<it>[\w.]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex DeclaredNamespace();
}
