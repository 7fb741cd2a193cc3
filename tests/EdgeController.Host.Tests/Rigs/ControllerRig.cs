using System.Net.Http.Json;
using System.Text.Json;
using EdgeController.Core.Control;
using EdgeController.Core.Planning;
using EdgeController.Core.Units;
using EdgeController.Drivers.Meters;
using EdgeController.Drivers.Modbus.LibModbus;
using EdgeController.Host.Running;
using EdgeController.Host.Tests.Configuration.Sites;

namespace EdgeController.Host.Tests.Rigs;

/// <summary>A controller in operation on free ports, with a Modbus meter that answers once <see cref="ServeMeter"/> was called.</summary>
internal sealed class ControllerRig : IAsyncDisposable
{
    private readonly ModbusTcpServer _meter = ModbusTcpServer.Start();
    private RunningController? _controller;

    public LogBook Log { get; } = new();

    public HttpClient Http { get; } = new();

    /// <summary>What the error lines of this test are about; null where there must be none.</summary>
    public string? Announced { get; set; }

    public int OcppPort => _controller!.OcppPort;

    public SitePicture Picture => _controller!.Picture;

    /// <summary>Two stations, <c>A1</c> and <c>B|2@x</c>, under the back end, which <paramref name="identity"/> has more keys of; the meter belongs to their one circuit.</summary>
    public static async Task<ControllerRig> StartAsync(Uri? csms = null, TimeProvider? time = null, string more = "", string? state = null, string? journal = null, string? identity = null,
        Func<IChargingPlanner>? planner = null, EdgeController.Host.Planning.FeedTimes? feeds = null)
    {
        var rig = new ControllerRig();
        var text = ($$"""
            schema: 1
            site: { name: Rig, timezone: UTC }
            meters:
              grid: { template: janitza-umg96rm, connection: { tcp: "127.0.0.1:{{rig._meter.Port}}", unit: 1 }, poll: 0.2s }
            circuits:
              main: { limit: { amps: 63 }, meter: grid, uncontrolled: { assumed: 20A } }
            stations:
              defaults: { max: 16A, min: 6A, fallback: 6A }
              list:
                - { ids: A1, circuit: main, connectors: 1 }
                - { ids: "B|2@x", circuit: main, connectors: 1 }
            csms: {{(csms is null ? "none" : $"{{ main: {{ url: \"{csms}\", stations: \"*\"{(identity is null ? "" : $", {identity}")} }} }}")}}
            {{more}}
            """);
        var site = more.Length == 0 ? SiteFiles.Good(text) : SiteFiles.Read(text).Site!;
        var loopback = ListenAddress.Parse("127.0.0.1:0")!;
        rig._controller = new RunningController(
            site,
            SiteFiles.Templates,
            new ControllerOptions { Http = loopback, Ocpp = loopback, StateFolder = state, JournalFolder = journal, JournalReserve = 0, Planner = planner, Feeds = feeds },
            time ?? TimeProvider.System,
            rig.Log);
        Assert.Null(await rig._controller.StartAsync(TestContext.Current.CancellationToken));
        rig.Http.BaseAddress = new Uri($"http://127.0.0.1:{rig._controller.HttpPort}");
        return rig;
    }

    public void ServeMeter() => _meter.Serve(1, MeterEncoder.Encode(SiteFiles.Templates["janitza-umg96rm"], new MeterSample
    {
        Voltage = PerPhase.All<Volts?>(new Volts(230)),
        Current = PerPhase.All<Amperes?>(new Amperes(10)),
        Power = PerPhase.All<Watts?>(new Watts(2300)),
        TotalPower = new Watts(6900),
        FrequencyHertz = 50,
    }));

    /// <summary>The picture of the site, as soon as there is a first one.</summary>
    public async Task<JsonElement> SiteAsync()
    {
        await Until.TrueAsync("a picture", async () =>
        {
            using var response = await Http.GetAsync("/api/v1/site", TestContext.Current.CancellationToken);
            return response.IsSuccessStatusCode;
        });
        return await Http.GetFromJsonAsync<JsonElement>("/api/v1/site", TestContext.Current.CancellationToken);
    }

    /// <summary>How many stations are connected to the back end; -1 before the first picture of the site.</summary>
    public async Task<int> UpstreamAsync()
    {
        using var response = await Http.GetAsync("/api/v1/site", TestContext.Current.CancellationToken);
        return response.IsSuccessStatusCode ? (await SiteAsync()).GetProperty("csms")[0].GetProperty("connected").GetInt32() : -1;
    }

    public async Task StopAsync()
    {
        if (_controller is { } controller)
        {
            _controller = null;
            await controller.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _meter.DisposeAsync();
        Http.Dispose();
        Log.AssertClean(Announced);
    }
}
