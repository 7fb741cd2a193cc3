using System.Globalization;
using EdgeController.Benchmarks.Harness;
using EdgeController.Benchmarks.Starting;

namespace EdgeController.Benchmarks.Relay;

/// <summary>
/// The controller as a relay against the raw relay, each in a process of its own, with the same frames between the same stations and the
/// same upstream; the controller also reads along, keeps its fallback in the stations and decides every second.
/// </summary>
internal static class RelayBench
{
    private const int Seconds = 10;

    private static readonly TimeSpan Saturated = TimeSpan.FromSeconds(4);

    public static async Task RunAsync(Figures figures)
    {
        await using var upstream = await RawRelay.UpstreamAsync();
        var endpoint = FormattableString.Invariant($"ws://127.0.0.1:{RawRelay.Port(upstream)}/ocpp");
        foreach (var stations in new[] { 100, 1000 })
        {
            var raw = await MeasureAsync(stations, () => Child.Start("EdgeController.Benchmarks.dll", "--raw-relay", endpoint));
            var file = Path.GetTempFileName();
            await File.WriteAllTextAsync(file, StartBench.SiteFile(stations, new Uri(endpoint)));
            var ours = await MeasureAsync(stations, () => Child.Start("edge-controller.dll", "run", file, "--state", file + ".state", "--http", "127.0.0.1:0", "--ocpp", "127.0.0.1:0", "--for", "300s"));
            File.Delete(file);
            Report(figures, FormattableString.Invariant($"{stations} stations"), raw, ours);
        }
    }

    private static void Report(Figures figures, string name, Outcome raw, Outcome ours)
    {
        figures.Add("relay", $"{name} at 1 message/s: processor, raw relay", raw.Cores, "cores");
        figures.Add("relay", $"{name} at 1 message/s: processor, controller", ours.Cores, "cores");
        figures.Add("relay", $"{name} at 1 message/s: processor ratio", ours.Cores / raw.Cores, "x", 1.5);
        figures.Add("relay", $"{name} at 1 message/s: round trip, raw relay, median", raw.Median, "us");
        figures.Add("relay", $"{name} at 1 message/s: added to the round trip, median", ours.Median - raw.Median, "us");
        figures.Add("relay", $"{name} saturated: round trips, raw relay", raw.Rate, "/s");
        figures.Add("relay", $"{name} saturated: round trips, controller", ours.Rate, "/s");
        figures.Add("relay", $"{name} saturated: processor per round trip, ratio", ours.CostOfTrip / raw.CostOfTrip, "x", 1.5);
        figures.Add("relay", $"{name}: memory per pair, raw relay", raw.PerPair, "KiB");
        figures.Add("relay", $"{name}: memory per pair, controller", ours.PerPair, "KiB", 50);
    }

    private static async Task<Outcome> MeasureAsync(int count, Func<Child> start)
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(2), TimeProvider.System);
        await using var child = start();
        var port = int.Parse(await child.LineAsync("^stations: ws://[^:]+:([0-9]+)"), CultureInfo.InvariantCulture);
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
        var callers = StartBench.Identities(count).Select((id, i) => new Caller(id, i / 250)).ToArray();
        var gate = new Lock();

        // One connection first: what the process loads with it belongs to no pair.
        await callers[0].ConnectAsync(port, stop.Token);
        await callers[0].BeatAsync(TimeSpan.Zero, 2, null, gate, stop.Token);
        var idle = child.ResidentMiB;
        foreach (var caller in callers[1..])
        {
            await caller.ConnectAsync(port, stop.Token);
        }

        Task BeatAllAsync(int seconds, Series? trips) =>
            Task.WhenAll(callers.Select((caller, i) => caller.BeatAsync(TimeSpan.FromSeconds((double)i / count), seconds, trips, gate, stop.Token)));
        await BeatAllAsync(5, null);
        var perPair = (child.ResidentMiB - idle) * 1024 / (count - 1);

        // The runtime compiles what is used much once more: not what relaying costs.
        await Task.WhenAll(callers.Select(caller => caller.SaturateAsync(Saturated, stop.Token)));
        await BeatAllAsync(5, null);
        var trips = new Series();
        var before = child.CpuSeconds;
        var began = TimeProvider.System.GetTimestamp();
        await BeatAllAsync(Seconds, trips);
        var cores = (child.CpuSeconds - before) / TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        before = child.CpuSeconds;
        var calls = (await Task.WhenAll(callers.Select(caller => caller.SaturateAsync(Saturated, stop.Token)))).Sum();
        var costOfTrip = (child.CpuSeconds - before) / calls;
        foreach (var caller in callers)
        {
            caller.Dispose();
        }

        return new Outcome(cores, trips.Median, calls / Saturated.TotalSeconds, costOfTrip, perPair);
    }

    private sealed record Outcome(double Cores, double Median, double Rate, double CostOfTrip, double PerPair);
}
