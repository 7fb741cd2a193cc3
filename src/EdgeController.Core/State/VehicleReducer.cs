using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.State;

/// <summary>
/// Folds what concerns vehicles that give back. What they draw is their EVSE's, as for every other; what they feed in is a resource's, so that it is
/// part of the meter's reading like a battery's and frees nothing that is not measured.
/// </summary>
internal static class VehicleReducer
{
    /// <summary>A vehicle that gives less than this share of what it is told does not follow.</summary>
    private const double Follows = 0.5;

    public static SiteSnapshot Apply(SiteSnapshot snapshot, EvseMetered metered)
    {
        var evse = snapshot.Index.Find(metered.Evse);
        if (evse < 0 || snapshot.Index.ResourceOfEvse[evse] is not (>= 0 and var resource) || metered.Current is not { } current || !IsPossible(snapshot, resource, current))
        {
            return EvseReducer.Apply(snapshot, metered);
        }

        var watts = new Watts((current.L1 + current.L2 + current.L3).Value * snapshot.Site.NominalVoltage.Value);
        var drawn = current.Select(static amps => Amperes.Max(amps, Amperes.Zero));
        var next = EvseReducer.Apply(snapshot, metered with { Current = drawn, Power = metered.Power is { Value: < 0 } ? Watts.Zero : metered.Power });
        if (watts.Value < 0 || snapshot.Resources[resource].InForce(metered.At) is { GivesBack: true })
        {
            // It takes nothing because it is told to give: that says nothing of what it would take.
            var (before, after) = (snapshot.Evses[evse], next.Evses[evse]);
            next = next with { Evses = next.Evses.SetItem(evse, after with { Demand = before.Demand, Wake = before.Wake, Shown = before.Shown }) };
        }

        return ResourceReducer.Change(next, resource, state => state with
        {
            Current = current.Select(static amps => Amperes.Min(amps, Amperes.Zero)),
            Power = watts,
            MeasuredAt = metered.At,
            GivenBack = state.GivenBack + Since(state, metered.At),
            NotFollowingSince = state.InForce(metered.At) is { GivesBack: true } told && watts > told.Power!.Value * Follows ? state.NotFollowingSince ?? metered.At : null,
        });
    }

    /// <summary>A setpoint that did not reach the station has given no order.</summary>
    public static SiteSnapshot Apply(SiteSnapshot snapshot, SetpointAnswered answered)
    {
        var evse = snapshot.Index.Find(answered.Evse);
        return evse >= 0 && snapshot.Index.ResourceOfEvse[evse] is >= 0 and var resource
            && answered.Outcome is SetpointOutcome.Rejected or SetpointOutcome.NotSent && snapshot.Resources[resource].OrderRevision == answered.Revision
            ? ResourceReducer.Change(snapshot, resource, static state => state with { Order = null })
            : snapshot;
    }

    /// <summary>Without a transaction nothing is known of a vehicle, and no order is left: it was worded for that transaction.</summary>
    public static SiteSnapshot End(SiteSnapshot snapshot, EvseId id)
    {
        var evse = snapshot.Index.Find(id);
        return evse >= 0 && snapshot.Index.ResourceOfEvse[evse] is >= 0 and var resource && snapshot.Evses[evse].Session?.Transaction is null
            ? ResourceReducer.Change(snapshot, resource, static _ => new ResourceState())
            : snapshot;
    }

    /// <summary>More than half as much again as may flow is a wrong unit: it must not hide other load.</summary>
    private static bool IsPossible(SiteSnapshot snapshot, int resource, PerPhase<Amperes> current)
    {
        var most = snapshot.Site.Resources[resource].MaxCurrent(snapshot.Site.NominalVoltage);
        foreach (var phase in PerPhase.Each)
        {
            if (!(current[phase].Value >= -(most[phase].Value * 1.5) - 1))
            {
                return false;
            }
        }

        return true;
    }

    private static WattHours Since(ResourceState state, Instant now) =>
        state is { Power: { Value: < 0 } power, MeasuredAt: { } before } && now - before < EvseSample.TooOld ? new WattHours(-power.Value * (now - before).TotalHours) : WattHours.Zero;
}
