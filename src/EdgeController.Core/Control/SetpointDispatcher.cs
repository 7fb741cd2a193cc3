using EdgeController.Core.Balancing;
using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Control;

/// <summary>Keeps only real changes of a decision, numbers them, and hands each station its newest.</summary>
public sealed class SetpointDispatcher(SiteIndex index, ISetpointSink sink)
{
    private long _revision;

    /// <summary>Sends what has to be sent, decreases first; each is recorded before it leaves, so that its answer finds it.</summary>
    public void Dispatch(Decision decision, Instant now, Action<SiteEvent> record)
    {
        Send(decision, now, record, decreases: true);
        Send(decision, now, record, decreases: false);
    }

    private void Send(Decision decision, Instant now, Action<SiteEvent> record, bool decreases)
    {
        foreach (var setpoint in decision.Setpoints)
        {
            if (setpoint.Change == SetpointChange.Hold || (setpoint.Change == SetpointChange.Decrease) != decreases)
            {
                continue;
            }

            var numbered = setpoint with { Revision = ++_revision };
            record(new SetpointIssued(now, numbered.Evse, numbered.Revision, numbered.Limit, numbered.Lease)
            {
                Phases = numbered.Phases,
                Wakes = numbered.Reason.Code == ReasonCode.Waking && numbered.Limit == Amperes.Zero,
                Write = numbered.PurposeAt(index.Site.Stations[index.Find(numbered.Evse.Station)]),
            });
            if (index.ResourceOfEvse[index.Find(numbered.Evse)] is >= 0 and var resource)
            {
                record(new ResourceOrdered(now, numbered.Order ?? new ResourceOrder(resource, null, null, numbered.Lease)) { Revision = numbered.Revision });
            }

            sink.Apply(numbered, now);
        }
    }
}
