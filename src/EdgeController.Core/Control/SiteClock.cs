using EdgeController.Core.Units;

namespace EdgeController.Core.Control;

/// <summary>
/// The process's monotonic time line on top of a <see cref="TimeProvider"/>, and the wall clock as an offset to it. Intervals never see the
/// wall clock; what shows or schedules wall-clock time goes by the offset, which <see cref="Follow"/> keeps right.
/// </summary>
public sealed class SiteClock
{
    /// <summary>The wall clock is slewed by less than this; more is a step (faults E12).</summary>
    public static readonly TimeSpan StepFrom = TimeSpan.FromSeconds(2);

    private readonly long _start;
    private long _wallTicksAtStart;

    public SiteClock(TimeProvider timeProvider)
    {
        TimeProvider = timeProvider;
        _start = timeProvider.GetTimestamp();
        _wallTicksAtStart = timeProvider.GetUtcNow().UtcTicks;
    }

    public TimeProvider TimeProvider { get; }

    public Instant Now => new(TimeProvider.GetElapsedTime(_start));

    /// <summary>Wall-clock time of the instant, as the clock stands since it was last followed; safe from any thread.</summary>
    public DateTimeOffset WallAt(Instant instant) => new(Interlocked.Read(ref _wallTicksAtStart) + instant.SinceStart.Ticks, TimeSpan.Zero);

    /// <summary>Takes over what the system's wall clock says now. Called once a tick by the loop.</summary>
    /// <returns>How far the clock has stepped since the last call; zero where it only drifted or was slewed.</returns>
    public TimeSpan Follow()
    {
        var off = TimeProvider.GetUtcNow() - WallAt(Now);
        Interlocked.Add(ref _wallTicksAtStart, off.Ticks);
        return off.Duration() > StepFrom ? off : TimeSpan.Zero;
    }
}
