using System.Collections.Immutable;
using EdgeController.Ocpp.Quirks;

namespace EdgeController.Host.Configuration.Stations;

/// <summary>Loads the quirk files of a folder.</summary>
public static class StationFiles
{
    /// <summary>The quirk files that ship with the product.</summary>
    /// <exception cref="ConfigurationException">A file has errors.</exception>
    public static KnownStations LoadShipped() => Load(Path.Combine(ConfigurationFolder.Find(), "stations"));

    /// <summary>All of <paramref name="directory"/>; none where there is no such folder, because no station needs one.</summary>
    /// <exception cref="ConfigurationException">A file has errors.</exception>
    public static KnownStations Load(string directory)
    {
        if (!Directory.Exists(directory))
        {
            return KnownStations.None;
        }

        var diagnostics = ImmutableArray.CreateBuilder<Diagnostic>();
        var files = new List<StationQuirks>();
        foreach (var path in Directory.EnumerateFiles(directory, "*.yaml").Order(StringComparer.Ordinal))
        {
            var found = new DiagnosticList(path);
            var quirks = StationQuirksReader.Read(File.ReadAllText(path), found);
            if (quirks is not null && quirks.Id != Path.GetFileNameWithoutExtension(path))
            {
                found.Error(TextPosition.Start, Codes.TemplateFileName, $"the id is '{quirks.Id}' but the file is called '{Path.GetFileName(path)}'", "Make both the same.");
            }
            else if (quirks is not null)
            {
                files.Add(quirks);
            }

            diagnostics.AddRange(found.Sorted());
        }

        return diagnostics.Count == 0 ? new KnownStations(files) : throw new ConfigurationException(diagnostics.ToImmutable());
    }
}
