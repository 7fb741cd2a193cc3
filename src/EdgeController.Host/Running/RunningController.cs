using EdgeController.Core.Balancing;
using EdgeController.Core.Control;
using EdgeController.Core.Events;
using EdgeController.Core.Planning;
using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Drivers.Inputs;
using EdgeController.Drivers.Meters;
using EdgeController.Drivers.Modbus;
using EdgeController.Drivers.SunSpec;
using EdgeController.Host.Api;
using EdgeController.Host.MqttApi;
using EdgeController.Host.Ocpp;
using EdgeController.Host.Planning;
using EdgeController.Host.Storage;
using EdgeController.Host.Storage.Journal;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace EdgeController.Host.Running;

/// <summary>The controller in operation: loop, meters, stations and HTTP, started and stopped as one.</summary>
public sealed partial class RunningController : IAsyncDisposable
{
    /// <summary>A loop without a tick for this long is not alive.</summary>
    private static readonly TimeSpan AliveWithin = TimeSpan.FromSeconds(5);

    /// <summary>How long stations and listeners may take to answer the close.</summary>
    private static readonly TimeSpan CloseWithin = TimeSpan.FromSeconds(4);

    /// <summary>How long a browser's connection may wait for its next request.</summary>
    private static readonly TimeSpan PageIdle = TimeSpan.FromSeconds(30);

    /// <summary>Connections of one browser's machine, or of the proxy before it.</summary>
    private const int PageConnections = 256;

    private readonly SiteClock _clock;
    private readonly SiteInbox _inbox = new();
    private readonly SiteLoop _loop;
    private readonly PlanWorker _plans;
    private readonly PlanInputs _inputs;
    private readonly SiteStream _stream;
    private readonly EvidenceLog _evidence;
    private readonly DecisionBook _decisions;
    private readonly StationPort _stations;
    private readonly OwnShells _own;
    private readonly FieldBuses _buses;
    private readonly ModbusMeterFleet _meters;
    private readonly MqttStart _mqtt;
    private readonly SunSpecFleet _sunspec;
    private readonly WebApplication _http;
    private readonly WebApplication _ocpp;
    private readonly ControllerOptions _options;
    private readonly MemoryWriter? _memory;
    private readonly SqliteJournal? _journal;
    private readonly LearnedQuirksBook _learned;
    private readonly DeadMan? _deadMan;
    private readonly ServiceNotice _manager = ServiceNotice.OfEnvironment();
    private readonly CancellationTokenSource _pages = new();
    private readonly CancellationTokenSource _sockets = new();
    private readonly CancellationTokenSource _core = new();
    private readonly List<Task> _tasks = [];

