using System.Globalization;
using EdgeController.Benchmarks.Harness;
using EdgeController.Benchmarks.Starting;

namespace EdgeController.Benchmarks.Relay;

/// <summary>
/// The controller as a relay against the raw relay, each in a process of its own, with the same frames between the same stations and the
/// same upstream; the controller also reads along, keeps its fallback in the stations and decides every second. Both processes live
/// through the whole measurement and take turns of a few seconds; each round gives one ratio, and the median of the rounds counts.
/// </summary>
internal static class RelayBench
{
    private static readonly int Rounds = int.Parse(Environment.GetEnvironmentVariable("EDGE_BENCHMARK_ROUNDS") ?? "7", CultureInfo.InvariantCulture);

    private const int Seconds = 5;
    private const string Group = "relay";

    /// <summary>It takes four minutes; on a machine with ten others at work, ten.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(25);

    /// <summary>What the framework does where nobody says otherwise: threads look for work for a while before they sleep, and collections run beside the rest.</summary>
    private static readonly Dictionary<string, string> AsShipped = new() { ["DOTNET_ThreadPool_UnfairSemaphoreSpinLimit"] = "0x46", ["DOTNET_gcConcurrent"] = "1" };

    private static readonly TimeSpan Saturated = TimeSpan.FromSeconds(2);

    /// <summary>With <c>EDGE_BENCHMARK_STATIONS</c> in the environment only for that many stations.</summary>
    public static async Task RunAsync(Figures figures)
    {
        var sizes = Environment.GetEnvironmentVariable("EDGE_BENCHMARK_STATIONS") is { Length: > 0 } only ? [int.Parse(only, CultureInfo.InvariantCulture)] : new[] { 100, 1000 };
        await using var upstream = await RawRelay.UpstreamAsync();
        var endpoint = FormattableString.Invariant($"ws://127.0.0.1:{RawRelay.Port(upstream)}/ocpp");
        foreach (var stations in sizes)
        {
            var file = Path.GetTempFileName();
            await File.WriteAllTextAsync(file, StartBench.SiteFile(stations, new Uri(endpoint)));
            await MeasureOrFailAsync(figures, stations, endpoint, file);
            File.Delete(file);
        }
    }

    /// <summary>Once more where it breaks off: on a machine that others load, a process may starve for so long that it ends itself.</summary>
    private static async Task MeasureOrFailAsync(Figures figures, int stations, string endpoint, string file)
    {
        try
        {
            await MeasureAsync(figures, stations, endpoint, file);
        }
        catch (Exception first)
        {
            Console.WriteLine($"relay, {stations} stations, broke off and begins anew: {first.Message}");
            try
            {
                await MeasureAsync(figures, stations, endpoint, file);
            }
            catch (Exception second)
            {
                figures.Failed(FormattableString.Invariant($"relay, {stations} stations"), second);
            }
        }
    }

    private static async Task MeasureAsync(Figures figures, int stations, string endpoint, string file)
    {
        using var stop = new CancellationTokenSource(Longest, TimeProvider.System);
        await using var raw = await Side.StartAsync(Child.Start("EdgeController.Benchmarks.dll", "--raw-relay", endpoint), stations, stop.Token);
        await using var shipped = await Side.StartAsync(Child.Start(AsShipped, "EdgeController.Benchmarks.dll", "--raw-relay", endpoint), stations, stop.Token);
        await using var ours = await Side.StartAsync(
            Child.Start("edge-controller.dll", "run", file, "--state", file + ".state", "--http", "127.0.0.1:0", "--ocpp", "127.0.0.1:0", "--for", "3600s"), stations, stop.Token);
        var beats = await TakeTurnsAsync([raw, ours, shipped], side => side.BeatAsync(Seconds, stop.Token));
        var floods = await TakeTurnsAsync([raw, ours, shipped], side => side.SaturateAsync(Saturated, stop.Token));
        Report(figures, FormattableString.Invariant($"{stations} stations at 1 message/s"), beats);
        figures.Add(Group, $"{stations} stations at 1 message/s: round trip, raw relay, median", raw.Trips.Median, "us");
        figures.Add(Group, $"{stations} stations at 1 message/s: added to the round trip, median", ours.Trips.Median - raw.Trips.Median, "us");
        Report(figures, FormattableString.Invariant($"{stations} stations saturated"), floods);
        figures.Add(Group, $"{stations} stations saturated: round trips, raw relay", Median(floods, round => round.Raw.Rate), "/s");
        figures.Add(Group, $"{stations} stations saturated: round trips, controller", Median(floods, round => round.Ours.Rate), "/s");
        figures.Add(Group, $"{stations} stations: memory per pair, raw relay", raw.Memory.AsItRuns, "KiB");
        figures.Add(Group, $"{stations} stations: memory per pair, controller", ours.Memory.AsItRuns, "KiB", 50);
        figures.Add(Group, $"{stations} stations: memory per pair without garbage, raw relay", raw.Memory.Collected, "KiB");
        figures.Add(Group, $"{stations} stations: memory per pair without garbage, controller", ours.Memory.Collected, "KiB", 50);
        figures.Add(Group, $"{stations} stations: of that on the managed heap, raw relay", raw.Memory.Managed, "KiB");
        figures.Add(Group, $"{stations} stations: of that on the managed heap, controller", ours.Memory.Managed, "KiB");
    }

    /// <summary>Who begins changes with each round, so that nobody always follows the same one.</summary>
    private static async Task<List<Round>> TakeTurnsAsync(Side[] sides, Func<Side, Task<Side.Cost>> turn)
    {
        var rounds = new List<Round>();
        for (var round = 0; round < Rounds; round++)
        {
            var costs = new Side.Cost[sides.Length];
            for (var place = 0; place < sides.Length; place++)
            {
                var next = (round + place) % sides.Length;
                costs[next] = await turn(sides[next]);
            }

            rounds.Add(new Round(costs[0], costs[1], costs[2]));
        }

        return rounds;
    }

    private static void Report(Figures figures, string name, List<Round> rounds)
    {
        var ratios = new Series();
        rounds.ForEach(round => ratios.Add(round.Ours.MicrosecondsPerPair / round.Raw.MicrosecondsPerPair));
        figures.Add(Group, $"{name}: processor per round trip, raw relay", Median(rounds, round => round.Raw.MicrosecondsPerPair), "us");
        figures.Add(Group, $"{name}: processor per round trip, controller", Median(rounds, round => round.Ours.MicrosecondsPerPair), "us");
        figures.Add(Group, $"{name}: processor ratio, median of {rounds.Count} rounds", ratios.Median, "x", 1.5);
        figures.Add(Group, $"{name}: processor ratio, lowest round", ratios.Lowest, "x");
        figures.Add(Group, $"{name}: processor ratio, highest round", ratios.Highest, "x");
        figures.Add(Group, $"{name}: processor ratio to a raw relay with the framework's own settings", Median(rounds, round => round.Ours.MicrosecondsPerPair / round.Shipped.MicrosecondsPerPair), "x");
        figures.Add(Group, $"{name}: allocated per round trip, raw relay", Median(rounds, round => round.Raw.BytesPerPair), "B");
        figures.Add(Group, $"{name}: allocated per round trip, controller", Median(rounds, round => round.Ours.BytesPerPair), "B");
    }

    private static double Median(List<Round> rounds, Func<Round, double> figure)
    {
        var series = new Series();
        rounds.ForEach(round => series.Add(figure(round)));
        return series.Median;
    }

    /// <summary>The turns of all within half a minute.</summary>
    private sealed record Round(Side.Cost Raw, Side.Cost Ours, Side.Cost Shipped);
}
