using System.Text.Json;

namespace EdgeController.Scenarios.Support;

/// <summary>Figures of a long run, written for the tables of the documents: to the folder EDGE_RESULTS, else docs/results.</summary>
internal static class Results
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Writes in the long mode, or where EDGE_RESULTS names a folder.</summary>
    public static async Task WriteAsync<T>(string name, T figures)
    {
        var folder = Environment.GetEnvironmentVariable("EDGE_RESULTS");
        if (!Campaign.Long && string.IsNullOrEmpty(folder))
        {
            return;
        }

        folder = string.IsNullOrEmpty(folder) ? Path.Combine(Examples.Repository, "docs", "results") : folder;
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, name), JsonSerializer.Serialize(figures, Format) + "\n");
    }
}
