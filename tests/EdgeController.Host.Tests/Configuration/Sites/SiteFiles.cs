using EdgeController.Core.Topology;
using EdgeController.Drivers.Meters;
using EdgeController.Host.Configuration;
using EdgeController.Host.Configuration.Meters;
using EdgeController.Host.Configuration.Sites;

namespace EdgeController.Host.Tests.Configuration.Sites;

/// <summary>Texts of site files for tests.</summary>
internal static class SiteFiles
{
    internal static readonly IReadOnlyDictionary<string, MeterTemplate> Templates = MeterTemplates.Load(ConfigurationFolder.FindMeters());

    internal static readonly string Repository = House.Repository.Root;

    internal static readonly string GaragePath = Path.Combine(Repository, "site-examples", "garage", "site.yaml");

    internal static readonly string Garage = File.ReadAllText(GaragePath);

    /// <summary>One root circuit and one group of stations; the margin is 0 so that sums are easy to read.</summary>
    internal static string Small(string limit = "{ amps: 100 }", string assumed = "10A", string stations = "{ ids: \"A{1..5}\", circuit: main, max: 32A, fallback: 16A }", string csms = "none") =>
        $$"""
        schema: 1
        site: { name: Small, timezone: UTC, safety: { margin: { percent: 0, amps: 0 } } }
        circuits:
          main:
            limit: {{limit}}
            uncontrolled: { assumed: {{assumed}} }
        stations:
          list:
            - {{stations}}
        csms: {{csms}}
        """;

    internal static SiteFileResult Read(string text) => SiteFileReader.Read(text, "site.yaml", Templates);

    internal static Site Good(string text)
    {
        var result = Read(text);
        Assert.Empty(result.Diagnostics);
        return result.Site!;
    }

    internal static string[] Findings(string text) => [.. Read(text).Diagnostics.Select(diagnostic => diagnostic.ToString())];

    internal static string Replace(this string text, string old, string replacement, bool once)
    {
        Assert.True(once);
        var at = text.IndexOf(old, StringComparison.Ordinal);
        Assert.True(at >= 0, $"'{old}' is not in the text");
        return text[..at] + replacement + text[(at + old.Length)..];
    }
}
