using EdgeController.Core.Events;
using EdgeController.Core.Units;

namespace EdgeController.Core.State;

/// <summary>What was last told of the wall clock; sites that do not depend on it are told nothing.</summary>
/// <param name="ToldAt">When it was told last; null before.</param>
/// <param name="Local">What it showed then, in the site's time zone.</param>
/// <param name="Unknown">It shows a time that cannot be.</param>
/// <param name="JumpedAt">When it jumped last.</param>
public sealed record WallClock(Instant? ToldAt, DateTimeOffset Local, bool Unknown, Instant? JumpedAt)
{
    public static readonly WallClock Unheard = new(null, default, false, null);

    /// <summary>The next thing that is told of it.</summary>
    public WallClock Hear(ClockTold told) =>
        new(told.At, told.Local, told.Trust == ClockTrust.Unknown, told.Trust == ClockTrust.Jumped ? told.At : JumpedAt);
}
