using System.Text;
using System.Text.Json.Nodes;
using EdgeController.Core.Units;
using EdgeController.Drivers.Mqtt;
using EdgeController.Drivers.Mqtt.LibMosquitto;
using EdgeController.Simulator.World;
using EdgeController.Tests.Mqtt;

namespace EdgeController.Scenarios.RealTime.Field;

/// <summary>How a device that publishes misbehaves.</summary>
internal enum Publishing
{
    Normal,

    /// <summary>It publishes nothing.</summary>
    Silent,

    /// <summary>It publishes what it told last; a meter with a new time.</summary>
    Frozen,
}

/// <summary>A real broker of this run, a meter and a price feed that publish to it each second over a connection of their own.</summary>
internal sealed class MqttDevices : IAsyncDisposable
{
    private readonly MosquittoClient _client;
    private PerPhase<double> _told;
    private PerPhase<double> _volts;
    private string _prices = "";

    private MqttDevices(MosquittoBroker broker)
    {
        Broker = broker;
        var from = TimeProvider.System.GetTimestamp();
        _client = new MosquittoClient(
            new MqttOptions { Host = "127.0.0.1", Port = broker.Port, ClientId = "devices", LongestBackOff = TimeSpan.FromSeconds(2) }, () => new Instant(TimeProvider.System.GetElapsedTime(from)));
    }

    public MosquittoBroker Broker { get; }

    public Publishing Meter { get; set; }

    public Publishing Prices { get; set; }

    public static async Task<MqttDevices> StartAsync() => new(await MosquittoBroker.StartAsync());

    /// <summary>What both tell in this second.</summary>
    public void Tell(SimulatedSite world, int circuit)
    {
        var now = TimeProvider.System.GetUtcNow();
        if (Meter == Publishing.Normal)
        {
            _told = PerPhase.Each.Aggregate(default(PerPhase<double>), (all, phase) => all.With(phase, world.Tree.Amps(circuit, phase)));
            _volts = new(229.5 + (now.Millisecond / 1000.0), 230 + (now.Millisecond / 1500.0), 230.2 - (now.Millisecond / 1200.0));
        }

        if (Meter != Publishing.Silent)
        {
            var body = new JsonObject { ["ts"] = FormattableString.Invariant($"{now:O}") };
            foreach (var phase in PerPhase.Each)
            {
                var n = (int)phase + 1;
                (body[$"u{n}"], body[$"i{n}"], body[$"p{n}"]) = (Math.Round(_volts[phase], 2), Math.Round(_told[phase], 3), Math.Round(_volts[phase] * _told[phase], 1));
            }

            Publish("yard/em", body.ToJsonString());
        }

        if (Prices == Publishing.Normal)
        {
            // Two prices of five seconds: what is told ends soon, and who stops telling is missed soon.
            _prices = FormattableString.Invariant($$"""{"prices":[{"start":"{{now:O}}","value":0.21},{"start":"{{now.AddSeconds(5):O}}","value":0.24}]}""");
        }

        if (Prices != Publishing.Silent)
        {
            Publish("feed/price", _prices);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await Broker.DisposeAsync();
    }

    private void Publish(string topic, string text) => _client.Publish(new MqttPublication(topic, Encoding.UTF8.GetBytes(text), 0, Retained: false));
}
