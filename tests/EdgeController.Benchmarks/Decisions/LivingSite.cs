using EdgeController.Core.Balancing;
using EdgeController.Core.Control;
using EdgeController.Core.Events;
using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Benchmarks.Decisions;

/// <summary>
/// A generated site in simulated seconds, so that decisions are measured on what a controller really has before it: nine bays in ten taken,
/// three vehicles in ten on one phase, leases open, samples ten seconds apart, a building load that moves.
/// </summary>
internal sealed class LivingSite : ISetpointSink
{
    private readonly Random _random = new(7);
    private readonly Site _site;
    private readonly SiteController _controller;
    private readonly LoadBalancer _balancer;
    private readonly double[] _told;
    private readonly double[] _takes;
    private readonly Phases[] _loaded;
    private readonly List<Setpoint> _unanswered = [];
    private double _building = 5;
    private int _second;

    public LivingSite(int evses)
    {
        _site = GeneratedSite.Of(evses, feederMeters: true);
        _controller = new SiteController(_site, GuardOptions.Default, this);
        _balancer = new LoadBalancer(_controller.Snapshot.Index, GuardOptions.Default);
        _told = new double[evses];
        _takes = new double[evses];
        _loaded = new Phases[evses];
        for (var i = 0; i < evses; i++)
        {
            Arrive(i);
        }
    }

    /// <summary>Setpoints that were sent so far.</summary>
    public int Sent { get; private set; }

    private Instant Now => Instant.FromSeconds(_second);

    public void Apply(Setpoint setpoint, Instant now)
    {
        _unanswered.Add(setpoint);
        Sent++;
    }

    public void Run(int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            Step();
        }
    }

    /// <summary>The next second: answers, samples of a tenth of the EVSEs, meters, a tick.</summary>
    public void Step()
    {
        _controller.Tick(Now);
        _second++;
        foreach (var setpoint in _unanswered)
        {
            _told[_controller.Snapshot.Index.Find(setpoint.Evse)] = setpoint.Limit.Value;
            _controller.Handle(new SetpointAnswered(Now, setpoint.Evse, setpoint.Revision, SetpointOutcome.Accepted));
        }

        _unanswered.Clear();
        for (var evse = _second % 10; evse < _told.Length; evse += 10)
        {
            if (_loaded[evse] != Phases.None)
            {
                _controller.Handle(new EvseMetered(Now, _site.Evses[evse].Id, Drawn(evse), null, null));
            }
        }

        _building = Math.Clamp(_building + _random.NextDouble() - 0.5, 0, 10);
        foreach (var circuit in _site.Circuits)
        {
            if (circuit.Meter is { } meter)
            {
                _controller.Handle(new MeterReading(Now, _site.Meters[meter].Id, Flow(circuit), null));
            }
        }
    }

    /// <summary>The decision that is measured: by a guard of its own, on the snapshot as it stands.</summary>
    public void Decide() => _balancer.Decide(_controller.Snapshot, Now);

    private void Arrive(int index)
    {
        var (station, evse) = (_site.Stations[index], _site.Evses[index].Id);
        _controller.Handle(new StationConnected(Now, station.Id, "1.6"));
        _controller.Handle(new FallbackInstalled(Now, station.Id, ProfilePlan.TxDefaultAndTx));
        _controller.Handle(new StationClockJudged(Now, station.Id, true, TimeSpan.FromSeconds(2)));
        if (_random.Next(10) == 0)
        {
            _controller.Handle(new EvseStatusReported(Now, evse, EvseStatus.Available, null));
            return;
        }

        _told[index] = 6;
        _takes[index] = _random.Next(4) == 0 ? 8 + (20 * _random.NextDouble()) : 32;
        _loaded[index] = _random.Next(10) < 3 ? station.Rotation.Terminals[0].ToSet() : Phases.All;
        _controller.Handle(new EvseStatusReported(Now, evse, EvseStatus.Charging, null));
        _controller.Handle(new TransactionStarted(Now, evse, FormattableString.Invariant($"{index}"), null));
    }

    private PerPhase<Amperes> Drawn(int evse)
    {
        var amps = new Amperes(Math.Min(_told[evse], _takes[evse]));
        return new PerPhase<Amperes>(On(evse, Phase.L1, amps), On(evse, Phase.L2, amps), On(evse, Phase.L3, amps));
    }

    private Amperes On(int evse, Phase phase, Amperes amps) => _loaded[evse].Has(phase) ? amps : Amperes.Zero;

    private PerPhase<Amperes> Flow(Circuit circuit)
    {
        var (l1, l2, l3) = (_building, _building, _building);
        foreach (var evse in _controller.Snapshot.Index.EvsesUnder[circuit.Index])
        {
            var drawn = Drawn(evse);
            (l1, l2, l3) = (l1 + drawn.L1.Value, l2 + drawn.L2.Value, l3 + drawn.L3.Value);
        }

        return new PerPhase<Amperes>(new Amperes(l1), new Amperes(l2), new Amperes(l3));
    }
}
