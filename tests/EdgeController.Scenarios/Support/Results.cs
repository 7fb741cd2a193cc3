using System.Text.Json;

namespace EdgeController.Scenarios.Support;

/// <summary>Figures of a long run, written for the tables of the documents: to the folder EDGE_RESULTS, else docs/results.</summary>
internal static class Results
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private static readonly SortedDictionary<string, object> Faults = new(StringComparer.Ordinal);

    private static readonly Lock Gate = new();

    /// <summary>Writes in the long mode, or where EDGE_RESULTS names a folder.</summary>
    public static void Write(string name, object figures)
    {
        var folder = Environment.GetEnvironmentVariable("EDGE_RESULTS");
        if (!Campaign.Long && string.IsNullOrEmpty(folder))
        {
            return;
        }

        folder = string.IsNullOrEmpty(folder) ? Path.Combine(Examples.Repository, "docs", "results") : folder;
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, name), JsonSerializer.Serialize(figures, Format) + "\n");
    }

    /// <summary>Writes one kind of fault into <c>faults.json</c>, beside the kinds that this run has written already.</summary>
    public static void WriteFault(string kind, object rows)
    {
        lock (Gate)
        {
            Faults[kind] = rows;
            Write("faults.json", Faults);
        }
    }
}
