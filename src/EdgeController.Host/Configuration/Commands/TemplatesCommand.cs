using EdgeController.Host.Configuration.Meters;

namespace EdgeController.Host.Configuration.Commands;

/// <summary>Lists the meter templates and the products that they fit.</summary>
public static class TemplatesCommand
{
    /// <summary>Lists the shipped templates; 0, or 1 where they cannot be read.</summary>
    public static int Run(TextWriter output)
    {
        try
        {
            var templates = MeterTemplates.Load(ConfigurationFolder.FindMeters());
            var width = templates.Keys.Select(id => id.Length).DefaultIfEmpty(0).Max();
            foreach (var (id, template) in templates)
            {
                output.WriteLine($"{id.PadRight(width)}  {string.Join(", ", template.Products)}");
            }

            return 0;
        }
        catch (ConfigurationException failure)
        {
            output.WriteLine(failure.Message);
            return 1;
        }
    }
}
