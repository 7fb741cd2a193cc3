using EdgeController.Core.Balancing;
using EdgeController.Core.Control;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Host.Api;

/// <summary>
/// The last changes of each EVSE's limit, with the reason that each had. Fed by the loop's thread with every picture, read by any; a renewal is
/// no change, and a limit that ended by itself is one.
/// </summary>
internal sealed class DecisionBook
{
    /// <summary>Changes that are kept for each EVSE.</summary>
    public const int Kept = 20;

    private readonly Ring[] _rings;

    public DecisionBook(Site site) => _rings = [.. site.Evses.Select(_ => new Ring())];

    /// <summary>Notes what has changed since the picture before.</summary>
    public void Look(SitePicture picture)
    {
        var setpoints = picture.Decision.Setpoints;
        for (var evse = 0; evse < _rings.Length; evse++)
        {
            var (ring, setpoint) = (_rings[evse], setpoints[evse]);
            if (ring.Last is not { } last || last != setpoint.Limit.Value)
            {
                ring.Note(new Change(picture.Decision.At, ring.Last, setpoint));
            }
        }
    }

    /// <summary>The newest first.</summary>
    public IReadOnlyList<Change> Of(int evse) => _rings[evse].Read();

    /// <summary>One change of a limit.</summary>
    /// <param name="At">When it was decided.</param>
    /// <param name="From">Amperes per phase before; null for the first that is known.</param>
    /// <param name="To">The setpoint that it was changed to.</param>
    internal sealed record Change(Instant At, double? From, Setpoint To);

    private sealed class Ring
    {
        private readonly Change?[] _changes = new Change?[Kept];
        private int _count;

        /// <summary>The limit of the last picture; the loop's own.</summary>
        public double? Last { get; private set; }

        public void Note(Change change)
        {
            Last = change.To.Limit.Value;
            lock (_changes)
            {
                _changes[_count++ % Kept] = change;
            }
        }

        public IReadOnlyList<Change> Read()
        {
            lock (_changes)
            {
                return [.. Enumerable.Range(1, Math.Min(_count, Kept)).Select(back => _changes[(_count - back) % Kept]!)];
            }
        }
    }
}
