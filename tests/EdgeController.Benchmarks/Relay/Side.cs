using System.Globalization;
using EdgeController.Benchmarks.Harness;
using EdgeController.Benchmarks.Starting;

namespace EdgeController.Benchmarks.Relay;

/// <summary>One of the two relays that are compared: its process and the stations connected to it.</summary>
internal sealed class Side : IAsyncDisposable
{
    private readonly Child _child;
    private readonly Caller[] _callers;
    private readonly Lock _gate = new();

    private Side(Child child, Caller[] callers) => (_child, _callers) = (child, callers);

    /// <summary>What one station and its leg to the back end took, after five messages of each.</summary>
    public PerPair Memory { get; private set; }

    /// <summary>Round trips at one message a second, in microseconds.</summary>
    public Series Trips { get; } = new();

    /// <summary>Connects that many stations to the relay and warms it up: what the runtime compiles once more belongs to no message.</summary>
    public static async Task<Side> StartAsync(Child child, int count, CancellationToken stop)
    {
        var port = int.Parse(await child.LineAsync("^stations: ws://[^:]+:([0-9]+)"), CultureInfo.InvariantCulture);
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, stop);
        var callers = StartBench.Identities(count).Select((id, i) => new Caller(id, i / 250)).ToArray();

        // One connection first: what the process loads with it belongs to no pair.
        await callers[0].ConnectAsync(port, stop);
        await callers[0].BeatAsync(TimeSpan.Zero, 2, null, new Lock(), stop);
        var aliveBefore = (await child.UsedAsync(collect: true)).Alive;
        var idle = child.ResidentMiB;
        foreach (var caller in callers[1..])
        {
            await caller.ConnectAsync(port, stop);
        }

        var warming = new Side(child, callers);
        await warming.BeatAsync(5, stop);
        var running = child.ResidentMiB;
        var alive = (await child.UsedAsync(collect: true)).Alive;
        var perPair = 1024.0 / (count - 1);
        var memory = new PerPair((running - idle) * perPair, (child.ResidentMiB - idle) * perPair, (alive - aliveBefore) / 1024.0 / 1024 * perPair);
        await warming.SaturateAsync(TimeSpan.FromSeconds(4), stop);
        await warming.BeatAsync(5, stop);
        return new Side(child, callers) { Memory = memory };
    }

    /// <summary>Each station sends one message a second, spread over the second.</summary>
    public Task<Cost> BeatAsync(int seconds, CancellationToken stop) => MeasureAsync(async () =>
    {
        await Task.WhenAll(_callers.Select((caller, i) => caller.BeatAsync(TimeSpan.FromSeconds((double)i / _callers.Length), seconds, Trips, _gate, stop)));
        return seconds * _callers.Length;
    });

    /// <summary>Each station sends its next message on the answer to the last.</summary>
    public Task<Cost> SaturateAsync(TimeSpan length, CancellationToken stop) =>
        MeasureAsync(async () => (await Task.WhenAll(_callers.Select(caller => caller.SaturateAsync(length, stop)))).Sum());

    public ValueTask DisposeAsync()
    {
        foreach (var caller in _callers)
        {
            caller.Dispose();
        }

        return _child.DisposeAsync();
    }

    private async Task<Cost> MeasureAsync(Func<Task<int>> calls)
    {
        var before = await _child.UsedAsync();
        var began = TimeProvider.System.GetTimestamp();
        var pairs = await calls();
        var length = TimeProvider.System.GetElapsedTime(began);
        return new Cost(await _child.UsedAsync() - before, pairs, length);
    }

    /// <summary>Growth by one pair, in KiB, over a process that has collected its garbage and has one pair already.</summary>
    /// <param name="AsItRuns">Resident memory as it is found: with the garbage of the connecting.</param>
    /// <param name="Collected">Resident memory after a full collection.</param>
    /// <param name="Managed">What of it is on the managed heap; the rest is the runtime's own and the framework's buffers outside the heap.</param>
    internal readonly record struct PerPair(double AsItRuns, double Collected, double Managed);

    /// <summary>What one slice of the measurement took.</summary>
    /// <param name="Used">What the process used.</param>
    /// <param name="Pairs">Calls that were answered.</param>
    /// <param name="Length">How long it lasted.</param>
    internal readonly record struct Cost(Used Used, int Pairs, TimeSpan Length)
    {
        public double MicrosecondsPerPair => Used.Cpu.TotalMicroseconds / Pairs;

        public double BytesPerPair => (double)Used.Allocated / Pairs;

        public double Rate => Pairs / Length.TotalSeconds;
    }
}
