using EdgeController.Drivers.Meters;
using EdgeController.Host.Configuration.Meters;

namespace EdgeController.Host.Configuration.Commands;

/// <summary>Lists, shows and tries the templates of meters and SunSpec devices: the shipped ones, or one meter's file.</summary>
public static class TemplatesCommand
{
    /// <summary>Lists the shipped templates; 0, or 1 where they cannot be read.</summary>
    public static int List(TextWriter output) => Guarded(output, () =>
    {
        var templates = MeterTemplates.Load(ConfigurationFolder.FindMeters());
        var devices = DerTemplates.Load(ConfigurationFolder.FindDer());
        var width = templates.Keys.Concat(devices.Keys).Select(id => id.Length).DefaultIfEmpty(0).Max();
        foreach (var (id, template) in templates)
        {
            output.WriteLine($"{id.PadRight(width)}  {string.Join(", ", template.Products)}");
        }

        foreach (var (id, device) in devices)
        {
            output.WriteLine($"{id.PadRight(width)}  {string.Join(", ", device.Products)}");
        }

        output.WriteLine();
        output.WriteLine("What a site file writes for SunSpec devices, whatever chain of the above they have:");
        foreach (var (template, fits) in Drivers.SunSpec.SunSpecUnit.Templates)
        {
            output.WriteLine($"{template.PadRight(width)}  {fits}");
        }

        return 0;
    });

    /// <summary>Tells all that a template holds; 0, or 1 where there is none or it has errors.</summary>
    public static int Show(string name, TextWriter output) => Guarded(output, () =>
    {
        if (DerTemplates.Load(ConfigurationFolder.FindDer()).GetValueOrDefault(name) is { } device)
        {
            DerTemplateText.Write(device, output);
        }
        else
        {
            TemplateText.Write(Find(name), output);
        }

        return 0;
    });

    /// <summary>Tries one template, or all shipped ones, on their golden images; 0 where all pass, else 1.</summary>
    public static int Test(string? name, TextWriter output) => Guarded(output, () =>
    {
        var devices = DerTemplates.Load(ConfigurationFolder.FindDer());
        MeterTemplate[] meters = name is null ? [.. MeterTemplates.Load(ConfigurationFolder.FindMeters()).Values] : devices.ContainsKey(name) ? [] : [Find(name)];
        var (good, bad) = (0, 0);
        foreach (var template in meters)
        {
            Judge(template.Id, $"{template.Golden.Length} images, probe, other word and byte orders refused", TemplateCheck.Findings(template));
        }

        foreach (var device in devices.Values.Where(device => name is null || device.Id == name))
        {
            Judge(device.Id, $"{device.Golden.Length} images, {device.Golden.Sum(golden => golden.Orders.Length)} orders, discovery", DerTemplateCheck.Findings(device));
        }

        output.WriteLine(bad == 0 ? $"All {good} templates pass." : $"{bad} of {good + bad} templates fail.");
        return bad == 0 ? 0 : 1;

        void Judge(string id, string what, IReadOnlyList<string> findings)
        {
            output.WriteLine($"{id,-28} {(findings.Count == 0 ? "ok" : "FAILED"),-7} {what}");
            foreach (var finding in findings)
            {
                output.WriteLine($"  {finding}");
            }

            _ = findings.Count == 0 ? good++ : bad++;
        }
    });

    private static MeterTemplate Find(string name)
    {
        if (name.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase))
        {
            return MeterTemplates.LoadFile(name);
        }

        var templates = MeterTemplates.Load(ConfigurationFolder.FindMeters());
        return templates.GetValueOrDefault(name) ?? throw new ConfigurationException(
            $"There is no template '{name}'. {NearestWord.Suggest(name, [.. templates.Keys]) ?? "'edge-controller templates list' shows all; a file of your own ends in .yaml."}");
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
