using System.Globalization;

namespace EdgeController.Scenarios.Support;

/// <summary>How much is simulated, and on how many threads.</summary>
internal static class Campaign
{
    private static readonly SemaphoreSlim Cores = new(2);

    /// <summary>Full counts, and result files are written.</summary>
    public static bool Long { get; } = Environment.GetEnvironmentVariable("EDGE_LONG") == "1";

    /// <summary>1 to 20 in the long mode, else 1 to 3; where EDGE_SEEDS names some (<c>3,19</c>), those alone, and nothing is written.</summary>
    public static IReadOnlyList<ulong> Seeds { get; } = Environment.GetEnvironmentVariable("EDGE_SEEDS") is { Length: > 0 } named
        ? [.. named.Split(',').Select(seed => ulong.Parse(seed, CultureInfo.InvariantCulture))]
        : [.. Enumerable.Range(1, Long ? 20 : 3).Select(seed => (ulong)seed)];

    /// <summary>All seeds of the mode are run.</summary>
    public static bool Whole { get; } = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("EDGE_SEEDS"));

    /// <summary>Runs a simulation on a thread of its own, so that sockets elsewhere are not starved; at most two at once.</summary>
    public static async Task<T> RunAsync<T>(Func<T> simulation)
    {
        await Cores.WaitAsync();
        try
        {
            return await Task.Factory.StartNew(simulation, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        finally
        {
            Cores.Release();
        }
    }

    /// <summary>One simulation for each seed, in the order of the seeds.</summary>
    public static Task<T[]> RunAsync<T>(IEnumerable<ulong> seeds, Func<ulong, T> simulation) =>
        Task.WhenAll(seeds.Select(seed => RunAsync(() => simulation(seed))));

    public static double Median(IEnumerable<double> values)
    {
        var ordered = values.Order().ToArray();
        return (ordered[(ordered.Length - 1) / 2] + ordered[ordered.Length / 2]) / 2;
    }
}
