using EdgeController.Core.Units;

namespace EdgeController.Core.State;

/// <summary>Whether a vehicle sleeps although it is offered current, and how often it was called.</summary>
/// <param name="IdleSince">Since when it has drawn nothing of what it was offered; null while it draws or is offered nothing.</param>
/// <param name="Pulses">How often the offer was taken away and given back to wake it, in this session.</param>
/// <param name="PulsedAt">When last.</param>
/// <param name="Drew">It has drawn since the offer was last taken away for another reason: whoever stops then has had enough rather than fallen asleep.</param>
public sealed record WakeWatch(Instant? IdleSince, int Pulses, Instant? PulsedAt, bool Drew = false)
{
    /// <summary>A pulse and what follows it are no pause.</summary>
    private static readonly TimeSpan PulseLasts = TimeSpan.FromMinutes(2);

    /// <summary>Below this it draws nothing.</summary>
    private static readonly Amperes Idle = new(0.5);

    public static WakeWatch Initial { get; } = new(null, 0, null);

    /// <summary>Takes a measurement in, with the limit in force and whether that is enough to charge.</summary>
    internal WakeWatch Observe(Amperes drawn, bool offered, Instant at)
    {
        var idle = offered && drawn < Idle ? IdleSince ?? at : (Instant?)null;
        var pulsing = PulsedAt is { } pulsed && at - pulsed < PulseLasts;
        var drew = offered ? Drew || drawn >= Idle : Drew && pulsing;
        return idle == IdleSince && drew == Drew ? this : this with { IdleSince = idle, Drew = drew };
    }

    /// <summary>The offer is taken away for a moment.</summary>
    internal WakeWatch Pulse(Instant at) => new(null, Pulses + 1, at, Drew);
}
