using EdgeController.Core.Balancing;
using EdgeController.Core.Control;
using EdgeController.Core.Events;
using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.Bench;

/// <summary>A site in simulated seconds: vehicles move, stations answer, meters are read, the guard ticks; what really flows is kept beside it.</summary>
internal sealed class SiteBench : ISetpointSink
{
    private readonly SiteController _controller;
    private readonly Dictionary<long, (Setpoint Setpoint, double At)> _unanswered = [];

    public SiteBench(Site site, GuardOptions? options = null)
    {
        Site = site;
        _controller = new SiteController(site, options ?? GuardOptions.Default, this);
        Stations = [.. site.Stations.Select(station => new SimulatedStation(station))];
        Load = [.. site.Circuits.Select(_ => PerPhase.All(0.0))];
        FedIn = new double[site.Resources.Length];
        Metered = [.. site.Meters.Select(_ => true)];
    }

    public Site Site { get; }

    public SimulatedStation[] Stations { get; }

    /// <summary>By circuit: its own uncontrolled load.</summary>
    public PerPhase<double>[] Load { get; }

    /// <summary>What the meters show as voltage; null where they do not tell it.</summary>
    public double? Volts { get; set; }

    /// <summary>By resource: what it feeds in per phase; negative while a battery charges.</summary>
    public double[] FedIn { get; }

    /// <summary>By meter: whether its polls succeed.</summary>
    public bool[] Metered { get; }

    public double Now { get; private set; }

    /// <summary>What the wall clock shows after so many seconds; null where nobody tells it.</summary>
    public Func<double, DateTimeOffset>? Wall { get; set; }

    /// <summary>False: the controller takes every station's clock to be right.</summary>
    public bool KnowsClocks { get; set; } = true;

    public SiteSnapshot Snapshot => _controller.Snapshot;

    /// <summary>What the last tick decided from.</summary>
    public SiteSnapshot BeforeTick { get; private set; } = null!;

    public Decision Decision => _controller.Decision;

    /// <summary>What held charging back, by day; empty where nobody tells the wall clock.</summary>
    public IReadOnlyList<DayLosses> Losses => _controller.Book.Days;

    /// <summary>All that was sent, with its time.</summary>
    public List<(double At, Setpoint Setpoint)> Sent { get; } = [];

    /// <summary>Longest time in a row that some circuit's phase or power was really above its printed limit.</summary>
    public double LongestOverload { get; private set; }

    /// <summary>Highest real load as a multiple of the printed limit.</summary>
    public double WorstRatio { get; private set; }

    private Dictionary<int, double> OverSince { get; } = [];

    public static SiteBench Full(Site site, GuardOptions? options = null)
    {
        var bench = new SiteBench(site, options);
        foreach (var station in bench.Stations)
        {
            bench.Connect(station);
            bench.Plug(station);
        }

        return bench;
    }

    public static Instant At(double seconds) => Instant.FromSeconds(seconds);

    public void Apply(Setpoint setpoint, Instant now)
    {
        var station = Stations[Site.Evses.Single(evse => evse.Id == setpoint.Evse).Station];
        Sent.Add((Now, setpoint));
        _unanswered[setpoint.Revision] = (setpoint, Now);
        station.Take(setpoint, Now);
    }

    public void Tell(SiteEvent what) => _controller.Handle(what);

    /// <summary>What the loop does between two ticks, a moment after the last one: whether the controller asks for it, and what is sent then.</summary>
    public (bool IsOver, IReadOnlyList<Setpoint> Sent) BetweenTicks(MeterReading reading)
    {
        var before = Sent.Count;
        Tell(reading);
        var isOver = _controller.IsOver;
        _controller.Lower(reading.At);
        return (isOver, [.. Sent.Skip(before).Select(sent => sent.Setpoint)]);
    }

    public void Connect(SimulatedStation station, ProfilePlan plan = ProfilePlan.TxDefaultAndTx)
    {
        (station.Online, station.HoldsFallback, station.Plan) = (true, true, plan);
        Tell(new StationConnected(At(Now), station.Station.Id, "1.6"));
        Tell(new FallbackInstalled(At(Now), station.Station.Id, plan));
        Tell(new StationClockJudged(At(Now), station.Station.Id, true, TimeSpan.FromSeconds(KnowsClocks ? station.ClockBehind : 0)));
        Tell(new EvseStatusReported(At(Now), station.Evse, station.Plugged ? EvseStatus.Charging : EvseStatus.Available, null));
    }

    public void Disconnect(SimulatedStation station)
    {
        station.Online = false;
        Tell(new StationDisconnected(At(Now), station.Station.Id, "test"));
    }

    public void Plug(SimulatedStation station)
    {
        station.Plugged = true;
        Tell(new EvseStatusReported(At(Now), station.Evse, EvseStatus.Charging, null));
        Tell(new TransactionStarted(At(Now), station.Evse, $"tx{Now}", null));
    }

    public void Unplug(SimulatedStation station)
    {
        station.Unplug();
        Tell(new TransactionStopped(At(Now), station.Evse, Snapshot.Evses[station.Station.Index].Session?.Transaction ?? "", null));
        Tell(new EvseStatusReported(At(Now), station.Evse, EvseStatus.Available, null));
    }

    /// <summary>From here on nobody controls: stations and loads go on by themselves.</summary>
    public bool IsDead { get; set; }

