using System.Text.Json;
using EdgeController.Host.Tests.House;

namespace EdgeController.Host.Tests.Rigs;

/// <summary>
/// Figures of faults that are tested on the process itself, for the table of faults by name: written in the long mode to docs/results, or to the
/// folder EDGE_RESULTS.
/// </summary>
internal static class ProcessFaults
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private static readonly SortedDictionary<string, object> Named = new(StringComparer.Ordinal);

    private static readonly Dictionary<string, (double? Seconds, string? Without)> Halves = [];

    private static readonly Lock Gate = new();

    /// <summary>Seconds from the fault until all was well again; the row is written when <see cref="Control"/> has spoken too.</summary>
    public static void Safe(string fault, long since) => Half(fault, half => (TimeProvider.System.GetElapsedTime(since).TotalSeconds, half.Without));

    /// <summary>What became of it without the protection.</summary>
    public static void Control(string fault, string without) => Half(fault, half => (half.Seconds, without));

    /// <summary>What the book of faults allows.</summary>
    private static double Deadline(string fault)
    {
        using var book = JsonDocument.Parse(Repository.Read("tests/EdgeController.Scenarios/Faults/book-of-faults.json"));
        return book.RootElement.EnumerateArray().Single(entry => entry.GetProperty("id").GetString() == fault.Split(' ')[0]).GetProperty("deadline").GetDouble();
    }

    private static void Half(string fault, Func<(double? Seconds, string? Without), (double?, string?)> with)
    {
        lock (Gate)
        {
            var (seconds, without) = Halves[fault] = with(Halves.GetValueOrDefault(fault));
            if (seconds is { } safe && without is not null)
            {
                Name(fault, 1, safe, without);
            }
        }
    }

    /// <param name="fault">Its number and words.</param>
    /// <param name="runs">How many runs there were.</param>
    /// <param name="secondsToSafe">The longest time until the process had reacted.</param>
    /// <param name="without">What was switched off in the control, and what became of it.</param>
    public static void Name(string fault, int runs, double secondsToSafe, string without)
    {
        Assert.InRange(secondsToSafe, 0, Deadline(fault));
        var folder = Environment.GetEnvironmentVariable("EDGE_RESULTS");
        if (string.IsNullOrEmpty(folder))
        {
            if (Environment.GetEnvironmentVariable("EDGE_LONG") != "1")
            {
                return;
            }

            folder = Path.Combine(Repository.Root, "docs", "results");
        }

        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, "faults-process.json");
        lock (Gate)
        {
            if (Named.Count == 0 && File.Exists(file))
            {
                // Figures of classes that do not run now stay as they are.
                foreach (var row in JsonSerializer.Deserialize<JsonElement[]>(File.ReadAllText(file))!)
                {
                    Named[row.GetProperty("fault").GetString()!] = row;
                }
            }

            // No load flows in these tests: the ratio is that of a dead controller, see E1.
            Named[fault] = new { Fault = fault, Runs = runs, SecondsToSafe = Math.Round(secondsToSafe, 2), WorstRatio = (double?)null, Without = without };
            File.WriteAllText(file, JsonSerializer.Serialize(Named.Values, Format) + "\n");
        }
    }
}