    public RunningController(Site site, IReadOnlyDictionary<string, MeterTemplate> templates, ControllerOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        _options = options;
        _clock = new SiteClock(time);
        var log = loggers.CreateLogger("EdgeController");
        _journal = options.JournalFolder is { } kept ? SqliteJournal.Open(new JournalOptions(kept) { WaitsForDisk = options.JournalWaitsForDisk, ReserveBytes = options.JournalReserve }, time, log) : null;
        var profiles = options.StateFolder is { } state ? new ProfileFiles(state, log) : null;
        _learned = new LearnedQuirksBook(options.StateFolder is { } place ? new LearnedQuirksFile(place) : null, log);
        var network = options.Network with { Link = options.Network.Link with { Learned = _learned, Stations = options.Stations, ProductVersion = ProductVersion.Text } };
        _stations = new StationPort(StationShells.For(site, network, _clock, _inbox, log, _journal, profiles), network, _inbox, _clock, log);
        var limits = new LimitDesk(site, _clock, _inbox.TryPost);
        var plans = new PlanBook();
        var series = new TimeSeriesInputs();
        foreach (var known in options.Series)
        {
            series.Set(known);
        }

        _inputs = new PlanInputs(site, options.SiteFolder, options.StateFolder, _clock, series, new JournalAlarms(_journal, options.StateProblem), log, options.Feeds);
        _mqtt = new MqttStart(site, options.Mqtt, _clock, new PlanAlarms(plans, _clock, _inputs), series);
        var planViews = new PlanViewBuilder(plans, _clock);
        SiteViewBuilder Views() => new(_clock, options.Simulated, BackEnds, Waiting, _mqtt.Alarms);
        _stream = new SiteStream(Views());
        _evidence = new EvidenceLog(_clock, log);
        _decisions = new DecisionBook(site);
        var file = options.StateFolder is { } folder ? new MemoryFile(folder) : null;
        _buses = SiteBuses.Of(site, templates, !options.Guard.Without.HasFlag(Protections.AnswerIdentity), time);
        _sunspec = new SunSpecFleet(SunSpecUnit.Of(site), unit => _buses.Of(unit.Bus), _inbox.PostAsync, () => _clock.Now, time);
        _loop = new SiteLoop(new SiteController(site, options.Guard, _stations, Remembered(file, log), resources: _sunspec), _inbox, _clock, picture => Publish(picture, log));
        _own = new OwnShells(site, network, _clock, _inbox, () => _loop.Picture, profiles, log);
        _plans = new PlanWorker(_loop, _inbox, _clock, new PlanCourse(site, options.Guard, series, _inputs.Duties), plans, log, options.Planner, new PlanMemoryWriter(options.StateFolder is { } learned ? new PlanMemoryFile(learned) : null, log));
        _memory = file is null ? null : new MemoryWriter(file, () => _loop.Picture, _clock, log);
        _deadMan = options.EndProcess is { } end ? new DeadMan(_loop, _clock, _manager, end) : null;
        _meters = new ModbusMeterFleet(
            RegisterMeters(site), templates, meter => _buses.Of(meter.Bus), _inbox.PostAsync, () => _clock.Now, time);
        _http = WebListener.Create(options.Http, loggers, PageIdle, PageConnections);
        _ocpp = WebListener.Create(options.Ocpp, loggers, options.Network.HandshakeTimeout, options.Network.ConnectionsPerAddress);
        SiteApi.Map(_http, _stream, () => _clock.Now - _loop.Picture.Decision.At < AliveWithin, WhyNotReady, _pages.Token);
        LimitApi.Map(_http, limits);
        GridOperatorApi.Map(_http, site, _clock, _inbox.TryPost, () => _loop.Picture.Snapshot);
        SessionsApi.Map(_http, () => _loop.Picture, _clock, _inbox);
        PlanApi.Map(_http, planViews, () => _loop.Picture.Snapshot);
        WhyApi.Map(_http, () => _loop.Picture, _decisions, _clock);
        _stations.Map(_ocpp, _sockets.Token);
        _mqtt.Prepare(limits, _inbox, Views(), planViews, () => _loop.Picture, log);
    }

    /// <summary>Port of the page and the API.</summary>
    public int HttpPort => WebListener.Port(_http);

    /// <summary>Port for stations.</summary>
    public int OcppPort => WebListener.Port(_ocpp);

    /// <summary>The newest picture of the site.</summary>
    public SitePicture Picture => _loop.Picture;

    /// <summary>Completes when a part of the controller that must run for ever ends: a defect.</summary>
    public Task Failure => Task.WhenAny(_tasks).Unwrap();

