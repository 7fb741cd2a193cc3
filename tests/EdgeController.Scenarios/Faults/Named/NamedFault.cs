using EdgeController.Scenarios.Support;

namespace EdgeController.Scenarios.Faults.Named;

/// <summary>Plays a fault of the book twice, with its protection and without, and writes both into the table.</summary>
internal static class NamedFault
{
    private static readonly ulong[] Seeds = [.. Enumerable.Range(1, Campaign.Long ? 5 : 1).Select(seed => (ulong)seed)];

    /// <param name="output">Where what was seen goes.</param>
    /// <param name="id">Its number in the book.</param>
    /// <param name="play">One run by its seed, protected or not.</param>
    public static async Task PlayAsync(ITestOutputHelper output, string id, Func<ulong, bool, FaultOutcome> play)
    {
        var entry = BookOfFaults.Find(id);
        var runs = await Task.WhenAll(Campaign.RunAsync(Seeds, seed => play(seed, true)), Campaign.RunAsync(Seeds, seed => play(seed, false)));
        foreach (var (safe, bare) in runs[0].Zip(runs[1]))
        {
            output.WriteLine($"{id}: {safe}");
            output.WriteLine($"{id}, without {entry.Off}: {bare}");
        }

        Assert.All(runs[0], run => Assert.True(run.Holds && run.SecondsToSafe <= entry.Deadline, $"{id}, deadline {entry.Deadline} s: {run}"));
        Assert.All(runs[1], run => Assert.False(run.Holds && run.SecondsToSafe <= entry.Deadline, $"{id}, without {entry.Off}: {run}"));
        Results.Name(entry, runs[0].Length, runs[0].Max(run => run.SecondsToSafe), runs[0].Max(run => run.WorstRatio), runs[1][0].Words);
    }
}
