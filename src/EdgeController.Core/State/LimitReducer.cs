using EdgeController.Core.Events;

namespace EdgeController.Core.State;

/// <summary>Folds limits that come and go, those of back ends for all their stations, and the time of day that some of them depend on.</summary>
internal static class LimitReducer
{
    /// <summary>A value that is no limit changes nothing: what that source set before stands.</summary>
    public static SiteSnapshot Apply(SiteSnapshot snapshot, LimitSet set)
    {
        var circuit = snapshot.Index.Find(set.Circuit);
        return circuit < 0 || LimitSet.Problem(set.Amps, set.Power) is not null
            ? snapshot
            : snapshot with { Limits = snapshot.Limits.Set(new StandingLimit(circuit, set.Source, set.Amps, set.Power, set.Until, set.Ends), set.At) };
    }

    public static SiteSnapshot Apply(SiteSnapshot snapshot, LimitCleared cleared)
    {
        var circuit = snapshot.Index.Find(cleared.Circuit);
        return circuit < 0 ? snapshot : snapshot with { Limits = snapshot.Limits.Clear(circuit, cleared.Source) };
    }

    public static SiteSnapshot Apply(SiteSnapshot snapshot, CsmsGroupChanged changed)
    {
        for (var backEnd = 0; backEnd < snapshot.Site.BackEnds.Length; backEnd++)
        {
            if (snapshot.Site.BackEnds[backEnd].Name == changed.BackEnd)
            {
                return snapshot with { GroupLimits = snapshot.GroupLimits.SetItem(backEnd, changed.Limit) };
            }
        }

        return snapshot;
    }

    public static SiteSnapshot Apply(SiteSnapshot snapshot, ClockTold told)
    {
        var next = snapshot with { Clock = snapshot.Clock.Hear(told), Limits = snapshot.Limits.Expire(told.At) };
        return DimmingReducer.Apply(DemandReducer.Apply(next, told), told.At);
    }
}
