using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.State;

/// <summary>Folds the grid operator's signal: its changes, its loss, and when the charging power was seen to have followed.</summary>
public static class DimmingReducer
{
    /// <summary>A power asked for that is no number is P_min.</summary>
    internal static SiteSnapshot Apply(SiteSnapshot snapshot, DimmingSignalled signal)
    {
        if (snapshot.Site.Dimming is null)
        {
            return snapshot;
        }

        var asked = signal.Power is { } power && double.IsFinite(power.Value) ? signal.Power : null;
        return Apply(snapshot with { Dimming = snapshot.Dimming with { SignalAt = signal.At, Active = signal.Active, Asked = asked } }, signal.At);
    }

    /// <summary>Looks at the signal's age and at the charging power; records what has changed.</summary>
    internal static SiteSnapshot Apply(SiteSnapshot snapshot, Instant now)
    {
        if (snapshot.Site.Dimming is not { } rule)
        {
            return snapshot;
        }

        var state = snapshot.Dimming.ListeningSince is null ? snapshot.Dimming with { ListeningSince = now } : snapshot.Dimming;
        var lost = state.IsLost(rule, now);
        if (state.SignalAt is null && !lost)
        {
            return snapshot with { Dimming = state };
        }

        var charging = ChargingPower(snapshot, rule, now);
        bool? signal = lost ? null : state.Active;
        var record = new DimmingRecord(now, signal, lost ? null : state.Asked, state.Limit(rule, now), charging);
        var last = state.Evidence.IsEmpty ? null : state.Evidence[^1];
        if (last is null || last.Signal != record.Signal || last.Limit != record.Limit || last.Asked != record.Asked)
        {
            var kept = state.Evidence.Length < DimmingState.MostRecords ? state.Evidence : state.Evidence.RemoveAt(0);
            state = state with { Evidence = kept.Add(Reach(record, now)), Recorded = state.Recorded + 1 };
        }
        else if (last is { ReachedAt: null, Limit: not null })
        {
            var reached = Reach(last with { Charging = charging }, now);
            state = reached.ReachedAt is null ? state : state with { Evidence = state.Evidence.SetItem(state.Evidence.Length - 1, last with { ReachedAt = now }) };
        }

        return ReferenceEquals(state, snapshot.Dimming) ? snapshot : snapshot with { Dimming = state };
    }

    /// <summary>What all EVSEs that are dimmed draw together, at the nominal voltage.</summary>
    public static Watts ChargingPower(SiteSnapshot snapshot, DimmingRule rule, Instant now)
    {
        var sum = 0.0;
        for (var evse = 0; evse < snapshot.Evses.Count; evse++)
        {
            if (rule.Circuit is { } circuit && !snapshot.Index.Path(evse).Contains(circuit))
            {
                continue;
            }

            var state = snapshot.Evses[evse];
            var fresh = state.Sample is { } recent && now - recent.At < EvseSample.TooOld;
            var drawn = state.Sample is { } sample ? (sample.Current.L1 + sample.Current.L2 + sample.Current.L3).Value : 0;
            sum += fresh || !state.MayHaveVehicle ? drawn : Math.Max(drawn, snapshot.Cap(evse, now).Value * state.Demand.Loaded.Count());
        }

        return new Watts(sum * snapshot.Site.NominalVoltage.Value);
    }

    private static DimmingRecord Reach(DimmingRecord record, Instant now) =>
        record.Limit is { } limit && record.Charging.Value <= limit.Value + 1 ? record with { ReachedAt = now } : record;
}
