using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Host.Planning;

/// <summary>
/// When to plan anew: something that plans depend on has changed (who is plugged in, wishes, limits, prices, forecasts, what vehicles turn out to take), and every five
/// minutes. A change waits a moment, so that those that come together make one plan, and plans keep a least distance.
/// </summary>
internal sealed class PlanTrigger(SiteIndex index)
{
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Settles = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(20);

    private int _planned;
    private int _seen;
    private Instant? _changedAt;
    private Instant? _last;

    /// <summary>Whether to plan now; who is told so plans.</summary>
    public bool IsDue(SiteSnapshot snapshot, long inputs, Instant now)
    {
        var mark = Mark(snapshot, inputs, now);
        if (mark != _seen)
        {
            (_seen, _changedAt) = (mark, _changedAt ?? now);
        }

        if (mark == _planned)
        {
            _changedAt = null;
        }

        var due = _last is not { } last || now - last >= Every || (_changedAt is { } changed && now - changed >= Settles && now - last >= Apart);
        if (due)
        {
            (_planned, _last, _changedAt) = (mark, now, null);
        }

        return due;
    }

    private int Mark(SiteSnapshot snapshot, long inputs, Instant now)
    {
        var mark = new HashCode();
        mark.Add(inputs);
        foreach (var limit in snapshot.Limits.All)
        {
            if (limit.Source.Kind != LimitKind.Demand && limit.Holds(now))
            {
                mark.Add((limit.Circuit, limit.Source.Kind, limit.Amps, limit.Power));
            }
        }

        mark.Add(snapshot.Site.Dimming is { } rule ? snapshot.Dimming.Limit(rule, now) : null);
        for (var evse = 0; evse < snapshot.Evses.Count; evse++)
        {
            var state = snapshot.Evses[evse];
            if (state.Session is { } session)
            {
                mark.Add((evse, session.StartedAt, session.Wishes.Mode ?? index.StationOf(evse).Mode, session.Wishes.Departure, session.Wishes.Target, session.Wishes.Priority));
                mark.Add(V2xProblem.Gives(snapshot, evse));
                mark.Add((state.Demand.PhasesLearned, state.Demand.Loaded, state.VehicleMaximum, state.CsmsLimit?.Amps));
            }
        }

        return mark.ToHashCode();
    }
}
