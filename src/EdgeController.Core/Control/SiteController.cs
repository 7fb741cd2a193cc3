using System.Collections.Immutable;
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
    /// <summary>How often the days' losses are summed up for the page.</summary>
    public static readonly TimeSpan SummedEvery = TimeSpan.FromSeconds(10);

    private readonly LoadBalancer _balancer;
    private readonly SetpointDispatcher _dispatcher;
    private readonly GuardOptions _options;
    private readonly IResourceSink? _resources;
    private readonly bool _switches;
    private readonly SiteTimetable? _timetable;
    private DateTimeOffset? _wall;
    private Instant _summedAt;

    /// <param name="site">The site.</param>
    /// <param name="options">The guard's constants.</param>
    /// <param name="sink">Where setpoints go.</param>
    /// <param name="remembered">Puts what an earlier life left behind into the first snapshot; null where there was none.</param>
    /// <param name="book">Where what holds charging back is added up; null for a new book.</param>
    /// <param name="resources">Where orders to PV and batteries go; null where none is steered.</param>
    public SiteController(
        Site site, GuardOptions options, ISetpointSink sink, Func<SiteSnapshot, SiteSnapshot>? remembered = null, LossBook? book = null, IResourceSink? resources = null)
    {
        _resources = resources;
        Book = book ?? new LossBook(site);
        Book.Restart();
        _options = options;
        _switches = site.Stations.Any(station => station.SwitchesPhases);
        var initial = SiteSnapshot.Initial(site);
        Snapshot = (remembered is null ? initial : remembered(initial)) with
        {
            BelievesMeters = options.Without.HasFlag(Protections.MeterPlausibility),
            TrustsTheGone = options.Without.HasFlag(Protections.CautiousAccounts),
            BelievesWiring = options.Without.HasFlag(Protections.PhaseMapping),
        };
        _timetable = SiteTimetable.IsNeeded(site) ? new SiteTimetable(site, options.Without.HasFlag(Protections.ClockDoubt)) : null;
        _balancer = new LoadBalancer(Snapshot.Index, options);
        _dispatcher = new SetpointDispatcher(Snapshot.Index, sink);
        Decision = _balancer.Decide(Snapshot, Instant.Start);
    }

    /// <summary>The site after the last event.</summary>
    public SiteSnapshot Snapshot { get; private set; }

    /// <summary>The outcome of the last tick.</summary>
    public Decision Decision { get; private set; }

    /// <summary>What holds charging back; for the thread of this controller.</summary>
    public LossBook Book { get; }

    /// <summary>The book's days as they were at most <see cref="SummedEvery"/> ago, the newest first; safe to hand to any thread.</summary>
    public ImmutableArray<DayLosses> Losses { get; private set; } = [];

    /// <summary>A meter has shown more than its circuit may use, or a limit came, since the last decision: <see cref="Lower"/> need not wait for the tick.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Folds one event in.</summary>
    public void Handle(SiteEvent what)
    {
        Snapshot = SiteReducer.Apply(Snapshot, what);
        IsOver |= what is LimitSet or DimmingSignalled { Active: true } || (what is MeterReading reading && ShowsTooMuch(reading));
    }

    /// <summary>Tells what the wall clock shows, before each tick; the site's limits by time of day follow from it.</summary>
    public void TellTime(Instant now, DateTimeOffset wall)
    {
        _wall = wall;
        _timetable?.Step(now, wall, Handle);
    }

    /// <summary>Decides once, from the snapshot as it stands, and sends what changes.</summary>
    public void Tick(Instant now)
    {
        Decide(now, onlyDecreases: false);
        if (_wall is not { } wall)
        {
            return;
        }

        Book.Add(Snapshot, Decision, wall);
        if (Losses.IsEmpty || now - _summedAt >= SummedEvery)
        {
            (Losses, _summedAt) = (Book.Days, now);
        }
    }

    /// <summary>Decides between two ticks and sends only what lowers a limit: no reading can raise one more than once a second.</summary>
    public void Lower(Instant now) => Decide(now, onlyDecreases: true);

    private void Decide(Instant now, bool onlyDecreases)
    {
        IsOver = false;
        Decision = _balancer.Decide(Snapshot, now, onlyDecreases);
        if (_options.Without.HasFlag(Protections.Guard))
        {
            return;
        }

        _dispatcher.Dispatch(Decision, now, Handle);
        if (!onlyDecreases && _resources is not null)
        {
            Order(_resources, now);
        }

        if (_switches && !onlyDecreases)
        {
            Remember(now);
        }
    }

    /// <summary>An order is recorded before it leaves; none is given twice by anything but a tick.</summary>
    private void Order(IResourceSink sink, Instant now)
    {
        foreach (var setpoint in Decision.Resources)
        {
            // What a vehicle is told goes to its station, with the setpoint.
            if (setpoint.Order is { } order && Snapshot.Site.Resources[setpoint.Resource].Kind != ResourceKind.Vehicle)
            {
                Handle(new ResourceOrdered(now, order));
                sink.Apply(order, now);
            }
        }
    }

    /// <summary>How long another number of phases has been better is part of the state, so that a decision needs nothing else.</summary>
    private void Remember(Instant now)
    {
        for (var evse = 0; evse < Decision.Setpoints.Length; evse++)
        {
            if (Decision.Setpoints[evse] is { PhasesWished: { } wished } setpoint && wished != Snapshot.Evses[evse].PhaseMode.Wished)
            {
                Handle(new PhasesWished(now, setpoint.Evse, wished));
            }
        }
    }

    private bool ShowsTooMuch(MeterReading reading)
    {
        var meter = Snapshot.Index.Find(reading.Meter);
        if (meter < 0 || Snapshot.Index.CircuitOfMeter[meter] is not (>= 0 and var index))
        {
            return false;
        }

        var (circuit, margin) = (Snapshot.Site.Circuits[index], Snapshot.Site.Margin);
        foreach (var phase in PerPhase.Each)
        {
            if (reading.Current[phase] > margin.Usable(circuit.LimitAmps[phase]))
            {
                return true;
            }
        }

        return (circuit.LimitPower is { } contracted && reading.Power is { } power && power.Value > margin.Usable(contracted).Value)
            || (circuit.LimitApparent is { } carried && Snapshot.Circuits[index].DrawnApparent is { } apparent && apparent > margin.Usable(carried));
    }
}
