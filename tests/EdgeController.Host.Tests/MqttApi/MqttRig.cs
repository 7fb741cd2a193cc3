using System.Text.Json;
using EdgeController.Core.Control;
using EdgeController.Core.Planning;
using EdgeController.Host.MqttApi;
using EdgeController.Host.Running;
using EdgeController.Host.Tests.Configuration.Sites;
using EdgeController.Host.Tests.Rigs;
using EdgeController.Tests.Mqtt;
using Microsoft.Extensions.Logging;

namespace EdgeController.Host.Tests.MqttApi;

/// <summary>A controller in operation with a real broker, and a listener that sees and may do all.</summary>
internal sealed class MqttRig : IAsyncDisposable
{
    private RunningController? _controller;
    private MqttGatewayOptions _options = new();
    private string _text = "";
    private Func<IChargingPlanner>? _planner;
    private TimeProvider _time = TimeProvider.System;

    private MqttRig(MosquittoBroker broker, bool owns) => (Broker, _owns) = (broker, owns);

    private readonly bool _owns;

    public MosquittoBroker Broker { get; }

    public BrokerListener Listener { get; private set; } = null!;

    public LogBook Log { get; } = new();

    public SitePicture Picture => _controller!.Picture;

    public int OcppPort => _controller!.OcppPort;

    public int HttpPort => _controller!.HttpPort;

    public const string Meter = """{ mqtt: { topic: em/status, ttl: 4s, values: { current_l1: { path: $.a.c }, current_l2: { path: $.b.c }, current_l3: { path: $.c.c }, power_l1: { path: $.a.p }, power_l2: { path: $.b.p }, power_l3: { path: $.c.p } } } }""";

    /// <summary>Station <c>A1</c>, station <c>B|2@x</c> with two EVSEs, one circuit with a meter over MQTT.</summary>
    public static string SiteText(int port, string mqtt = "", string meters = $"house: {Meter}") => $$"""
        schema: 1
        site: { name: Rig, timezone: UTC }
        meters: { {{meters}} }
        circuits:
          main: { limit: { amps: 100, kw: 60 }, meter: house, uncontrolled: { assumed: 20A } }
        stations:
          defaults: { max: 16A, min: 6A, fallback: 6A }
          list:
            - { ids: A1, circuit: main, connectors: 1 }
            - { ids: "B|2@x", circuit: main, connectors: 2 }
        csms: none
        mqtt: { broker: "mqtt://127.0.0.1:{{port}}", base: edge/rig{{mqtt}} }
        """;

    public static async Task<MqttRig> StartAsync(string mqtt = "", MqttGatewayOptions? options = null, MosquittoBroker? broker = null, string listener = "", string? site = null, bool broken = false, Func<IChargingPlanner>? planner = null, TimeProvider? time = null)
    {
        var rig = new MqttRig(broker ?? await MosquittoBroker.StartAsync(), broker is null);
        rig._planner = planner;
        rig._time = time ?? TimeProvider.System;
        rig._options = options ?? new MqttGatewayOptions();
        rig._text = site ?? SiteText(rig.Broker.Port, mqtt);
        rig.Listener = new BrokerListener(rig.Broker, listener, "#");
        if (!broken)
        {
            await Until.TrueAsync("the listener is there", () => rig.Listener.IsUp);
        }

        await rig.StartControllerAsync();
        if (!broken)
        {
            await Until.TrueAsync("online", () => rig.Listener.Newest("edge/rig/status") == "online" && rig.Listener.Newest("edge/rig/site/mode") is not null);
        }

        return rig;
    }

    public async Task StartControllerAsync()
    {
        var result = SiteFiles.Read(_text);
        Assert.True(result.Site is not null, string.Join('\n', result.Diagnostics));
        var loopback = ListenAddress.Parse("127.0.0.1:0")!;
        _controller = new RunningController(
            result.Site, SiteFiles.Templates, new ControllerOptions { Http = loopback, Ocpp = loopback, Mqtt = _options with { LongestBackOff = TimeSpan.FromSeconds(1) }, Planner = _planner }, _time, Log);
        Assert.Null(await _controller.StartAsync(TestContext.Current.CancellationToken));
    }

    public async Task StopControllerAsync()
    {
        if (_controller is { } controller)
        {
            _controller = null;
            await controller.DisposeAsync();
        }
    }

    /// <summary>A command, and its acknowledgement.</summary>
    public async Task<JsonElement> CommandAsync(string path, string payload)
    {
        var topic = $"edge/rig/ack/{path}";
        var before = Listener.Seen.Count(one => one.Topic == topic);
        Listener.Publish($"edge/rig/cmd/{path}", payload);
        await Until.TrueAsync($"an answer to {path} {payload}", () => Listener.Seen.Count(one => one.Topic == topic) > before);
        return JsonDocument.Parse(Listener.Newest(topic)!).RootElement;
    }

    public string Newest(string topic) => Listener.Newest($"edge/rig/{topic}") ?? "";

    /// <summary>What the topic <c>events</c> has told of that kind.</summary>
    public IReadOnlyList<JsonElement> Events(string kind) =>
        [.. Listener.Seen.Where(one => one.Topic == "edge/rig/events").Select(one => JsonDocument.Parse(one.Text).RootElement).Where(one => one.GetProperty("kind").GetString() == kind)];

    public async ValueTask DisposeAsync()
    {
        await StopControllerAsync();
        await Listener.DisposeAsync();
        if (_owns)
        {
            await Broker.DisposeAsync();
        }

        Assert.DoesNotContain(Log.AtLeast(LogLevel.Error), _ => true);
    }
}
