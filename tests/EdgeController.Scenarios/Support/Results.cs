using System.Text.Json;
using EdgeController.Scenarios.Faults;

namespace EdgeController.Scenarios.Support;

/// <summary>Figures of a long run, written for the tables of the documents: to the folder EDGE_RESULTS, else docs/results.</summary>
internal static class Results
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private static readonly SortedDictionary<string, object> Faults = new(StringComparer.Ordinal);

    private static readonly Lock Gate = new();

    /// <summary>Whether this run writes any.</summary>
    public static bool AreWritten => Campaign.Long || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("EDGE_RESULTS"));

    private static readonly SortedDictionary<string, object> Named = new(StringComparer.Ordinal);

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

    /// <summary>Writes one fault of the book: its worst run, and what happens without the protection. Fails where the deadline of the book is missed.</summary>
    /// <param name="fault">Its entry in the book.</param>
    /// <param name="runs">How many runs there were.</param>
    /// <param name="secondsToSafe">The longest time until the site was safe again.</param>
    /// <param name="worstRatio">The highest ratio to a limit; null where no limit is at stake.</param>
    /// <param name="without">What became of the control.</param>
    public static void Name(BookedFault fault, int runs, double secondsToSafe, double? worstRatio, string without)
    {
        Assert.True(secondsToSafe <= fault.Deadline, $"{fault.Id}: safe after {secondsToSafe} s, the book says {fault.Deadline} s");
        lock (Gate)
        {
            Named[fault.Id] = new
            {
                Fault = fault.Id,
                Runs = runs,
                SecondsToSafe = Math.Round(secondsToSafe, 1),
                WorstRatio = worstRatio is { } ratio ? Math.Round(ratio, 4) : (double?)null,
                Without = without,
            };
            WriteFault("named", Named.Values.ToArray());
        }
    }

    /// <summary>The same by the fault's number.</summary>
    public static void Name(string id, int runs, double secondsToSafe, double? worstRatio, string without) =>
        Name(BookOfFaults.Find(id), runs, secondsToSafe, worstRatio, without);
}
