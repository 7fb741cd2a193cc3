using EdgeController.Core.Units;

namespace EdgeController.Drivers.Mqtt;

/// <summary>Whether the broker is there.</summary>
public enum MqttLinkState
{
    Down,
    Up,
}

/// <summary>The connection to a broker at one moment.</summary>
/// <param name="State">Whether it stands.</param>
/// <param name="Since">Since when.</param>
/// <param name="Problem">Why it does not stand, as a sentence; null while it does and before the first attempt.</param>
public sealed record MqttLink(MqttLinkState State, Instant Since, string? Problem)
{
    /// <summary>Somebody else keeps taking the connection: most likely a second controller with the same client id.</summary>
    public bool TakenOver { get; init; }

    /// <summary>What the broker does not let this client do, as a sentence; null where nothing was refused.</summary>
    public string? Refused { get; init; }
}
