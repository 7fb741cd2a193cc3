using System.Collections.Immutable;
using EdgeController.Drivers.Meters;

namespace EdgeController.Host.Configuration.Meters;

/// <summary>What a folder of meter templates holds: the good ones by id, and every finding about the others.</summary>
public sealed record MeterTemplateFolder(IReadOnlyDictionary<string, MeterTemplate> Templates, ImmutableArray<Diagnostic> Diagnostics);

/// <summary>Loads the meter templates of a folder.</summary>
public static class MeterTemplates
{
    /// <summary>All templates of <paramref name="directory"/> by id.</summary>
    /// <exception cref="ConfigurationException">The folder is missing or a template has errors.</exception>
    public static IReadOnlyDictionary<string, MeterTemplate> Load(string directory)
    {
        if (!Directory.Exists(directory))
        {
            throw new ConfigurationException($"The folder of meter templates '{directory}' does not exist.");
        }

        var folder = Read(directory);
        return folder.Diagnostics.IsEmpty ? folder.Templates : throw new ConfigurationException(folder.Diagnostics);
    }

    /// <summary>
    /// The shipped templates and, from a folder <c>meters</c> beside the site file, those that the site carries itself: a device is added without code.
    /// </summary>
    /// <exception cref="ConfigurationException">A template has errors, or one of the site's has the name of a shipped one.</exception>
    public static IReadOnlyDictionary<string, MeterTemplate> LoadFor(string sitePath)
    {
        var shipped = Load(ConfigurationFolder.FindMeters());
        var own = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(sitePath))!, "meters");
        if (!Directory.Exists(own))
        {
            return shipped;
        }

        var all = new SortedDictionary<string, MeterTemplate>(shipped.ToDictionary(), StringComparer.Ordinal);
        foreach (var (id, template) in Load(own))
        {
            if (!all.TryAdd(id, template))
            {
                // A shipped map that changes its meaning at one site only is found by nobody.
                var found = new DiagnosticList(Path.Combine(own, id + ".yaml"));
                found.Error(TextPosition.Start, Codes.TemplateTwice, $"a template '{id}' is shipped already", "Give this one another id and file name.");
                throw new ConfigurationException(found.Sorted());
            }
        }

        return all;
    }

    /// <summary>The template of one file.</summary>
    /// <exception cref="ConfigurationException">There is no such file or it has errors.</exception>
    public static MeterTemplate LoadFile(string path)
    {
        if (!File.Exists(path))
        {
            throw new ConfigurationException($"There is no file '{path}'.");
        }

        var found = new DiagnosticList(path);
        return MeterTemplateReader.Read(File.ReadAllText(path), found) ?? throw new ConfigurationException(found.Sorted());
    }

    /// <summary>The templates of an existing folder that can be used, and what is wrong with the others.</summary>
    public static MeterTemplateFolder Read(string directory)
    {
        var templates = new SortedDictionary<string, MeterTemplate>(StringComparer.Ordinal);
        var diagnostics = ImmutableArray.CreateBuilder<Diagnostic>();
        foreach (var path in Directory.EnumerateFiles(directory, "*.yaml").Order(StringComparer.Ordinal))
        {
            var found = new DiagnosticList(path);
            var template = MeterTemplateReader.Read(File.ReadAllText(path), found);
            var name = Path.GetFileNameWithoutExtension(path);
            if (template is not null && template.Id != name)
            {
                found.Error(TextPosition.Start, Codes.TemplateFileName, $"the template's id is '{template.Id}' but the file is called '{name}.yaml'", "Make both the same.");
            }
            else if (template is not null)
            {
                templates.Add(template.Id, template);
            }

            diagnostics.AddRange(found.Sorted());
        }

        return new MeterTemplateFolder(templates, diagnostics.ToImmutable());
    }
}
