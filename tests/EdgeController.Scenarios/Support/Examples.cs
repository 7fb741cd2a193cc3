using EdgeController.Core.Topology;
using EdgeController.Drivers.Meters;
using EdgeController.Host.Configuration;
using EdgeController.Host.Configuration.Meters;
using EdgeController.Host.Configuration.Sites;

namespace EdgeController.Scenarios.Support;

/// <summary>The example sites of the repository, read as the product reads them.</summary>
internal static class Examples
{
    public static readonly string Repository = FindRepository();

    public static readonly IReadOnlyDictionary<string, MeterTemplate> Templates = MeterTemplates.Load(ConfigurationFolder.FindMeters());

    public static readonly Site Garage = Read("garage").Site!;

    /// <summary>Names of all folders in <c>site-examples</c>.</summary>
    public static IEnumerable<string> Names =>
        Directory.EnumerateDirectories(Path.Combine(Repository, "site-examples")).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal);

    public static SiteFileResult Read(string name)
    {
        var file = Path.Combine(Repository, "site-examples", name, "site.yaml");
        return SiteFileReader.Read(File.ReadAllText(file), file, Templates);
    }

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "EdgeController.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("EdgeController.sln is in no folder above the tests.");
    }
}
