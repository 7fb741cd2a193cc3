using EdgeController.Core.Balancing;
using EdgeController.Core.Control;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Running;
using EdgeController.Host.Simulation;
using EdgeController.Ocpp.Framing;
using EdgeController.Scenarios.Support;
using EdgeController.Simulator.BackEnd;
using EdgeController.Simulator.Shell;
using EdgeController.Simulator.World;
using Microsoft.Extensions.Logging;

namespace EdgeController.Scenarios.RealTime;

/// <summary>The garage in real time over real sockets, composed as <c>demo</c> composes it, with a vehicle in every bay.</summary>
internal sealed class RealGarage : IAsyncDisposable
{
    private readonly SimulatedSite _world;
    private readonly SimulatedCsms _backEnd;
    private readonly CsmsServer _csms;
    private readonly RealTimeSite _surroundings;
    private readonly RunningController _controller;

    private RealGarage(SimulatedSite world, SimulatedCsms backEnd, CsmsServer csms, RealTimeSite surroundings, RunningController controller, ErrorLog log)
    {
        (_world, _backEnd, _csms, _surroundings, _controller) = (world, backEnd, csms, surroundings, controller);
        Log = log;
    }

    /// <summary>A busy morning; every vehicle charges at once, and the stations speak all OCPP versions in turn.</summary>
    public static Scenario Busy { get; } = new()
    {
        Epoch = TimeProvider.System.GetUtcNow(),
        StartTimeOfDay = TimeSpan.FromHours(9),
        Duration = TimeSpan.FromHours(2),
        Versions = [OcppVersion.V16, OcppVersion.V201, OcppVersion.V21],
        Arrivals = new ArrivalParameters { PluggedInAtStart = true, LateSleeperShare = 0, NeverShare = 0 },
    };

    public ErrorLog Log { get; }

    public SitePicture Picture => _controller.Picture;

    public Task Failure => _controller.Failure;

    public static async Task<RealGarage> StartAsync(Site file, ulong seed, GuardOptions guard, CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        var log = new ErrorLog();
        var world = new SimulatedSite(file, Busy, seed, Examples.Templates);
        var surroundings = RealTimeSite.Open(world, time);
        var backEnd = new SimulatedCsms(Busy.Epoch);
        var csms = await CsmsServer.StartAsync(backEnd, time, cancellationToken);
        var site = SimulatedConnections.Replace(file, surroundings.MeterPort, csms.Endpoint);
        var any = ListenAddress.Parse("127.0.0.1:0")!;
        var controller = new RunningController(
            site, Examples.Templates, new ControllerOptions { Http = any, Ocpp = any, Guard = guard, Simulated = true }, time, LoggerFactory.Create(logging => logging.AddProvider(log)));
        Assert.Null(await controller.StartAsync(cancellationToken));
        surroundings.Start(new Uri($"ws://127.0.0.1:{controller.OcppPort}/ocpp"));
        return new RealGarage(world, backEnd, csms, surroundings, controller, log);
    }

    public T Look<T>(Func<SimulatedSite, T> look) => _surroundings.Look(look);

    /// <summary>Energy that all vehicles have taken.</summary>
    public static double WattHours(SimulatedSite world) => world.Site.Evses.Sum(evse => world.VehicleAt(evse.Index)?.ChargedWattHours ?? 0);

    /// <summary>Stops the controller as a signal does; returns how long that took.</summary>
    public async Task<TimeSpan> StopAsync()
    {
        var began = TimeProvider.System.GetTimestamp();
        await _controller.DisposeAsync();
        return TimeProvider.System.GetElapsedTime(began);
    }

    public async ValueTask DisposeAsync()
    {
        await _surroundings.DisposeAsync();
        await _csms.DisposeAsync();
        _backEnd.Dispose();
        _world.Dispose();
    }
}
