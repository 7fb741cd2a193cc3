using EdgeController.Core.Units;

namespace EdgeController.Core.State;

/// <summary>When an EVSE may charge and when it must wait, where not all can charge at once.</summary>
/// <param name="Since">Since when it may charge without a break; null while it is held at 0.</param>
/// <param name="ShortInARow">How many of its last turns ended before <see cref="Least"/>.</param>
/// <param name="Slept">Its vehicle drew nothing when its last turn ended.</param>
/// <param name="Had">It had a turn: the controller let it charge since its vehicle came.</param>
public readonly record struct TurnBook(Instant? Since, int ShortInARow, bool Slept, bool Had)
{
    /// <summary>A turn lasts at least this long, unless a circuit would be over.</summary>
    public static readonly TimeSpan Least = TimeSpan.FromMinutes(5);

    /// <summary>A setpoint leaves.</summary>
    /// <param name="before">What it was told until now.</param>
    /// <param name="limit">What it is told from now on.</param>
    /// <param name="sleeps">Its vehicle draws nothing though it may.</param>
    /// <param name="began">Start of its session.</param>
    /// <param name="now">When.</param>
    public TurnBook Issue(Amperes before, Amperes limit, bool sleeps, Instant began, Instant now)
    {
        if (limit > Amperes.Zero)
        {
            return before == Amperes.Zero ? this with { Since = now, Had = true } : Since is null ? this with { Since = began, Had = true } : this;
        }

        return before == Amperes.Zero ? this with { Since = null } : new TurnBook(null, Had && now - (Since ?? began) < Least ? ShortInARow + 1 : 0, sleeps, Had);
    }
}
