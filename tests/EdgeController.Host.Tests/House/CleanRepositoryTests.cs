using System.Text.RegularExpressions;

namespace EdgeController.Host.Tests.House;

/// <summary>Nothing in the repository belongs to one machine or one network.</summary>
public sealed partial class CleanRepositoryTests
{
    private static readonly string[] TextKinds =
    [
        ".cs", ".csproj", ".css", ".editorconfig", ".gitignore", ".html", ".json", ".md", ".mjs", ".npmrc", ".props", ".sh", ".sln", ".svg",
        ".ts", ".tsx", ".txt", ".yaml", ".yml", "",
    ];

    private static IEnumerable<string> TextFiles => Repository.Files.Where(file => TextKinds.Contains(Path.GetExtension(file), StringComparer.Ordinal));

    [Fact]
    public void Lock_files_carry_no_download_addresses()
    {
        var locks = Repository.Files.Where(file => Path.GetFileName(file) == "package-lock.json").ToArray();
        Assert.NotEmpty(locks);

        // A link to a folder of this repository is no address.
        Assert.DoesNotContain(locks, file => Repository.Read(file).Split('\n').Any(line => line.Contains("\"resolved\"", StringComparison.Ordinal) && line.Contains("://", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_npm_package_keeps_download_addresses_out_of_its_lock_file()
    {
        foreach (var package in Repository.Files.Where(file => Path.GetFileName(file) == "package.json"))
        {
            var setting = $"{Path.GetDirectoryName(package)!.Replace('\\', '/')}/.npmrc";
            Assert.True(Repository.Files.Contains(setting), $"{setting} is missing.");
            Assert.Contains("omit-lockfile-registry-resolved=true", Repository.Read(setting), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void No_file_configures_a_package_source() =>
        Assert.DoesNotContain(Repository.Files, file => Path.GetFileName(file).Equals("nuget.config", StringComparison.OrdinalIgnoreCase));

    [Fact]
    public void No_file_names_a_machine_path_or_a_package_registry()
    {
        var found = TextFiles.SelectMany(file => Foreign(Repository.Read(file)).Select(text => $"{file}: {text}"));
        Assert.Empty(found);
    }

    [Fact]
    public void Machine_paths_and_registries_are_found()
    {
        Assert.NotEmpty(Foreign("cd " + "/root" + "/x"));
        Assert.NotEmpty(Foreign("https://" + "registry.npmjs" + ".org/ws"));
        Assert.NotEmpty(Foreign("https://api." + "nuget" + ".org/v3"));
        Assert.Empty(Foreign("see src/root/work/x and https://example.org/npm"));
    }

    private static IEnumerable<string> Foreign(string text) => ForeignText().Matches(text).Select(match => match.Value);

    [GeneratedRegex(@"(?<![\w.\-/>])/(?:work|farm|root|home|Users)/\S*|(?:https?://[a-z.\-]*(?:npm|nuget|debian)[a-z.\-]*)")]
    private static partial Regex ForeignText();
}
