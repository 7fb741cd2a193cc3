namespace EdgeController.Host.Configuration;

/// <summary>Finds the folder of configuration that ships with the product.</summary>
public static class ConfigurationFolder
{
    /// <summary>The folder <c>config</c> next to the executable, else the nearest one above it (a build inside the repository).</summary>
    /// <exception cref="ConfigurationException">There is none.</exception>
    public static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "config");
            if (Directory.Exists(Path.Combine(candidate, "meters")))
            {
                return candidate;
            }
        }

        throw new ConfigurationException($"No folder 'config' with meter templates stands in or above '{AppContext.BaseDirectory}'.");
    }

    /// <summary>The folder of meter templates.</summary>
    public static string FindMeters() => Path.Combine(Find(), "meters");

    /// <summary>The folder of templates for SunSpec devices.</summary>
    public static string FindDer() => Path.Combine(Find(), "der");
}
