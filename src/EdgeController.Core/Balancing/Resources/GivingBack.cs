using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Balancing.Resources;

/// <summary>
/// Puts what vehicles are told to give back into the setpoints of their EVSEs: it lives in the station with the lease, is renewed with it only by a tick
/// that has seen fresh measurements, and is taken back at once where it may no longer be. The EVSE's limit stays what it is and counts in full: a
/// vehicle that stops giving may draw that much.
/// </summary>
internal sealed class GivingBack(SiteIndex index, GuardOptions options)
{
    /// <summary>So much less is worth a message.</summary>
    private const double Less = 100;

    /// <summary>So much more is worth one.</summary>
    private const double More = 300;

    private static readonly TimeSpan Forever = TimeSpan.FromDays(7);

    private readonly bool _isNeeded = index.Site.Resources.Any(resource => resource.Kind == ResourceKind.Vehicle);

    public void Join(SiteSnapshot snapshot, EvseView[] views, Setpoint[] setpoints, IReadOnlyList<ResourceSetpoint> resources, Instant now, bool onlyDecreases)
    {
        if (!_isNeeded)
        {
            return;
        }

        foreach (var resource in index.Site.Resources)
        {
            if (resource.Evse is { } evse)
            {
                var held = snapshot.Resources[resource.Index].InForce(now) is { GivesBack: true } order ? order : null;
                var told = resources[resource.Index];
                setpoints[evse] = told.Order is { GivesBack: true } wanted && views[evse].Steerable && !views[evse].Clockless
                    ? Give(snapshot, evse, setpoints[evse], resource, held, wanted, now, onlyDecreases)
                    : Stop(setpoints[evse], held, told.Order is not null && views[evse].Steerable);
            }
        }
    }

    /// <summary>Nothing is said without fresh measurements: then it ends by itself.</summary>
    private static Setpoint Stop(Setpoint setpoint, ResourceOrder? held, bool now) =>
        held is not null && now && setpoint.Change == SetpointChange.Hold ? setpoint with { Change = SetpointChange.Decrease } : setpoint;

    private Setpoint Give(SiteSnapshot snapshot, int evse, Setpoint setpoint, EnergyResource resource, ResourceOrder? held, ResourceOrder wanted, Instant now, bool onlyDecreases)
    {
        var more = held is null ? double.PositiveInfinity : held.Power!.Value.Value - wanted.Power!.Value.Value;
        var changes = more >= More || more <= -Less;
        var lease = options.Without.HasFlag(Protections.DischargeLease) ? Forever : setpoint.Lease;
        var before = options.Terms(index.StationOf(evse).Storage).RenewBefore;
        var due = held is not null && now >= snapshot.Resources[resource.Index].OrderedAt + held.Reverts - before;
        var order = (changes || held is null ? wanted : held) with { Reverts = lease };
        if (setpoint.Change != SetpointChange.Hold)
        {
            return setpoint with { Order = order, Lease = lease };
        }

        var urgent = more <= -Less;
        return urgent || ((changes || due) && !onlyDecreases)
            ? setpoint with { Order = order, Lease = lease, Change = urgent ? SetpointChange.Decrease : SetpointChange.Renewal }
            : setpoint with { Order = held };
    }
}
