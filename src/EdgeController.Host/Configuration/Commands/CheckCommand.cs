using EdgeController.Drivers.Meters;
using EdgeController.Host.Configuration.Meters;
using EdgeController.Host.Configuration.Sites;

namespace EdgeController.Host.Configuration.Commands;

/// <summary>Checks a site file: prints every finding, or what the file means.</summary>
public static class CheckCommand
{
    /// <summary>Checks the file at <paramref name="path"/> with the shipped meter templates and the site's own; 0 where it can be used, else 1.</summary>
    public static int Run(string path, TextWriter output)
    {
        try
        {
            return Run(path, MeterTemplates.LoadFor(path), output);
        }
        catch (ConfigurationException failure)
        {
            output.WriteLine(failure.Message);
            return 1;
        }
    }

    /// <summary>Checks the file at <paramref name="path"/> with the given meter templates; 0 where it can be used, else 1.</summary>
    public static int Run(string path, IReadOnlyDictionary<string, MeterTemplate> templates, TextWriter output)
    {
        var result = SiteFileText.ReadFile(path, templates);
        foreach (var diagnostic in result.Diagnostics)
        {
            output.WriteLine(diagnostic);
        }

        var errors = result.Diagnostics.Count(diagnostic => diagnostic.Severity == Severity.Error);
        var warnings = result.Diagnostics.Length - errors;
        if (result.Site is { } site)
        {
            SiteSummary.Write(site, output);
            warnings += PlanningSummary.Write(site, Path.GetDirectoryName(Path.GetFullPath(path))!, output);
        }

        output.WriteLine($"{path}: {Count(errors, "error")}, {Count(warnings, "warning")}{(errors == 0 ? "" : "; the file cannot be used")}");
        return errors == 0 ? 0 : 1;
    }

    private static string Count(int number, string what) => number switch
    {
        0 => $"no {what}s",
        1 => $"1 {what}",
        _ => $"{number} {what}s",
    };
}
