using EdgeController.Core.Balancing;
using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Drivers.Meters;
using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Profiles.Csms;
using EdgeController.Simulator.BackEnd;
using EdgeController.Simulator.Electrical;
using EdgeController.Simulator.Stations;
using EdgeController.Simulator.World;

namespace EdgeController.Host.Simulation;

/// <summary>
/// A site and its controller in simulated time, on one thread: the same machines as in operation, through encoded OCPP and Modbus
/// frames, from one event queue. The same seed gives the same bytes.
/// </summary>
public sealed class SimulatedRun : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly Site _site;
    private readonly SimulationOptions _options;
    private readonly Scenario _scenario;
    private readonly DateTimeOffset _wallAtStart;
    private readonly EventQueue _queue = new();
    private readonly SeededRandom _random;
    private readonly SimulatedCsms _csms;
    private readonly List<SiteOutput> _outputs = [];
    private readonly StationSocket[] _sockets;
    private readonly TraceWriter? _trace;
    private readonly FaultBook _faults;
    private readonly DriversWishes? _wishes;
    private readonly WriteLedger _writes;
    private readonly Core.Control.LossBook _losses;
    private readonly HashSet<SimulatedMeter> _answersDue = [];
    private readonly SimulatedDisk _disk;
    private readonly Adversary? _adversary;
    private readonly SimulatedIdentities _own;
    private readonly SimulatedPlanner _planner;
    private readonly CostLedger _cost;
    private SimulatedController? _controller;
    private SimulatedFleet? _fleet;
    private SiteMemory? _memory;
    private int _second;

    public SimulatedRun(Site site, IReadOnlyDictionary<string, MeterTemplate> templates, SimulationOptions options)
    {
        _site = site;
        _options = options;
        var drawn = options.Adversary is { Stations: true } ? new DrawnStations(site, new SeededRandom(options.Seed).Fork("habits")) : null;
        _scenario = options.Scenario with { Duration = options.Length, Quirks = drawn?.Quirks ?? options.Scenario.Quirks };
        _random = new SeededRandom(options.Seed).Fork("controller");
        _wallAtStart = _scenario.WallAtStart(site.TimeZone);
        World = new SimulatedSite(site, _scenario, options.Seed, templates);
        _csms = new SimulatedCsms(_scenario.Epoch);
        _disk = new SimulatedDisk(_queue, new SeededRandom(options.Seed).Fork("disk")) { Forgets = options.DiskForgets };
        _planner = new SimulatedPlanner(_queue, site, options);
        _sockets = [.. site.Stations.Select(_ => new StationSocket(_queue, _random))];
        _trace = options.Trace is { } writer ? new TraceWriter(writer, site) : null;
        _faults = new FaultBook(this, site);
        _wishes = options.DriversTellWishes ? new DriversWishes(World) : null;
        _writes = new WriteLedger(site);
        _losses = new Core.Control.LossBook(site);
        _adversary = options.Adversary is null ? null : new Adversary(this, _queue, _sockets, drawn?.Habits, (station, input) => _controller?.Step(station, input));
        _own = new SimulatedIdentities(this, site, options, _queue, _disk);
        _cost = new CostLedger(World, new Planning.PriceBook(site.Tariff, options.Inputs, TimeZoneInfo.FindSystemTimeZoneById(site.TimeZone)));
        Start();
        Schedule();
    }

    /// <summary>The site's true state.</summary>
    public SimulatedSite World { get; }

    public Instant Now => _queue.Now;

    /// <summary>The back end that the stations' frames end at.</summary>
    public SimulatedCsms Csms => _csms;

    /// <summary>True while connections to the back end fail; those that are open break when it begins.</summary>
    public bool CsmsAway
    {
        get;
        set
        {
            field = value;
            for (var station = 0; station < _sockets.Length && value; station++)
            {
                _sockets[station].CutCsms();
                _controller?.Step(station, new CsmsClosed("connection reset"));
            }

            if (value)
            {
                _own.Break();
            }
        }
    }

    /// <summary>How long the back end thinks before each answer; null for not at all.</summary>
    public Func<TimeSpan>? CsmsTakes { get; set; }

    /// <summary>False while the controller's loop is wedged: its connections live on, and nothing is decided.</summary>
    public bool Decides { get; set; } = true;

    /// <summary>True while every write to the controller's journal fails.</summary>
    public bool DiskBroken
    {
        get => _disk.Broken;
        set => _disk.Broken = value;
    }

    /// <summary>What held charging back so far, by day; it outlives the controller.</summary>
    public System.Collections.Immutable.ImmutableArray<Core.Control.DayLosses> Losses => _losses.Days;

    /// <summary>What the controller knows; null while it is dead.</summary>
    public SiteSnapshot? Snapshot => _controller?.Site.Snapshot;

    /// <summary>The controller's newest decision; null while it is dead.</summary>
    public Decision? Decision => _controller?.Site.Decision;

    /// <summary>The newest charging plan; null while nobody is charged by plan.</summary>
    public Core.Planning.ChargingPlan? Plan => _planner.Newest;

    /// <summary>How far the controller's wall clock is off.</summary>
    public TimeSpan ClockError { get; set; }

    /// <summary>What the simulated grid operator signals; null while nothing comes from it.</summary>
    public bool? GridOperatorDims { get; set; } = false;

    /// <summary>What the site's clock really shows now.</summary>
    public DateTimeOffset Wall => _wallAtStart + Now.SinceStart;

    /// <summary>Messages that lie in the controller's journal for the back end.</summary>
    public int Kept => _disk.Kept;

    internal SimulatedController? Controller => _controller;

    internal SimulationOptions Options => _options;

    /// <summary>Runs to the end and reports.</summary>
    public RunReport Run()
    {
        RunUntil(Instant.Start + _options.Length);
        return Report();
    }

    public void RunUntil(Instant end) => _queue.RunUntil(end);

    public RunReport Report() => World.Report(IdealAllocation.Run(_site, _scenario, _options.Seed).Kwh, _faults.Outcomes()) with
    {
        ProfileWritesByCause = _writes.Sum([.. World.Stations.Select(station => station.ProfileWrites)], Math.Max(1.0 / 86_400, Now.SinceStart.TotalDays)),
        Losses = LossOutcomes.Of(_losses.Days),
        Adversary = _adversary?.Outcome(),
        Cost = _site.Tariff is null ? null : _cost.Outcome(_planner.Plans),
    };

    /// <summary>The controller's process is gone: sockets break, nothing is renewed.</summary>
    public void Kill()
    {
        (_controller, _fleet) = (null, null);
        _own.Kill();
        _planner.Restart();
        for (var station = 0; station < _sockets.Length; station++)
        {
            _sockets[station].Break();
            _adversary?.Upstream.Gone(station);
            World.Deliver(station, StationInput.Closed, Now, _outputs);
        }

        Carry();
    }

    /// <summary>Something happens at the controller's own door, for example a limit of an energy manager.</summary>
    public void Tell(Core.Events.SiteEvent what) => _controller?.Handle(what);

    /// <summary>A new process, which knows what the one before it had written down.</summary>
    public void Start()
    {
        _fleet = new SimulatedFleet(World, () => Now, _options);
        _controller = new SimulatedController(_site, _options.Guard, _queue, _random, _scenario.Epoch, _memory, _losses, _disk, _options.Link, Perform, _fleet)
        {
            OnSetpoint = (at, setpoint) =>
            {
                _writes.Note(at, setpoint);
                _options.OnSetpoint?.Invoke(at, setpoint);
            },
        };
        _own.Start();
    }

    /// <summary>A back end calls the controller itself, by the identity that it knows.</summary>
    public void CsmsCallsController(string backEnd, string action, string payload) => _own.Call(backEnd, action, payload);

    /// <summary>The back end calls the station.</summary>
    public void CsmsCalls(int station, string action, string payload) => _sockets[station].FromCsms.Send(() =>
        _controller?.Step(station, new CsmsMessage(_csms.Call(_site.Stations[station].Id.Value, action, System.Text.Encoding.UTF8.GetBytes(payload), Now))));

    /// <summary>Opens a circuit's breaker by hand: what hangs below it has no power until <see cref="CloseBreakers"/>.</summary>
    public void OpenBreaker(int circuit)
    {
        World.OpenBreaker(circuit, Now, _outputs);
        Carry();
    }

    /// <summary>Closes all breakers again.</summary>
    public void CloseBreakers()
    {
        World.CloseBreakers(Now, _outputs);
        Carry();
    }

    /// <summary>Cuts a station's network, or gives it back: the station sees a broken socket and cannot connect.</summary>
    public void Isolate(int station, bool cut)
    {
        _sockets[station].Isolated = cut;
        if (cut)
        {
            _sockets[station].CutStation();
            _controller?.Step(station, new StationClosed("network gone"));
            ToStation(station, StationInput.Closed);
        }
    }

    /// <summary>Takes a station's power away for a moment.</summary>
    public void Reboot(int station) => ToStation(station, StationInput.Reboot);

    public void Dispose()
    {
        World.Dispose();
        _csms.Dispose();
        _adversary?.Dispose();
        _planner.Dispose();
    }

    private void Schedule()
    {
        _queue.Every(Instant.Start, Second, Advance);
        var gateway = new SimulatedGateway(World.Meters);
        var checksIdentity = !_options.Guard.Without.HasFlag(Protections.AnswerIdentity);
        foreach (var meter in World.Meters)
        {
            var line = new SimulatedLine(meter, gateway, checksIdentity, () => Now);
            _queue.Every(Instant.FromSeconds(0.25), meter.Meter.Poll, () => Poll(meter, line));
        }

        foreach (var device in World.SunSpec)
        {
            _queue.Every(Instant.FromSeconds(0.3), device.Unit.Poll, () => _fleet?.Poll(device, what => _controller?.Handle(what)));
        }

        _queue.Every(Instant.FromSeconds(0.5), Second, () => _controller?.ElapseAll());
        _queue.Every(Instant.FromSeconds(0.55), Second, () => _own.Elapse(Snapshot));
        if (_site.Dimming is { } rule)
        {
            _queue.Every(Instant.FromSeconds(0.6), rule.Heartbeat, Signal);
        }

        _queue.Every(Instant.FromSeconds(0.7), Second, () => _planner.Step(_controller, Wall + ClockError));
        _queue.Every(Instant.FromSeconds(0.75), Second, () => (Decides ? _controller : null)?.Tick(Wall + ClockError));
        _queue.Every(Instant.Start + SiteMemory.Writing, SiteMemory.Writing, Remember);
        foreach (var fault in _options.Faults)
        {
            _faults.Plan(fault, _queue);
        }
    }

    private void Signal()
    {
        if (GridOperatorDims is { } active)
        {
            _controller?.Handle(new Core.Events.DimmingSignalled(Now, active, null));
        }
    }

    /// <summary>What the controller writes to its disk.</summary>
    private void Remember() => _memory = Snapshot is { } snapshot ? SiteMemory.Of(snapshot, Now, _scenario.Epoch + Now.SinceStart) : _memory;

    private void Advance()
    {
        World.Advance(Instant.FromSeconds(_second++), _outputs);
        Carry();
        _wishes?.Tell(_controller, Now);
        _faults.Observe(Now);
        _cost.Observe(Wall);
        _adversary?.Elapse();
        _trace?.Row(this);
    }

    private void Poll(SimulatedMeter meter, SimulatedLine line)
    {
        if (!_answersDue.Add(meter))
        {
            return;
        }

        // The instant of a reading is that of its request, as in operation.
        var outcome = line.Poll(World.Tree);
        _queue.After(meter.Latency, () =>
        {
            _answersDue.Remove(meter);
            _controller?.Handle(outcome);
        });
    }

    /// <summary>Performs what the stations want: frames to the controller, sockets.</summary>
    private void Carry()
    {
        for (var i = 0; i < _outputs.Count; i++)
        {
            var (station, output) = _outputs[i];
            switch (output.Kind)
            {
                case StationOutputKind.Send:
                    Show(station, fromStation: true, output.Frame);
                    _sockets[station].Up.Send(() => _controller?.Step(station, new StationMessage(output.Frame)));
                    break;
                case StationOutputKind.Connect:
                    _queue.After(TimeSpan.FromMilliseconds(50), () => Connect(station));
                    break;
                case StationOutputKind.Close:
                    _sockets[station].CutStation();
                    _controller?.Step(station, new StationClosed("closed by the station"));
                    break;
            }
        }

        _outputs.Clear();
    }

    private void Connect(int station)
    {
        if (_controller is null || _sockets[station].Isolated || _controller.Refuses(station))
        {
            ToStation(station, StationInput.Closed);
            return;
        }

        _sockets[station].CutStation();
        _controller.Step(station, new StationOpened(World.Stations[station].Options.Version));
        ToStation(station, StationInput.Connected);
    }

    /// <summary>Performs what a link puts out.</summary>
    private void Perform(int station, LinkOutput output)
    {
        var socket = _sockets[station];
        switch (output)
        {
            case KeepProfiles keep:
                _disk.Write(keep);
                break;
            case ToStation message:
                Show(station, fromStation: false, message.Utf8);
                socket.Down.Send(() => ToStation(station, StationInput.Message(message.Utf8)));
                break;
            case CloseStation:
                socket.CutStation();
                ToStation(station, StationInput.Closed);
                break;
            case ToCsms message:
                _adversary?.Went(station, message.Utf8);
                socket.ToCsms.Send(() => Answer(station, message.Utf8));
                break;
            case OpenCsms when _adversary is not null:
                socket.ToCsms.Send(() => _adversary.Upstream.Opens(station));
                break;
            case OpenCsms:
                socket.ToCsms.Send(() => _controller?.Step(station, CsmsAway ? new CsmsClosed("no route") : new CsmsOpened()));
                break;
            case CloseCsms:
                socket.CutCsms();
                _adversary?.Upstream.Gone(station);
                break;
            case WriteJournal write:
                var life = _controller;
                _disk.Write(_site.Stations[station].Id, write, outcome =>
                {
                    // What a process that is dead by now asked for may be kept; nobody hears of it.
                    if (ReferenceEquals(life, _controller))
                    {
                        life?.Step(station, outcome);
                    }
                });
                break;
        }
    }

    private void Answer(int station, ReadOnlyMemory<byte> frame)
    {
        if (_adversary is not null)
        {
            _adversary.Upstream.Arrived(station, frame);
        }
        else if (!CsmsAway && _csms.Receive(_site.Stations[station].Id.Value, frame, Now) is { } answer)
        {
            _sockets[station].FromCsms.Send(() => _controller?.Step(station, new CsmsMessage(answer)), CsmsTakes?.Invoke() ?? TimeSpan.Zero);
        }
    }

    private void Show(int station, bool fromStation, ReadOnlyMemory<byte> frame)
    {
        _adversary?.Saw(station, fromStation, frame);
        _options.OnFrame?.Invoke(new RecordedFrame(Now, _site.Stations[station].Id.Value, fromStation, frame));
    }

    private void ToStation(int station, in StationInput input)
    {
        World.Deliver(station, input, Now, _outputs);
        Carry();
    }
}
