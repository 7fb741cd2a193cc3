using EdgeController.Core.Units;

namespace EdgeController.Core.Control;

/// <summary>The process's monotonic time line on top of a <see cref="TimeProvider"/>.</summary>
public sealed class SiteClock(TimeProvider timeProvider)
{
    private readonly long _start = timeProvider.GetTimestamp();

    public TimeProvider TimeProvider { get; } = timeProvider;

    /// <summary>Wall-clock time at <see cref="Instant.Start"/>.</summary>
    public DateTimeOffset WallAtStart { get; } = timeProvider.GetUtcNow();

    public Instant Now => new(TimeProvider.GetElapsedTime(_start));

    /// <summary>The wall clock as it runs on from the start, without the jumps that it made since.</summary>
    public DateTimeOffset WallAt(Instant instant) => WallAtStart + instant.SinceStart;
}
