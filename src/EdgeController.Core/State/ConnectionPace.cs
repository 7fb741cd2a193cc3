using System.Collections.Immutable;
using EdgeController.Core.Units;

namespace EdgeController.Core.State;

/// <summary>How often a station has connected in the last ten minutes. One that comes and goes keeps its share counted; somebody should look at its network.</summary>
public sealed record ConnectionPace
{
    /// <summary>More connections than this within <see cref="Window"/> are told.</summary>
    public const int Most = 10;

    /// <summary>What is counted: 10 min.</summary>
    public static TimeSpan Window { get; } = TimeSpan.FromMinutes(10);

    /// <summary>No connection yet.</summary>
    public static ConnectionPace None { get; } = new();

    /// <summary>The newest, and no more than are needed to judge.</summary>
    private ImmutableQueue<Instant> Times { get; init; } = [];

    /// <summary>It connects.</summary>
    public ConnectionPace With(Instant at)
    {
        var times = Times.Enqueue(at);
        while (at - times.Peek() > Window || times.Count() > Most + 1)
        {
            times = times.Dequeue();
        }

        return this with { Times = times };
    }

    /// <summary>More often than a sound network explains.</summary>
    public bool IsRestless(Instant now) => Times.Count(at => now - at <= Window) > Most;
}
