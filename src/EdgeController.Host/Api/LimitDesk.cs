using EdgeController.Core.Control;
using EdgeController.Core.Events;
using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Host.Api;

/// <summary>
/// Takes limits of energy managers: keeps what was accepted until it ends, bounds the number of sources, and posts to the inbox in the order
/// in which requests came. A restart forgets them all.
/// </summary>
internal sealed class LimitDesk(Site site, SiteClock clock, Func<SiteEvent, bool> post)
{
    /// <summary>A limit that is to hold longer has to be repeated.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    private readonly Lock _gate = new();
    private readonly TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById(site.TimeZone);
    private readonly Dictionary<(string Circuit, string Source), LimitSet> _standing = [];

    public Site Site { get; } = site;

    /// <summary>Sets a limit or replaces that of the same source.</summary>
    public (DeskAnswer Answer, LimitView? Limit) Set(LimitRequest request)
    {
        lock (_gate)
        {
            var now = Prune();
            var key = (request.Circuit, request.Source);
            if (!_standing.ContainsKey(key) && _standing.Keys.Count(other => other.Circuit == request.Circuit) >= LimitBook.MostExternal)
            {
                return (DeskAnswer.Full, null);
            }

            var ends = TimeZoneInfo.ConvertTime(clock.TimeProvider.GetUtcNow() + request.Ttl, _zone);
            var set = new LimitSet(
                now, new CircuitId(request.Circuit), new LimitSource(LimitKind.External, request.Source), request.Amps, request.Power, now + request.Ttl, FormattableString.Invariant($"{ends:HH:mm:ss}"));
            if (!post(set))
            {
                return (DeskAnswer.Busy, null);
            }

            _standing[key] = set;
            return (DeskAnswer.Done, View(set, now));
        }
    }

    /// <summary>Removes a source's limit; what it held back may rise from then on as the guard finds safe.</summary>
    public DeskAnswer Clear(string circuit, string source)
    {
        lock (_gate)
        {
            var now = Prune();
            if (!_standing.ContainsKey((circuit, source)))
            {
                return DeskAnswer.Unknown;
            }

            if (!post(new LimitCleared(now, new CircuitId(circuit), new LimitSource(LimitKind.External, source))))
            {
                return DeskAnswer.Busy;
            }

            _standing.Remove((circuit, source));
            return DeskAnswer.Done;
        }
    }

    /// <summary>All limits of energy managers that hold now.</summary>
    public IReadOnlyList<LimitView> List()
    {
        lock (_gate)
        {
            var now = Prune();
            return [.. _standing.OrderBy(entry => entry.Key.Circuit, StringComparer.Ordinal).ThenBy(entry => entry.Key.Source, StringComparer.Ordinal).Select(entry => View(entry.Value, now))];
        }
    }

    private static LimitView View(LimitSet set, Instant now) => TimedLimitViews.Of(set.Circuit.Value, set.Source, set.Amps, set.Power, set.Until, set.Ends, now);

    private Instant Prune()
    {
        var now = clock.Now;
        foreach (var ended in _standing.Where(entry => entry.Value.Until <= now).Select(entry => entry.Key).ToList())
        {
            _standing.Remove(ended);
        }

        return now;
    }
}

/// <summary>What became of a request at the <see cref="LimitDesk"/>.</summary>
internal enum DeskAnswer
{
    Done,

    /// <summary>That source limits nothing there.</summary>
    Unknown,

    /// <summary>The circuit has as many sources as it takes.</summary>
    Full,

    /// <summary>The inbox is full: nothing was changed.</summary>
    Busy,
}
