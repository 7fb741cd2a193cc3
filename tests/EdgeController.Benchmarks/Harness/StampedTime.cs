namespace EdgeController.Benchmarks.Harness;

/// <summary>The system's time; remembers the first stamp that was taken, which is the start of a controller's own time line.</summary>
internal sealed class StampedTime : TimeProvider
{
    private long _first;

    public long First => _first;

    public override long TimestampFrequency => System.TimestampFrequency;

    public override long GetTimestamp()
    {
        var stamp = System.GetTimestamp();
        Interlocked.CompareExchange(ref _first, stamp, 0);
        return stamp;
    }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => System.CreateTimer(callback, state, dueTime, period);
}
