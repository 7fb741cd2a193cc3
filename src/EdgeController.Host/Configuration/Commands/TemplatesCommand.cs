using EdgeController.Drivers.Meters;
using EdgeController.Host.Configuration.Meters;

namespace EdgeController.Host.Configuration.Commands;

/// <summary>Lists, shows and tries the meter templates: the shipped ones, or one file.</summary>
public static class TemplatesCommand
{
    /// <summary>Lists the shipped templates; 0, or 1 where they cannot be read.</summary>
    public static int List(TextWriter output) => Guarded(output, () =>
    {
        var templates = MeterTemplates.Load(ConfigurationFolder.FindMeters());
        var width = templates.Keys.Select(id => id.Length).DefaultIfEmpty(0).Max();
        foreach (var (id, template) in templates)
        {
            output.WriteLine($"{id.PadRight(width)}  {string.Join(", ", template.Products)}");
        }

        foreach (var (template, fits) in Drivers.SunSpec.SunSpecUnit.Templates)
        {
            output.WriteLine($"{template.PadRight(width)}  {fits}");
        }

        return 0;
    });

    /// <summary>Tells all that a template holds; 0, or 1 where there is none or it has errors.</summary>
    public static int Show(string name, TextWriter output) => Guarded(output, () =>
    {
        TemplateText.Write(Find(name), output);
        return 0;
    });

    /// <summary>Tries one template, or all shipped ones, on their golden images; 0 where all pass, else 1.</summary>
    public static int Test(string? name, TextWriter output) => Guarded(output, () =>
    {
        IEnumerable<MeterTemplate> templates = name is null ? MeterTemplates.Load(ConfigurationFolder.FindMeters()).Values : [Find(name)];
        var (good, bad) = (0, 0);
        foreach (var template in templates)
        {
            var findings = TemplateCheck.Findings(template);
            output.WriteLine($"{template.Id,-28} {(findings.Count == 0 ? "ok" : "FAILED"),-7} {template.Golden.Length} images, probe, other word and byte orders refused");
            foreach (var finding in findings)
            {
                output.WriteLine($"  {finding}");
            }

            _ = findings.Count == 0 ? good++ : bad++;
        }

        output.WriteLine(bad == 0 ? $"All {good} templates pass." : $"{bad} of {good + bad} templates fail.");
        return bad == 0 ? 0 : 1;
    });

    private static MeterTemplate Find(string name)
    {
        if (name.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase))
        {
            return MeterTemplates.LoadFile(name);
        }

        var templates = MeterTemplates.Load(ConfigurationFolder.FindMeters());
        return templates.GetValueOrDefault(name) ?? throw new ConfigurationException(
            $"There is no meter template '{name}'. {NearestWord.Suggest(name, [.. templates.Keys]) ?? "'edge-controller templates list' shows all; a file of your own ends in .yaml."}");
    }

    private static int Guarded(TextWriter output, Func<int> run)
    {
        try
        {
            return run();
        }
        catch (ConfigurationException failure)
        {
            output.WriteLine(failure.Message);
            return 1;
        }
    }
}
