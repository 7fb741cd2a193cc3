using System.Text.Json;
using EdgeController.Scenarios.Faults;

namespace EdgeController.Scenarios.Support;

/// <summary>Figures of a long run, written for the tables of the documents: to the folder EDGE_RESULTS, else docs/results.</summary>
internal static class Results
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private static readonly Lock Gate = new();

    private static readonly SortedDictionary<string, object> Faults = Left();

    /// <summary>Whether this run writes any.</summary>
    public static bool AreWritten => (Campaign.Long && Campaign.Whole) || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("EDGE_RESULTS"));

    private static readonly SortedDictionary<string, object> Named = NamedOf(Faults);

    private static string Folder =>
        Environment.GetEnvironmentVariable("EDGE_RESULTS") is { Length: > 0 } folder ? folder : Path.Combine(Examples.Repository, "docs", "results");

    /// <summary>What other runs have written of faults: a run of some of the classes leaves the others' figures as they are.</summary>
    private static SortedDictionary<string, object> Left()
    {
        var left = new SortedDictionary<string, object>(StringComparer.Ordinal);
        var file = Path.Combine(Folder, "faults.json");
        if (AreWritten && File.Exists(file))
        {
            foreach (var (kind, rows) in JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(File.ReadAllText(file))!)
            {
                left[kind] = rows;
            }
        }

        return left;
    }

    private static SortedDictionary<string, object> NamedOf(SortedDictionary<string, object> faults) => new(
        faults.GetValueOrDefault("named") is JsonElement rows ? rows.EnumerateArray().ToDictionary(row => row.GetProperty("fault").GetString()!, row => (object)row) : [],
        StringComparer.Ordinal);

    /// <summary>Writes in the long mode, or where EDGE_RESULTS names a folder.</summary>
    public static void Write(string name, object figures)
    {
        if (!AreWritten)
        {
            return;
        }

        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, name), JsonSerializer.Serialize(figures, Format) + "\n");
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
