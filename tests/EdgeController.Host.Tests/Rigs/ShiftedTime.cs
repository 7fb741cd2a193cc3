namespace EdgeController.Host.Tests.Rigs;

/// <summary>The system's time on another day.</summary>
internal sealed class ShiftedTime(DateTimeOffset begins) : TimeProvider
{
    private readonly TimeSpan _shift = begins - System.GetUtcNow();

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _shift;
}