    /// <summary>Starts everything; returns a sentence where a port cannot be opened.</summary>
    public async Task<string?> StartAsync(CancellationToken cancellationToken)
    {
        var problem = await WebListener.TryStartAsync(_ocpp, _options.Ocpp, "--ocpp", cancellationToken)
            ?? await WebListener.TryStartAsync(_http, _options.Http, "--http", cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        _tasks.Add(_loop.RunAsync(_core.Token));
        _tasks.Add(_stations.ElapseAsync(_core.Token));
        _tasks.Add(_plans.RunAsync(_core.Token));
        if (_inputs.IsNeeded)
        {
            _tasks.Add(_inputs.RunAsync(_clock.TimeProvider, _core.Token));
        }

        _tasks.Add(_stations.DeliverAsync(_core.Token));
        if (_mqtt.Gateway is { } gateway)
        {
            _tasks.Add(gateway.RunAsync(_core.Token));
        }

        // Without a meter there is nothing to run, and its end is no failure.
        if (RegisterMeters(_loop.Picture.Snapshot.Site).Count > 0)
        {
            _tasks.Add(_meters.RunAsync(_core.Token));
        }

        if (_sunspec.IsNeeded)
        {
            _tasks.Add(_sunspec.RunAsync(_core.Token));
        }

        if (_loop.Picture.Snapshot.Site.Dimming is { } rule && (_options.Simulated || rule.Input is not null))
        {
            _tasks.Add(_options.Simulated ? Simulation.SimulatedGridOperator.RunAsync(rule, _inbox, _clock, _core.Token) : ReadContactAsync(rule.Input!));
        }

        _tasks.AddRange(_own.RunAll(_core.Token));
        foreach (var shell in _stations.Shells)
        {
            _tasks.Add(shell.RunAsync(_core.Token));
        }

        if (_memory is not null)
        {
            _tasks.Add(_memory.RunAsync(_core.Token));
            _tasks.Add(_learned.RunAsync(_clock.TimeProvider, _core.Token));
        }

        _deadMan?.Start();
        _manager.Ready();
        return null;
    }

    /// <summary>Stops in order: no increases any more, sockets closed, then loop and meters.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_tasks.Count > 0)
        {
            using var limit = new CancellationTokenSource(CloseWithin, _clock.TimeProvider);
            _manager.Stopping();
            _deadMan?.Dispose();
            await _inbox.PostAsync(new ShutdownStarted(_clock.Now), CancellationToken.None);
            await _pages.CancelAsync();
            await _own.ShutDownAsync(limit.Token);
            await _stations.ShutDownAsync(limit.Token);
            await StopAsync(_ocpp, limit.Token);
            await _sockets.CancelAsync();
            await StopAsync(_http, limit.Token);
            await _core.CancelAsync();
            try
            {
                await Task.WhenAll(_tasks);
            }
            catch (OperationCanceledException)
            {
                // What we asked for.
            }

            foreach (var shell in _stations.Shells)
            {
                await shell.DisposeAsync();
            }

            await _own.DisposeAsync();
        }

        await _mqtt.DisposeAsync();
        await _buses.DisposeAsync();
        if (_journal is not null)
        {
            await _journal.DisposeAsync();
        }

        _manager.Dispose();
        await _ocpp.DisposeAsync();
        await _http.DisposeAsync();
        _pages.Dispose();
        _sockets.Dispose();
        _core.Dispose();
    }

    /// <summary>Waits for open requests until the limit, then drops them.</summary>
    private static async Task StopAsync(WebApplication application, CancellationToken limit)
    {
        try
        {
            await application.StopAsync(limit);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            // A peer that does not answer the close: its connection ends with the process.
        }
    }

    /// <summary>Those that are read by a register map; SunSpec devices tell theirs.</summary>
    private static List<Meter> RegisterMeters(Site site) => [.. site.Meters.Where(meter => meter.Mqtt is null && SunSpecUnit.KindOf(meter.Template) is null)];

    private Func<SiteSnapshot, SiteSnapshot>? Remembered(MemoryFile? file, ILogger log)
    {
        if (file is null)
        {
            return null;
        }

        var (memory, problem) = file.Read();
        if (problem is not null)
        {
            MemoryLost(log, problem);
        }

        return memory is null ? null : initial => memory.Restore(initial, _clock.Now, _clock.WallAt(_clock.Now), _options.Guard.LongestLease, _options.Guard.LargestStep);
    }

    private Task ReadContactAsync(DigitalInput input) =>
        new ModbusDigitalInput(input, _buses.Of(input.Bus), _inbox.PostAsync, () => _clock.Now, _clock.TimeProvider).RunAsync(_core.Token);

    private void Publish(SitePicture picture, ILogger log)
    {
        if (picture.ClockStep != TimeSpan.Zero)
        {
            ClockStepped(log, picture.ClockStep);
        }

        _stream.Publish(picture);
        _evidence.Look(picture);
        _decisions.Look(picture);
        _mqtt.Gateway?.Look(picture);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "the wall clock stepped by {Step}; intervals and leases go on unchanged")]
    private static partial void ClockStepped(ILogger log, TimeSpan step);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Problem}")]
    private static partial void MemoryLost(ILogger log, string problem);

    private string? WhyNotReady()
    {
        var snapshot = _loop.Picture.Snapshot;
        if (_clock.Now - _loop.Picture.Decision.At >= AliveWithin)
        {
            return "the control loop stands still";
        }

        var site = snapshot.Site;
        return site.Meters.IsEmpty || site.Meters.Any(meter => MeterQuality.Judge(meter, snapshot.Meters[meter.Index], site.Staleness, _clock.Now) == ControlMode.Normal)
            ? null
            : "no meter is fresh yet";
    }

    private WaitingView? Waiting(string station) => _journal?.Status.Waiting(station) is { } waiting ? new WaitingView(waiting.Count, waiting.Since) : null;

    private IReadOnlyList<CsmsView> BackEnds() => _own.View(_stations.Shells);
}
