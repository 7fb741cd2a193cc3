using System.Collections.Immutable;
using EdgeController.Core.Control;
using EdgeController.Core.Events;
using EdgeController.Core.Planning;
using EdgeController.Core.State;
using EdgeController.Core.Units;

namespace EdgeController.Host.Planning;

/// <summary>
/// Says when a new plan is wanted, and passes the present slot of the newest on: a machine without I/O, stepped once a second. A plan is wanted
/// where somebody is charged by plan and a vehicle came or went, a wish or a limit changed, or five minutes have passed; one at a time.
/// </summary>
internal sealed class RollingPlan(Func<DateTimeOffset, ImmutableArray<TimeSpan>, PlanPrices> prices)
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(5);

    private readonly PlanFollower _follower = new();
    private int _asked;
    private Instant? _askedAt;
    private bool _isOut;

    /// <summary>The newest plan.</summary>
    public ChargingPlan? Newest => _follower.Newest;

    /// <summary>A problem to be planned now; null for none.</summary>
    public PlanningProblem? Step(SiteSnapshot snapshot, Instant now, DateTimeOffset wall, Action<SiteEvent> tell)
    {
        _follower.Step(snapshot, now, wall, tell);
        var asks = Fingerprint(snapshot, now);
        if (_isOut || asks == 0 || (_askedAt is { } at && (now - at < Settle || (asks == _asked && now - at < Every))))
        {
            return null;
        }

        (_asked, _askedAt, _isOut) = (asks, now, true);
        return SiteProblem.Of(snapshot, now, wall, prices);
    }

    /// <summary>The plan of the last problem; null where there is none, and the next is asked for in time.</summary>
    public void Take(ChargingPlan? plan)
    {
        _isOut = false;
        if (plan is not null)
        {
            _follower.Take(plan);
        }
    }

    /// <summary>A number that changes with what a plan depends on; 0 where nobody is charged by plan.</summary>
    private static int Fingerprint(SiteSnapshot snapshot, Instant now)
    {
        var hash = default(HashCode);
        var any = false;
        foreach (var evse in snapshot.Site.Evses)
        {
            if (snapshot.Evses[evse.Index].Session is { } session && SiteProblem.IsPlanned(snapshot, evse.Index))
            {
                any = true;
                hash.Add(evse.Index);
                hash.Add(session.StartedAt);
                hash.Add(session.Wishes);
            }
        }

        foreach (var limit in snapshot.Limits.All.Where(limit => limit.Holds(now)))
        {
            hash.Add(limit);
        }

        return any ? hash.ToHashCode() | 1 : 0;
    }
}
