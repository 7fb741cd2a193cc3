using EdgeController.Host.Configuration.Stations;

namespace EdgeController.Host.Configuration.Commands;

/// <summary>Lists the quirk files and the stations that they are about.</summary>
public static class StationsCommand
{
    /// <summary>Lists the shipped files; 0, or 1 where they cannot be read.</summary>
    public static int Run(TextWriter output)
    {
        try
        {
            var known = StationFiles.LoadShipped();
            var width = known.Files.Select(file => file.Id.Length).DefaultIfEmpty(0).Max();
            foreach (var file in known.Files)
            {
                output.WriteLine($"{file.Id.PadRight(width)}  {string.Join("; ", file.Models.Select(model => $"{model.Vendor} {model.Model} {model.Firmware}"))}");
                if (file.Advice is { } advice)
                {
                    output.WriteLine($"{new string(' ', width)}  {advice}");
                }
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
