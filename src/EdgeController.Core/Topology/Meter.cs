using EdgeController.Core.Units;

namespace EdgeController.Core.Topology;

/// <summary>A meter on the field bus.</summary>
public sealed record Meter
{
    public required MeterId Id { get; init; }

    /// <summary>Place in <see cref="Site.Meters"/>.</summary>
    public required int Index { get; init; }

    /// <summary>Name of the register template in <c>config/meters</c>.</summary>
    public required string Template { get; init; }

    /// <summary>Host name or address of the meter or its gateway, or the path of its serial port.</summary>
    public required string Host { get; init; }

    public required int Port { get; init; }

    /// <summary>Set where the meter hangs on a serial port of this machine; then <see cref="Port"/> is 0.</summary>
    public SerialFormat? Serial { get; init; }

    /// <summary>The bus that it shares with whatever has the same address.</summary>
    public BusAddress Bus => new(Host, Port, Serial);

    /// <summary>Modbus unit id, 0 to 247.</summary>
    public required int Unit { get; init; }

    public required TimeSpan Poll { get; init; }

    /// <summary>How often the meter itself acquires new values, where that is slower than it is polled; zero where nothing is declared.</summary>
    public TimeSpan Refresh { get; init; }

    /// <summary>Where its values come from over MQTT; null for a meter on a Modbus connection.</summary>
    public MqttMeter? Mqtt { get; init; }

    /// <summary>Site phase at each of the meter's terminals.</summary>
    public required PhaseRotation Phases { get; init; }
}
