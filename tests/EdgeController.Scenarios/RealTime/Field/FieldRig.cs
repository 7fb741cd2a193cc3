using System.Globalization;
using System.Text.Json;
using EdgeController.Core.Balancing;
using EdgeController.Core.Control;
using EdgeController.Core.Topology;
using EdgeController.Host.Configuration.Sites;
using EdgeController.Host.MqttApi;
using EdgeController.Host.Running;
using EdgeController.Ocpp.Framing;
using EdgeController.Scenarios.Support;
using EdgeController.Simulator.Electrical;
using EdgeController.Simulator.Shell;
using EdgeController.Simulator.SunSpec;
using EdgeController.Simulator.World;
using Microsoft.Extensions.Logging;

namespace EdgeController.Scenarios.RealTime.Field;

/// <summary>A running controller and all the devices of its site, each behind a real socket, serial line or broker, with a vehicle at every station.</summary>
internal sealed class FieldRig : IAsyncDisposable
{
    private static readonly string SiteFile = Path.Combine(Examples.Repository, "tests", "EdgeController.Scenarios", "RealTime", "Field", "site.yaml");

    private static readonly GuardOptions Guard = new() { Lease = TimeSpan.FromSeconds(20), RenewAfter = TimeSpan.FromSeconds(10), Spacing = TimeSpan.FromSeconds(3) };

    private static readonly Scenario Busy = RealGarage.Busy with
    {
        Versions = [OcppVersion.V16, OcppVersion.V201, OcppVersion.V21],
        Arrivals = new ArrivalParameters { PluggedInAtStart = true, LateSleeperShare = 0, NeverShare = 0, ThreePhaseShare = 1, TwoPhaseShare = 0, TaperShare = 0, MostUnderDrawAmps = 0 },
    };

    private readonly SimulatedSite _world;
    private readonly RealTimeSite _surroundings;
    private readonly RunningController _controller;
    private readonly HttpClient _http = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    private FieldRig(SimulatedSite world, RealTimeSite surroundings, SerialMeter serial, MqttDevices mqtt, RunningController controller, ErrorLog log)
    {
        (_world, _surroundings, Serial, Mqtt, _controller, Log) = (world, surroundings, serial, mqtt, controller, log);
        _serving = ServeAsync();
    }

    public SerialMeter Serial { get; }

    public MqttDevices Mqtt { get; }

    public ErrorLog Log { get; }

    public SitePicture Picture => _controller.Picture;

    public Task Failure => Task.WhenAny(_controller.Failure, _serving).Unwrap();

    public static async Task<FieldRig> StartAsync(Protections without, CancellationToken cancellationToken)
    {
        var text = await File.ReadAllTextAsync(SiteFile, cancellationToken);
        var world = new SimulatedSite(Read(text), Busy, 1, Examples.Templates);
        var surroundings = RealTimeSite.Open(world, TimeProvider.System);
        var (mqtt, serial) = (await MqttDevices.StartAsync(), new SerialMeter(2));
        try
        {
            return await StartAsync(text, without, world, surroundings, serial, mqtt, cancellationToken);
        }
        catch
        {
            await surroundings.DisposeAsync();
            await serial.DisposeAsync();
            await mqtt.DisposeAsync();
            throw;
        }
    }

    public T Look<T>(Func<SimulatedSite, T> look) => _surroundings.Look(look);

    public void Set(string meter, MeterFault fault) => Look(world => Meter(world, meter).Fault = fault);

    public void Set(string device, SunSpecFault fault) => Look(world => world.SunSpec.Single(one => one.Unit.Meter?.Id.Value == device).Fault = fault);

    /// <summary>The alarms that stand by the controller's API: code, subject, sentence.</summary>
    public async Task<IReadOnlyList<(string Code, string Subject, string Sentence)>> AlarmsAsync(CancellationToken cancellationToken)
    {
        using var answer = await _http.GetAsync(new Uri($"http://127.0.0.1:{_controller.HttpPort}/api/v1/site"), cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            // There is no picture before the first tick.
            return [("no-picture", "controller", $"{answer.StatusCode}")];
        }

        using var site = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancellationToken));
        return [.. site.RootElement.GetProperty("alarms").EnumerateArray().Select(alarm => (alarm.GetProperty("code").GetString()!, alarm.GetProperty("subject").GetString()!, alarm.GetProperty("sentence").GetString()!))];
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        await _controller.DisposeAsync();
        await _surroundings.DisposeAsync();
        await Serial.DisposeAsync();
        await Mqtt.DisposeAsync();
        _world.Dispose();
        _http.Dispose();
        _stop.Dispose();
    }

    private static async Task<FieldRig> StartAsync(
        string text, Protections without, SimulatedSite world, RealTimeSite surroundings, SerialMeter serial, MqttDevices mqtt, CancellationToken cancellationToken)
    {
        string Local(string meter) => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{surroundings.MeterPort(world.Site.Meters.Single(one => one.Id.Value == meter).Index)}");
        foreach (var (written, real) in new[]
        {
            ("10.0.0.1:502", Local("grid")), ("10.0.0.2:502", Local("shed")), ("10.0.0.3:502", Local("roof")), ("10.0.0.4:502", Local("cell")),
            ("/dev/ttyUSB0", serial.Device), ("10.0.0.9:1883", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{mqtt.Broker.Port}")),
        })
        {
            Assert.Contains(written, text, StringComparison.Ordinal);
            text = text.Replace(written, real, StringComparison.Ordinal);
        }

        var (log, any) = (new ErrorLog(), ListenAddress.Parse("127.0.0.1:0")!);
        var controller = new RunningController(
            Read(text), Examples.Templates,
            new ControllerOptions { Http = any, Ocpp = any, Guard = Guard with { Without = without }, Mqtt = new MqttGatewayOptions { LongestBackOff = TimeSpan.FromSeconds(2) } },
            TimeProvider.System, LoggerFactory.Create(logging => logging.AddProvider(log)));
        Assert.Null(await controller.StartAsync(cancellationToken));
        surroundings.Start(new Uri($"ws://127.0.0.1:{controller.OcppPort}/ocpp"));
        return new FieldRig(world, surroundings, serial, mqtt, controller, log);
    }

    private static Site Read(string text)
    {
        var result = SiteFileReader.Read(text, SiteFile, Examples.Templates);
        Assert.True(result.Site is not null, string.Join('\n', result.Diagnostics));
        return result.Site!;
    }

    private static SimulatedMeter Meter(SimulatedSite world, string id) => world.Meters.Single(meter => meter.Meter.Id.Value == id);

    /// <summary>What the serial meter shows and the publishers tell, once a second.</summary>
    private async Task ServeAsync()
    {
        using var beat = new PeriodicTimer(TimeSpan.FromSeconds(1), TimeProvider.System);
        try
        {
            do
            {
                Serial.Serve(Look(world => Meter(world, "hall").Read(world.Tree)));
                Look(world =>
                {
                    Mqtt.Tell(world, world.Site.Circuits.Single(circuit => circuit.Id.Value == "yard").Index);
                    return true;
                });
            }
            while (await beat.WaitForNextTickAsync(_stop.Token));
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // What we asked for.
        }
    }
}
