namespace EdgeController.Drivers.Mqtt;

/// <summary>Where a broker is and how it is talked to.</summary>
public sealed record MqttOptions
{
    public required string Host { get; init; }

    public required int Port { get; init; }

    /// <summary>Unique at the broker: a second client with the same one throws the first out.</summary>
    public required string ClientId { get; init; }

    /// <summary>MQTT 5; else 3.1.1.</summary>
    public bool IsVersion5 { get; init; } = true;

    public string? User { get; init; }

    public string? Password { get; init; }

    /// <summary>TLS; null for none.</summary>
    public MqttTls? Tls { get; init; }

    /// <summary>What the broker publishes for us when we are gone without a word; null for nothing.</summary>
    public MqttPublication? Will { get; init; }

    /// <summary>A connection on which nothing has come for so long is asked for a sign, and given up after as long again. At least 5 s.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the broker may take to accept a connection.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan FirstBackOff { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan LongestBackOff { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>False takes payloads of any length: only in a negative control.</summary>
    public bool CapsPayloads { get; init; } = true;

    /// <summary>False lets every message wait by itself, whatever its topic: only in a negative control.</summary>
    public bool Coalesces { get; init; } = true;
}

/// <summary>TLS to a broker: its certificate is always checked, with its name.</summary>
/// <param name="CaFile">PEM file of the authorities to trust; null for the system's own.</param>
/// <param name="CertificateFile">PEM file of the client's certificate; null for none.</param>
/// <param name="KeyFile">PEM file of its key, without a password.</param>
public sealed record MqttTls(string? CaFile, string? CertificateFile, string? KeyFile);
