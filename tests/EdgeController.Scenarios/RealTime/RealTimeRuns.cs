using EdgeController.Core.Balancing;
using EdgeController.Scenarios.RealTime.Field;
using EdgeController.Simulator.Electrical;

namespace EdgeController.Scenarios.RealTime;

/// <summary>All runs in real time, started together; each test awaits its own.</summary>
public sealed class RealTimeRuns : IAsyncDisposable
{
    private static readonly MeterFault[] Faults = [MeterFault.Unplugged, MeterFault.NotANumber];

    /// <summary>The grid meter is lost, each of the faults once.</summary>
    internal Task<RealMeterLoss[]> Guarded { get; } = Task.WhenAll(Faults.Select(fault => RealMeterLoss.PlayAsync(fault, Protections.None)));

    /// <summary>The same without the watch on staleness.</summary>
    internal Task<RealMeterLoss[]> Bare { get; } = Task.WhenAll(Faults.Select(fault => RealMeterLoss.PlayAsync(fault, Protections.MeterStaleness)));

    /// <summary>The minute that is compared with simulated time.</summary>
    internal Task<RealMinute> Minute { get; } = RealMinute.PlayAsync();

    internal Task<KilledProcess> Killed { get; } = KilledProcess.PlayAsync();

    /// <summary>Each device of the field killed, frozen and restored.</summary>
    internal Task<FieldRun[]> Field { get; } = FieldRuns.GuardedAsync();

    /// <summary>One of them without the watch on staleness.</summary>
    internal Task<FieldRun> FieldBare { get; } = FieldRuns.BareAsync();

    /// <summary>No run outlives its tests; what went wrong in one is its test's to say.</summary>
    public async ValueTask DisposeAsync() =>
        await Task.WhenAll(Guarded, Bare, Minute, Killed, Field, FieldBare).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
