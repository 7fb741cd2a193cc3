using System.Xml.Linq;

namespace EdgeController.Host.Tests.House;

/// <summary>Who may reference whom, read from the project files against the table in docs/architecture.md.</summary>
public sealed class ProjectReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["EdgeController.Core"] = [],
        ["EdgeController.Ocpp"] = ["EdgeController.Core"],
        ["EdgeController.Drivers"] = ["EdgeController.Core"],
        ["EdgeController.Optimizer"] = ["EdgeController.Core"],
        ["EdgeController.Simulator"] = ["EdgeController.Core", "EdgeController.Drivers", "EdgeController.Ocpp"],
        ["EdgeController.Host"] =
            ["EdgeController.Core", "EdgeController.Drivers", "EdgeController.Ocpp", "EdgeController.Optimizer", "EdgeController.Simulator"],
    };

    private static IEnumerable<string> Products => Repository.Under("src", ".csproj").Concat(Repository.Under("optimizer", ".csproj"));

    [Fact]
    public void Every_product_project_references_only_what_the_table_allows()
    {
        Assert.NotEmpty(Products);
        foreach (var file in Products)
        {
            var name = Path.GetFileNameWithoutExtension(file);
            Assert.True(Allowed.TryGetValue(name, out var allowed), $"{file} is not in the table of references.");
            var strange = Includes(file, "ProjectReference").Select(NameOf).Except(allowed, StringComparer.Ordinal);
            Assert.True(!strange.Any(), $"{file} must not reference {string.Join(", ", strange)}.");
        }
    }

    [Fact]
    public void Core_has_no_packages_and_no_frameworks_beside_the_shared_analyzers()
    {
        const string core = "src/EdgeController.Core/EdgeController.Core.csproj";
        Assert.Empty(Includes(core, "PackageReference").Concat(Includes(core, "FrameworkReference")));
    }

    [Fact]
    public void Packages_for_every_project_are_analyzers_or_for_tests()
    {
        var shared = XDocument.Load(Path.Combine(Repository.Root, "Directory.Build.props")).Descendants("PackageReference");
        foreach (var package in shared)
        {
            var isAnalyzer = (string?)package.Attribute("PrivateAssets") == "all";
            var isForTests = ((string?)package.Parent?.Attribute("Condition"))?.Contains("IsTestProject", StringComparison.Ordinal) == true;
            Assert.True(isAnalyzer || isForTests, $"{package.Attribute("Include")?.Value} reaches Core.");
        }
    }

    [Fact]
    public void References_do_not_pass_through_other_projects()
    {
        var values = XDocument.Load(Path.Combine(Repository.Root, "Directory.Build.props")).Descendants("DisableTransitiveProjectReferences");
        Assert.Equal("true", Assert.Single(values).Value);
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = Repository.Read("EdgeController.sln").Replace('\\', '/');
        var missing = Repository.Files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal) && !solution.Contains(file, StringComparison.Ordinal));
        Assert.Empty(missing);
    }

    private static IEnumerable<string> Includes(string project, string item) =>
        XDocument.Load(Path.Combine(Repository.Root, project)).Descendants(item).Select(element => (string)element.Attribute("Include")!);

    private static string NameOf(string reference) => Path.GetFileNameWithoutExtension(reference.Replace('\\', '/'));
}
