using System.Globalization;
using EdgeController.Core.Balancing;
using EdgeController.Core.Control;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Configuration.Sites;
using EdgeController.Host.MqttApi;
using EdgeController.Host.Running;
using EdgeController.Host.Simulation;
using EdgeController.Scenarios.RealTime;
using EdgeController.Scenarios.Support;
using EdgeController.Simulator.BackEnd;
using EdgeController.Simulator.Shell;
using EdgeController.Simulator.World;
using EdgeController.Tests.Mqtt;
using Microsoft.Extensions.Logging;

namespace EdgeController.Scenarios.Mqtt.RealTime;

/// <summary>
/// A small site in real time over real sockets: three stations with vehicles, and a main meter whose values really go through a broker. Times are
/// shortened: stale after 2.5 s, blind after 5 s, leases of 20 s.
/// </summary>
internal sealed class BrokerSite : IAsyncDisposable
{
    private readonly SimulatedSite _world;
    private readonly SimulatedCsms _backEnd;
    private readonly CsmsServer _csms;
    private readonly RealTimeSite _surroundings;
    private readonly RunningController _controller;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _feeding;

    private BrokerSite(SimulatedSite world, SimulatedCsms backEnd, CsmsServer csms, RealTimeSite surroundings, RunningController controller, MosquittoBroker broker, ErrorLog log)
    {
        (_world, _backEnd, _csms, _surroundings, _controller, Broker, Log) = (world, backEnd, csms, surroundings, controller, broker, log);
        Listener = new BrokerListener(broker, "", "edge/small/#");
        _feeding = FeedAsync();
    }

    public MosquittoBroker Broker { get; }

    public BrokerListener Listener { get; }

    public ErrorLog Log { get; }

    /// <summary>What is sent in place of the meter's values; null for these.</summary>
    public string? Instead { get; set; }

    public SitePicture Picture => _controller.Picture;

    public static string Text(int port) => $$"""
        schema: 1
        site: { name: Small, timezone: UTC, safety: { meter_stale: { no_increase: 2s, blind: 5s } } }
        meters:
          house: { mqtt: { topic: em, ttl: 4s, values: { current_l1: { path: $.i1 }, current_l2: { path: $.i2 }, current_l3: { path: $.i3 }, power_l1: { path: $.p1 }, power_l2: { path: $.p2 }, power_l3: { path: $.p3 } } } }
        circuits:
          main: { limit: { amps: 63 }, meter: house, uncontrolled: { assumed: 20A } }
        stations:
          defaults: { max: 16A, min: 6A, fallback: 6A }
          list:
            - { ids: "S{1..3}", circuit: main }
        csms: none
        mqtt: { broker: "mqtt://127.0.0.1:{{port}}", base: edge/small }
        """;

    public static async Task<BrokerSite> StartAsync(GuardOptions guard, MqttGatewayOptions mqtt, CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        var broker = await MosquittoBroker.StartAsync();
        var log = new ErrorLog();
        var file = SiteFileReader.Read(Text(broker.Port), "site.yaml", Examples.Templates).Site!;
        var scenario = RealGarage.Busy;
        var world = new SimulatedSite(SimulatedConnections.ReplaceBroker(file, null), scenario, 1, Examples.Templates);
        var surroundings = RealTimeSite.Open(world, time);
        var backEnd = new SimulatedCsms(scenario.Epoch);
        var csms = await CsmsServer.StartAsync(backEnd, time, cancellationToken);
        var any = ListenAddress.Parse("127.0.0.1:0")!;
        var controller = new RunningController(
            file,
            Examples.Templates,
            new ControllerOptions { Http = any, Ocpp = any, Guard = guard, Mqtt = mqtt with { LongestBackOff = TimeSpan.FromSeconds(2) } },
            time,
            LoggerFactory.Create(logging => logging.AddProvider(log)));
        Assert.Null(await controller.StartAsync(cancellationToken));
        surroundings.Start(new Uri($"ws://127.0.0.1:{controller.OcppPort}/ocpp"));
        return new BrokerSite(world, backEnd, csms, surroundings, controller, broker, log);
    }

    public T Look<T>(Func<SimulatedSite, T> look) => _surroundings.Look(look);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _feeding;
        await _controller.DisposeAsync();
        await Listener.DisposeAsync();
        await Broker.DisposeAsync();
        await _surroundings.DisposeAsync();
        await _csms.DisposeAsync();
        _backEnd.Dispose();
        _world.Dispose();
        _stop.Dispose();
    }

    /// <summary>Once a second, what really flows.</summary>
    private async Task FeedAsync()
    {
        using var beat = new PeriodicTimer(TimeSpan.FromSeconds(1), TimeProvider.System);
        try
        {
            while (await beat.WaitForNextTickAsync(_stop.Token))
            {
                var amps = Look(world => PerPhase.Each.Select(phase => world.Tree.Amps(0, phase)).ToArray());
                var values = amps.Select((value, i) => string.Create(CultureInfo.InvariantCulture, $"\"i{i + 1}\":{Math.Abs(value):0.###},\"p{i + 1}\":{value * 230:0.#}"));
                var text = Instead ?? $"{{{string.Join(',', values)}}}";
                if (text.Length > 0)
                {
                    Listener.Publish("em", text);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The scenario is over.
        }
    }
}
