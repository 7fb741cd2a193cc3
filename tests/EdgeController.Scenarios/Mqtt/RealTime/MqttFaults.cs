using EdgeController.Scenarios.Faults;
using EdgeController.Scenarios.Support;

namespace EdgeController.Scenarios.Mqtt.RealTime;

/// <summary>Figures of the faults of the catalogue's part B: into the table of the book where the book has them, else into a file of their own.</summary>
internal static class MqttFaults
{
    private static readonly SortedDictionary<string, object> Named = new(StringComparer.Ordinal);
    private static readonly Lock Gate = new();

    public static void Name(string id, int runs, double secondsToSafe, double? worstRatio, string without)
    {
        if (BookOfFaults.All.Any(fault => fault.Id == id))
        {
            Results.Name(id, runs, secondsToSafe, worstRatio, without);
            return;
        }

        lock (Gate)
        {
            Named[id] = new { Fault = id, Runs = runs, SecondsToSafe = Math.Round(secondsToSafe, 1), WorstRatio = worstRatio, Without = without };
            Results.Write("faults-mqtt.json", Named.Values.ToArray());
        }
    }
}
