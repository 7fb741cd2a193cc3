using EdgeController.Core.Units;

namespace EdgeController.Drivers.Mqtt;

/// <summary>A message as it arrived.</summary>
/// <param name="Topic">Its topic, without wildcards.</param>
/// <param name="Payload">Its bytes; empty where it was longer than is taken.</param>
/// <param name="Retained">The broker kept it and gave it to a new subscription: nobody knows how old it is.</param>
/// <param name="At">When it was received.</param>
public sealed record MqttMessage(string Topic, ReadOnlyMemory<byte> Payload, bool Retained, Instant At)
{
    /// <summary>A payload longer than this is not taken.</summary>
    public const int LongestPayload = 64 * 1024;

    /// <summary>How many bytes were sent.</summary>
    public int Length { get; init; }

    /// <summary>The payload was longer than is taken.</summary>
    public bool IsTooLong => Length > Payload.Length;

    /// <summary>What is left of the message's life by MQTT 5 (3.3.2.3.3); null where the sender sets none.</summary>
    public TimeSpan? Expiry { get; init; }

    /// <summary>Messages of the same topic that this one replaced before anybody took them.</summary>
    public int Replaced { get; init; }
}

/// <summary>A message to publish.</summary>
/// <param name="Topic">Its topic, without wildcards.</param>
/// <param name="Payload">Its bytes; empty and retained removes what the broker keeps.</param>
/// <param name="Qos">0 or 1.</param>
/// <param name="Retained">The broker keeps it for who subscribes later.</param>
public sealed record MqttPublication(string Topic, ReadOnlyMemory<byte> Payload, int Qos, bool Retained)
{
    /// <summary>How long it is worth delivering (MQTT 5 only); null for any time.</summary>
    public TimeSpan? Expiry { get; init; }
}

/// <summary>What a connection has counted since the start.</summary>
/// <param name="Received">Messages that arrived.</param>
/// <param name="TooLong">Of these, the ones longer than is taken.</param>
/// <param name="Replaced">Messages that a newer one of the same topic replaced before they were taken.</param>
/// <param name="Dropped">Messages that arrived and were dropped because too many topics waited.</param>
/// <param name="Published">Messages that the broker has confirmed.</param>
/// <param name="Refused">Messages that the broker refused.</param>
/// <param name="Unsent">Messages that were dropped before they were sent.</param>
/// <param name="Connections">Connections that stood.</param>
public sealed record MqttCounts(long Received, long TooLong, long Replaced, long Dropped, long Published, long Refused, long Unsent, long Connections);
