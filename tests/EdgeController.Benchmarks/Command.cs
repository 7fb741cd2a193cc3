using EdgeController.Benchmarks.Allocation;
using EdgeController.Benchmarks.Chain;
using EdgeController.Benchmarks.Days;
using EdgeController.Benchmarks.Field;
using EdgeController.Benchmarks.Harness;
using EdgeController.Benchmarks.Planner;
using EdgeController.Benchmarks.Relay;
using EdgeController.Benchmarks.Starting;

namespace EdgeController.Benchmarks;

/// <summary><c>[--smoke] [--out FILE] [NAMES]</c>: runs the named measurements, or all.</summary>
internal static class Command
{
    private static readonly Dictionary<string, Func<Figures, Task>> Measurements = new(StringComparer.Ordinal)
    {
        ["allocator"] = figures =>
        {
            AllocatorBench.Run(figures, smoke: false);
            return Task.CompletedTask;
        },
        ["chain"] = ChainBench.RunAsync,
        ["start"] = StartBench.RunAsync,
        ["day"] = DayBench.RunAsync,
        ["link"] = figures =>
        {
            LinkBench.Run(figures);
            return Task.CompletedTask;
        },
        ["relay"] = RelayBench.RunAsync,
        ["planner"] = PlannerBench.RunAsync,
        ["modbus"] = ModbusBench.RunAsync,
    };

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is ["--raw-relay", var upstream])
        {
            return await RawRelay.ServeAsync(upstream);
        }

        if (arguments is ["--modbus-devices"])
        {
            return await ModbusBench.ServeAsync();
        }

        var names = arguments.Where((word, i) => !word.StartsWith('-') && (i == 0 || arguments[i - 1] != "--out")).ToArray();
        var place = Array.IndexOf(arguments, "--out");
        if (names.FirstOrDefault(name => !Measurements.ContainsKey(name)) is { } unknown)
        {
            await Console.Error.WriteLineAsync($"'{unknown}' is no measurement; there are {string.Join(", ", Measurements.Keys)}");
            return 2;
        }

        var figures = new Figures();
        if (arguments.Contains("--smoke", StringComparer.Ordinal))
        {
            return Smoke(figures);
        }

        foreach (var (name, measure) in Measurements)
        {
            if (names.Length == 0 || names.Contains(name, StringComparer.Ordinal))
            {
                try
                {
                    await measure(figures);
                }
                catch (Exception e)
                {
                    figures.Failed(name, e);
                }
            }
        }

        if (place >= 0 && place + 1 < arguments.Length)
        {
            figures.Write(arguments[place + 1]);
        }

        return figures.Broken.Count == 0 && figures.IsWhole ? 0 : 1;
    }

    /// <summary>One test: equal to the textbook, and the two ratios with slack. Once more where a ratio failed, since others use the machine.</summary>
    private static int Smoke(Figures figures)
    {
        AllocatorBench.Run(figures, smoke: true);
        if (figures.Broken.Count > 0)
        {
            figures.Broken.Clear();
            AllocatorBench.Run(figures, smoke: true);
        }

        var failed = figures.Broken.Count > 0;
        Console.WriteLine($"Tests: {(failed ? 0 : 1)} passed, {(failed ? 1 : 0)} failed, 0 skipped");
        return failed ? 1 : 0;
    }
}
