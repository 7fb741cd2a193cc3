using System.Threading.Channels;

namespace EdgeController.Drivers.Mqtt;

/// <summary>
/// The port to an MQTT broker. Nothing here waits for the broker: what is published or subscribed while it is away is kept, within bounds,
/// until the connection stands again, and the connection is made again by itself.
/// </summary>
public interface IMqttTransport : IAsyncDisposable
{
    /// <summary>How the connection stands now.</summary>
    MqttLink Link { get; }

    /// <summary>Every change of the connection; a slow reader misses the oldest.</summary>
    ChannelReader<MqttLink> Changes { get; }

    /// <summary>What has arrived and was not taken yet.</summary>
    MqttMailbox Arrived { get; }

    /// <summary>What was counted since the start.</summary>
    MqttCounts Counts { get; }

    /// <summary>Subscribes with QoS 1, now and after each new connection.</summary>
    void Subscribe(string filter);

    /// <summary>Queues a message; the newest of a retained topic takes the place of an older one, beyond the bound the oldest is dropped.</summary>
    void Publish(MqttPublication publication);
}