    public SiteBench Run(double seconds, Action? each = null)
    {
        for (var end = Now + seconds; Now < end;)
        {
            Step();
            each?.Invoke();
        }

        return this;
    }

    /// <summary>What really flows through the circuit.</summary>
    public PerPhase<double> Flow(int circuit)
    {
        var sum = PerPhase.All(0.0);
        foreach (var below in Site.Circuits.Where(below => below.PathToRoot.Contains(circuit)))
        {
            sum = Add(sum, Load[below.Index]);
        }

        foreach (var resource in Site.Resources.Where(resource => Site.Circuits[resource.Circuit].PathToRoot.Contains(circuit)))
        {
            sum = Add(sum, PerPhase.All(-FedIn[resource.Index]));
        }

        return Stations.Where(station => Site.Circuits[station.Station.Circuit].PathToRoot.Contains(circuit)).Aggregate(sum, (flow, station) => Add(flow, Flowing(station)));
    }

    /// <summary>Direct current holds its power whatever the voltage.</summary>
    private PerPhase<double> Flowing(SimulatedStation station) => station.Station.Dc is null ? station.Drawn : station.Drawn.Select(amps => amps * 230 / (Volts ?? 230));

    /// <summary>The largest difference between two phases that vehicles below the circuit cause which do not load all three.</summary>
    public double Unbalance(int circuit)
    {
        var lopsided = Stations.Where(station => Site.Circuits[station.Station.Circuit].PathToRoot.Contains(circuit) && Math.Min(station.Drawn.L1, Math.Min(station.Drawn.L2, station.Drawn.L3)) < 1)
            .Aggregate(PerPhase.All(0.0), (flow, station) => Add(flow, station.Drawn));
        return Math.Max(lopsided.L1, Math.Max(lopsided.L2, lopsided.L3)) - Math.Min(lopsided.L1, Math.Min(lopsided.L2, lopsided.L3));
    }

    public double Told(int station) => Decision.Setpoints[station].Limit.Value;

    private static PerPhase<double> Add(PerPhase<double> a, PerPhase<double> b) => new(a.L1 + b.L1, a.L2 + b.L2, a.L3 + b.L3);

    private void Step()
    {
        Now++;
        foreach (var station in Stations)
        {
            Answer(station);
            station.Move(Now);
            if (station is { Online: true, Plugged: true, SendsMeterValues: true } && (Now + (station.Station.Index * 3)) % 10 == 0)
            {
                Tell(new EvseMetered(At(Now), station.Evse, station.Drawn.Select(amps => new Amperes(Math.Max(0, amps + (amps > 0 ? station.Noise(Now) : 0)))), null, null));
            }
        }

        foreach (var (setpoint, _) in _unanswered.Values.Where(waiting => Now - waiting.At >= 10).ToArray())
        {
            _unanswered.Remove(setpoint.Revision);
            Tell(new SetpointAnswered(At(Now), setpoint.Evse, setpoint.Revision, SetpointOutcome.TimedOut));
        }

        foreach (var circuit in Site.Circuits)
        {
            var flow = Flow(circuit.Index);
            Watch(circuit, flow);
            if (circuit.Meter is { } meter && Metered[meter] && Now % Site.Meters[meter].Poll.TotalSeconds == 0)
            {
                Tell(new MeterReading(At(Now), Site.Meters[meter].Id, flow.Select(amps => new Amperes(amps)), null)
                {
                    Voltage = Volts is { } shown ? PerPhase.All(new Volts(shown)) : null,
                });
            }
        }

        foreach (var resource in Site.Resources)
        {
            if (resource.Meter is { } meter && Metered[meter])
            {
                Tell(new MeterReading(At(Now), Site.Meters[meter].Id, PerPhase.All(new Amperes(-FedIn[resource.Index])), null));
            }
        }

        if (Wall is { } wall)
        {
            _controller.TellTime(At(Now), wall(Now));
        }

        BeforeTick = Snapshot;
        if (!IsDead)
        {
            _controller.Tick(At(Now));
        }
    }

    private void Answer(SimulatedStation station)
    {
        foreach (var (setpoint, accepted) in station.Process(Now))
        {
            if (accepted is { } yes && _unanswered.Remove(setpoint.Revision))
            {
                Tell(new SetpointAnswered(At(Now), setpoint.Evse, setpoint.Revision, yes ? SetpointOutcome.Accepted : SetpointOutcome.Rejected));
            }
        }
    }

    private void Watch(Circuit circuit, PerPhase<double> flow)
    {
        for (var row = 0; row < 5; row++)
        {
            var ratio = row switch
            {
                3 => circuit.LimitPower is { } power ? (flow.L1 + flow.L2 + flow.L3) * (Volts ?? Site.NominalVoltage.Value) / power.Value : 0,
                4 => circuit.LimitApparent is { } apparent ? (Math.Abs(flow.L1) + Math.Abs(flow.L2) + Math.Abs(flow.L3)) * (Volts ?? Site.NominalVoltage.Value) / apparent.Value : 0,
                _ => Math.Abs(flow[(Phase)row]) / circuit.LimitAmps[(Phase)row].Value,
            };
            WorstRatio = Math.Max(WorstRatio, ratio);
            var key = (circuit.Index * 5) + row;
            if (ratio <= 1)
            {
                OverSince.Remove(key);
                continue;
            }

            OverSince.TryAdd(key, Now - 1);
            LongestOverload = Math.Max(LongestOverload, Now - OverSince[key]);
        }
    }
}
