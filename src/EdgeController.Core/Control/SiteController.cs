using EdgeController.Core.Balancing;
using EdgeController.Core.Events;
using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Control;

/// <summary>
/// The machine of the main path, without I/O: events in, snapshot by snapshot; a tick decides and dispatches. <see cref="SiteLoop"/> is
/// its shell in operation, the simulation's event queue its shell in a simulated day.
/// </summary>
public sealed class SiteController
{
    private readonly LoadBalancer _balancer;
    private readonly SetpointDispatcher _dispatcher;
    private readonly GuardOptions _options;

    public SiteController(Site site, GuardOptions options, ISetpointSink sink)
    {
        _options = options;
        Snapshot = SiteSnapshot.Initial(site) with
        {
            BelievesMeters = options.Without.HasFlag(Protections.MeterPlausibility),
            BelievesWiring = options.Without.HasFlag(Protections.PhaseMapping),
        };
        _balancer = new LoadBalancer(Snapshot.Index, options);
        _dispatcher = new SetpointDispatcher(sink);
        Decision = _balancer.Decide(Snapshot, Instant.Start);
    }

    /// <summary>The site after the last event.</summary>
    public SiteSnapshot Snapshot { get; private set; }

    /// <summary>The outcome of the last tick.</summary>
    public Decision Decision { get; private set; }

    /// <summary>Folds one event in.</summary>
    public void Handle(SiteEvent what) => Snapshot = SiteReducer.Apply(Snapshot, what);

    /// <summary>Decides once, from the snapshot as it stands, and sends what changes.</summary>
    public void Tick(Instant now)
    {
        Decision = _balancer.Decide(Snapshot, now);
        if (_options.Without.HasFlag(Protections.Guard))
        {
            return;
        }

        _dispatcher.Dispatch(Decision, now, Handle);
    }
}
