using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Balancing.Policies;

/// <summary>What one admitted EVSE brings to the sharing.</summary>
/// <param name="Route">Its way through the rows, see <see cref="ShareRoutes"/>.</param>
/// <param name="Minimum">It gets at least this, in amperes per phase.</param>
/// <param name="Maximum">It gets at most this, in amperes per phase.</param>
public readonly record struct Claim(int Route, double Minimum, double Maximum)
{
    public Priority Priority { get; init; } = Priority.Normal;

    /// <summary>When its vehicle came.</summary>
    public Instant Arrived { get; init; }

    /// <summary>When its vehicle leaves; null where nobody said.</summary>
    public Instant? Departure { get; init; }

    /// <summary>How long it still has to charge at its highest power; null where nobody said how much it needs.</summary>
    public TimeSpan? Needs { get; init; }

    /// <summary>0 for the site's own policy, else 1 + the place of its group.</summary>
    public int Group { get; init; }
}
