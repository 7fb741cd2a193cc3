using System.Collections.Immutable;

namespace EdgeController.Host.Configuration.Keys;

/// <summary>What may stand behind a key.</summary>
public enum KeyKind
{
    /// <summary>A mapping with fixed keys.</summary>
    Section,

    /// <summary>A mapping from names that the writer chooses to sections with fixed keys.</summary>
    Named,

    /// <summary>A sequence of sections with fixed keys.</summary>
    List,
    Text,
    Integer,
    Number,
    Amps,
    PhaseAmps,
    Kilowatts,
    Kilovoltamperes,
    Volts,
    Percent,
    Duration,
    Choice,
    Reference,
    Endpoint,
    WebSocketUrl,
    Texts,
    Rotation,
    PhaseList,
    Addresses,
    Patterns,

    /// <summary>Two numbers and what lies between them: <c>45..65</c>.</summary>
    Range,
    Priority,
    TimeOfDay,
    Weekdays,
    YearSpan,

    /// <summary>A current per phase, or a power: <c>16A</c> or <c>150kW</c>.</summary>
    Rating,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Flag,

    /// <summary><c>mqtt://host:port</c> or <c>mqtts://host:port</c>.</summary>
    BrokerUrl,

    /// <summary>One MQTT topic without wildcards.</summary>
    Topic,

    /// <summary>The beginning of topics: levels of letters, digits, dots, dashes and underscores.</summary>
    TopicBase,

    /// <summary>A place in a JSON document: <c>$.a.b[0]</c>.</summary>
    JsonPath,

    /// <summary>The name of a secret: <c>!secret name</c>.</summary>
    Secret,
}

/// <summary>
/// One key of a configuration file: the only place that knows its name, unit, range, default and text. The reader, the JSON Schema and
/// the documentation are made from it. In <see cref="Path"/>, <c>*</c> stands for each name of a map or each element of a list.
/// </summary>
public sealed record KeySpec(string Path, KeyKind Kind, string Help)
{
    public bool Required { get; init; }

    /// <summary>False for a key that is reserved for a feature that does not exist yet: writing it is an error.</summary>
    public bool Built { get; init; } = true;

    /// <summary>What holds where the key is not written, as it would be written.</summary>
    public string? Default { get; init; }

    /// <summary>Least value in the key's unit.</summary>
    public double? Min { get; init; }

    /// <summary>Greatest value in the key's unit.</summary>
    public double? Max { get; init; }

    /// <summary>The key names the unit, so that a bare number is enough.</summary>
    public bool UnitInKey { get; init; }

    /// <summary>The words that a <see cref="KeyKind.Choice"/> takes, a word that may stand for a quantity, or the scalar that may stand for a whole <see cref="KeyKind.Named"/> map.</summary>
    public ImmutableArray<string> Choices { get; init; } = [];

    /// <summary>Words that are reserved for a feature that does not exist yet.</summary>
    public ImmutableArray<string> ChoicesNotBuilt { get; init; } = [];

    /// <summary>A value as it could stand in the file.</summary>
    public string? Example { get; init; }

    /// <summary>The last part of the path.</summary>
    public string Name => Path[(Path.LastIndexOf('.') + 1)..];

    /// <summary>The unit of the value: <c>A</c>, <c>kW</c>, <c>kVA</c>, <c>V</c>, <c>%</c>, <c>s</c>, or null.</summary>
    public string? Unit => Kind switch
    {
        KeyKind.Amps or KeyKind.PhaseAmps or KeyKind.Rating => "A",
        KeyKind.Kilowatts => "kW",
        KeyKind.Kilovoltamperes => "kVA",
        KeyKind.Volts => "V",
        KeyKind.Percent => "%",
        KeyKind.Duration => "s",
        _ => null,
    };

    /// <summary>The value is a section, a map of sections or a list of sections.</summary>
    public bool HasChildren => Kind is KeyKind.Section or KeyKind.Named or KeyKind.List;
}
