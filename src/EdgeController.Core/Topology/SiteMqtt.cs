using System.Collections.Immutable;
using EdgeController.Core.Units;

namespace EdgeController.Core.Topology;

/// <summary>The site's MQTT broker, what is read from it beside meters, and the contract that is published there.</summary>
public sealed record SiteMqtt
{
    /// <summary><c>mqtt://host:port</c>, or <c>mqtts</c> for TLS.</summary>
    public required Uri Broker { get; init; }

    public string? User { get; init; }

    /// <summary>Name of the secret that holds the password; never the password itself.</summary>
    public string? PasswordSecret { get; init; }

    /// <summary>The topic that all topics of the contract begin with.</summary>
    public required string Base { get; init; }

    /// <summary>Devices are announced to Home Assistant; false takes back what was announced, null leaves it alone.</summary>
    public bool? HomeAssistant { get; init; }

    /// <summary>How long a command without a time to live of its own holds, and how old one may be.</summary>
    public TimeSpan CommandTtl { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>MQTT 5; else 3.1.1.</summary>
    public bool IsVersion5 { get; init; } = true;

    /// <summary>PEM file of the authorities to trust; null for the system's own.</summary>
    public string? CaFile { get; init; }

    /// <summary>PEM file of the client's certificate; null for none.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>PEM file of its key.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Prices and forecasts.</summary>
    public ImmutableArray<MqttSeries> Series { get; init; } = [];

    /// <summary>Limits that others publish.</summary>
    public ImmutableArray<MqttLimit> Limits { get; init; } = [];
}

/// <summary>Where one number comes from.</summary>
/// <param name="Topic">One topic.</param>
/// <param name="Path">Where in the JSON of its payload (<c>$.a.b[0]</c>); null where the payload is the number.</param>
/// <param name="Factor">What it is multiplied with to be in A, V or W, import positive.</param>
public sealed record MqttValue(string Topic, string? Path, double Factor);

/// <summary>A meter whose values come over MQTT, by its terminals; null where it does not tell a value.</summary>
public sealed record MqttMeter
{
    public PerPhase<MqttValue?> Voltage { get; init; }

    /// <summary>Magnitude of the current; its sign is that of the power.</summary>
    public PerPhase<MqttValue?> Current { get; init; }

    public PerPhase<MqttValue?> Power { get; init; }

    /// <summary>Active power of all phases.</summary>
    public MqttValue? Total { get; init; }

    /// <summary>State of charge of the battery that it measures, in percent.</summary>
    public MqttValue? StateOfCharge { get; init; }

    /// <summary>Where the time of the measurement stands in the JSON of each message; null where only its arrival tells.</summary>
    public string? TimePath { get; init; }

    /// <summary>An older value is no value.</summary>
    public TimeSpan Ttl { get; init; }
}

/// <summary>What a series of values over time is.</summary>
public enum SeriesKind
{
    /// <summary>Price of energy from the grid, per kWh.</summary>
    ImportPrice,

    /// <summary>What energy fed into the grid earns, per kWh.</summary>
    ExportPrice,

    /// <summary>Power that PV will give, in W.</summary>
    PvForecast,

    /// <summary>Load that is no charging of ours, in W.</summary>
    LoadForecast,
}

/// <summary>A price or a forecast over MQTT.</summary>
/// <param name="Name">Its key in the site file.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Value">Where it comes from, and the factor to its unit.</param>
/// <param name="StartName">What the beginning of an element is called.</param>
/// <param name="ValueName">What the value of an element is called.</param>
/// <param name="Ttl">How long it holds after it was received.</param>
public sealed record MqttSeries(string Name, SeriesKind Kind, MqttValue Value, string StartName, string ValueName, TimeSpan Ttl);

/// <summary>A limit over MQTT: it can only lower.</summary>
/// <param name="Name">Its key in the site file.</param>
/// <param name="Circuit">The circuit that it limits.</param>
/// <param name="Value">Where it comes from, in A or W.</param>
/// <param name="IsPower">A power over all phases; else a current per phase.</param>
/// <param name="Ttl">How long it holds after each message.</param>
public sealed record MqttLimit(string Name, CircuitId Circuit, MqttValue Value, bool IsPower, TimeSpan Ttl);
