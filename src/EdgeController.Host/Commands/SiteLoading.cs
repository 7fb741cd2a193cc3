using EdgeController.Core.Topology;
using EdgeController.Drivers.Meters;
using EdgeController.Host.Configuration;
using EdgeController.Host.Configuration.Meters;
using EdgeController.Host.Configuration.Sites;

namespace EdgeController.Host.Commands;

/// <summary>Reads a site file and the templates for the commands that need them; prints what is wrong.</summary>
internal static class SiteLoading
{
    /// <summary>The built-in demo site, shipped beside the program.</summary>
    public static string DemoSite => Path.Combine(Path.GetDirectoryName(ConfigurationFolder.Find())!, "site-examples", "garage", "demo.yaml");

    /// <summary>The shipped templates and those that the site carries beside its file.</summary>
    public static IReadOnlyDictionary<string, MeterTemplate> Templates(string path) => MeterTemplates.LoadFor(path);

    /// <summary>The folder that the site file lies in.</summary>
    public static string FolderOf(string path) => Path.GetDirectoryName(Path.GetFullPath(path))!;

    /// <summary>The site, or null after its diagnostics have been printed.</summary>
    public static Site? Load(string path, IReadOnlyDictionary<string, MeterTemplate> templates, TextWriter error)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            error.WriteLine($"{path}: cannot be read: {e.Message}");
            return null;
        }

        var result = SiteFileReader.Read(text, path, templates);
        foreach (var diagnostic in result.Diagnostics)
        {
            error.WriteLine(diagnostic);
        }

        if (result.Site is null)
        {
            error.WriteLine($"{path}: not started; edge-controller check {path} lists every error");
        }

        return result.Site;
    }
}
