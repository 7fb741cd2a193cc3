using System.Collections.Immutable;
using EdgeController.Host.Configuration.Keys;

namespace EdgeController.Host.Configuration.Sites;

/// <summary>The keys that say how PV and batteries are steered.</summary>
internal static class ResourceKeys
{
    private static readonly ImmutableArray<string> Templates = ["sunspec-inverter", "sunspec-storage", "sunspec-123", "sunspec-124", "sunspec-704"];

    public static KeySpec[] All { get; } =
    [
        new("der.*.mode", KeyKind.Choice, "What a battery is used for: self-consumption (the grid connection near zero), peak-shaving (the import at or below 'target'), plan (what the charging plan wishes), off (it runs by itself). Default: self-consumption where it has 'control'.") { Choices = ["self-consumption", "peak-shaving", "plan", "off"], Example = "self-consumption" },
        new("der.*.target", KeyKind.Kilowatts, "The import that the battery holds: needed for peak-shaving; with self-consumption it keeps 30 % of its usable capacity for that.") { Min = 0, Max = 10000, Example = "40kW" },
        new("der.*.usable", KeyKind.Section, "The part of a battery that orders keep within."),
        new("der.*.usable.soc_min", KeyKind.Percent, "Lowest state of charge.") { Default = "10", Min = 0, Max = 100, UnitInKey = true, Example = "20" },
        new("der.*.usable.soc_max", KeyKind.Percent, "Highest state of charge.") { Default = "95", Min = 0, Max = 100, UnitInKey = true, Example = "95" },
        .. Control("der.*.control", "How a battery is steered."),
        .. Control("der.*.curtail", "How a PV inverter is held back."),
        new("der.*.curtail.own_limit", KeyKind.Kilowatts, "What the inverter feeds in at most by a permanent setting of its own. Below an export limit a device without SunSpec model 704 needs one: without orders it feeds in freely.") { Min = 0, Max = 10000, Example = "5kW" },
    ];

    private static KeySpec[] Control(string at, string help) =>
    [
        new(at, KeyKind.Section, help),
        new($"{at}.template", KeyKind.Choice, "What the device speaks. Of the SunSpec models that it has the newest is used: 704, then 124 (batteries) or 123 (PV).") { Required = true, Choices = Templates, Example = "sunspec-storage" },
        new($"{at}.revert", KeyKind.Duration, "Time after which the device forgets an order that is not renewed: its reversion timer.") { Default = "60s", Min = 10, Max = 600, Example = "60s" },
        new($"{at}.connection", KeyKind.Section, "Where the device is; not needed where its own meter is the same device."),
        new($"{at}.connection.tcp", KeyKind.Endpoint, "Address and port of the device or of its gateway.") { Required = true, Example = "192.168.10.31:502" },
        new($"{at}.connection.unit", KeyKind.Integer, "Modbus unit id.") { Default = "1", Min = 0, Max = 247, Example = "1" },
    ];
}
