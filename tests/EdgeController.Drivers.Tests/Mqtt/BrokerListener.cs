using System.Collections.Concurrent;
using System.Text;
using EdgeController.Core.Control;
using EdgeController.Drivers.Mqtt;
using EdgeController.Drivers.Mqtt.LibMosquitto;

namespace EdgeController.Tests.Mqtt;

/// <summary>A client of the test beside the controller's: keeps what arrives, in its order, and publishes.</summary>
internal sealed class BrokerListener : IAsyncDisposable
{
    private readonly MosquittoClient _client;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _pump;

    public BrokerListener(MosquittoBroker broker, string user = "", params string[] filters)
    {
        var clock = new SiteClock(TimeProvider.System);
        _client = new MosquittoClient(
            new MqttOptions
            {
                Host = "127.0.0.1",
                Port = broker.Port,
                ClientId = $"listener-{Guid.NewGuid():N}",
                User = user.Length == 0 ? null : user,
                Password = user.Length == 0 ? null : $"{user}-secret",
                LongestBackOff = TimeSpan.FromSeconds(1),
                Coalesces = false,
            },
            () => clock.Now);
        foreach (var filter in filters)
        {
            _client.Subscribe(filter);
        }

        _pump = PumpAsync();
    }

    public ConcurrentQueue<(string Topic, string Text, bool Retained)> Seen { get; } = new();

    public bool IsUp => _client.Link.State == MqttLinkState.Up;

    public long Published => _client.Counts.Published;

    public string? Newest(string topic) => Seen.LastOrDefault(one => one.Topic == topic).Text;

    public void Publish(string topic, string text, bool retained = false) => Publish(topic, Encoding.UTF8.GetBytes(text), retained);

    public void Publish(string topic, byte[] payload, bool retained = false) => _client.Publish(new MqttPublication(topic, payload, 1, retained));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _pump;
        await _client.DisposeAsync();
        _stop.Dispose();
    }

    private async Task PumpAsync()
    {
        try
        {
            while (true)
            {
                await _client.Arrived.WaitAsync(_stop.Token);
                while (_client.Arrived.TryTake(out var message))
                {
                    Seen.Enqueue((message.Topic, Encoding.UTF8.GetString(message.Payload.Span), message.Retained));
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }
}
