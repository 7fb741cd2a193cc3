using System.Globalization;
using System.Text.Json;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Profiles.Csms;

namespace EdgeController.Ocpp.Own;

/// <summary>
/// What the controller tells of itself: the device model of 2.x and the configuration keys of 1.6. All of it can only be read: the site file is
/// the contract.
/// </summary>
internal sealed class OwnVariables
{
    /// <summary>The part (percent) by which a limit of the site must change before the back end is told again.</summary>
    public const double LimitChangeSignificance = 10;

    private const string SmartCharging = "SmartChargingCtrlr";
    private const string Communication = "OCPPCommCtrlr";

    private readonly Entry[] _entries;
    private readonly (string Key, Func<string> Value)[] _keys;

    public OwnVariables(string version, Registration registration, OwnProfiles profiles)
    {
        var interval = () => Text(registration.Interval.TotalSeconds);
        var most = Text(CsmsProfileSet.Most);
        _entries =
        [
            new("ChargingStation", "Available", null, "boolean", () => "true"),
            new("ChargingStation", "AvailabilityState", null, "OptionList", () => "Available"),
            new("ChargingStation", "SupplyPhases", null, "integer", () => "3"),
            new(Communication, "HeartbeatInterval", null, "integer", interval, "s"),
            new(SmartCharging, "Enabled", null, "boolean", () => "true"),
            new(SmartCharging, "Available", null, "boolean", () => "true"),
            new(SmartCharging, "RateUnit", null, "MemberList", () => "A,W"),
            new(SmartCharging, "PeriodsPerSchedule", null, "integer", () => Text(CsmsProfileReader.MostPeriods)),
            new(SmartCharging, "ProfileStackLevel", null, "integer", () => Text(int.MaxValue)),
            new(SmartCharging, "Entries", "ChargingProfiles", "integer", () => Text(profiles.Count)) { Most = most },
            new(SmartCharging, "LimitChangeSignificance", null, "decimal", () => Text(LimitChangeSignificance), "Percent"),
            version == OcppVersion.V21
                ? new(SmartCharging, "NotifyChargingLimitWithSchedules", null, "boolean", () => "true")
                : new(SmartCharging, "Enabled", "NotifyChargingLimitWithSchedules", "boolean", () => "true"),
            new(SmartCharging, "ExternalControlSignalsEnabled", null, "boolean", () => "true"),
        ];
        _keys =
        [
            ("NumberOfConnectors", () => "0"),
            ("SupportedFeatureProfiles", () => "Core,SmartCharging,RemoteTrigger"),
            ("HeartbeatInterval", interval),
            ("ChargeProfileMaxStackLevel", () => Text(int.MaxValue)),
            ("ChargingScheduleAllowedChargingRateUnit", () => "Current,Power"),
            ("ChargingScheduleMaxPeriods", () => Text(CsmsProfileReader.MostPeriods)),
            ("MaxChargingProfilesInstalled", () => most),
        ];
    }

    public ProfileReply Get(JsonElement payload) => Each(payload, "getVariableData", "getVariableResult", (writer, entry, asked) =>
    {
        var attribute = Field(asked, "attributeType") ?? "Actual";
        var value = entry is null ? null : attribute == "Actual" ? entry.Value() : attribute == "MaxSet" ? entry.Most : null;
        writer.WriteString("attributeStatus"u8, entry is null ? Unknown(asked) : value is null ? "NotSupportedAttributeType" : "Accepted");
        writer.WriteString("attributeType"u8, attribute);
        if (value is not null)
        {
            writer.WriteString("attributeValue"u8, value);
        }
    });

    public ProfileReply Set(JsonElement payload) => Each(payload, "setVariableData", "setVariableResult", (writer, entry, asked) =>
    {
        writer.WriteString("attributeStatus"u8, entry is null ? Unknown(asked) : "Rejected");
        if (entry is not null)
        {
            writer.WriteStartObject("attributeStatusInfo"u8);
            writer.WriteString("reasonCode"u8, "ReadOnly"u8);
            writer.WriteEndObject();
        }
    });

    /// <summary>The NotifyReport that follows a GetBaseReport.</summary>
    public byte[] Report(int request, DateTimeOffset now) => ProfileReply.Write(writer =>
    {
        writer.WriteNumber("requestId"u8, request);
        writer.WriteString("generatedAt"u8, Registration.Stamp(now));
        writer.WriteNumber("seqNo"u8, 0);
        writer.WriteBoolean("tbc"u8, false);
        writer.WriteStartArray("reportData"u8);
        foreach (var entry in _entries)
        {
            writer.WriteStartObject();
            Name(writer, entry.Component, entry.Variable, entry.Instance);
            writer.WriteStartArray("variableAttribute"u8);
            writer.WriteStartObject();
            writer.WriteString("value"u8, entry.Value());
            writer.WriteString("mutability"u8, "ReadOnly"u8);
            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteStartObject("variableCharacteristics"u8);
            if (entry.Unit is not null)
            {
                writer.WriteString("unit"u8, entry.Unit);
            }

            writer.WriteString("dataType"u8, entry.Type);
            if (entry.Most is not null)
            {
                writer.WriteNumber("maxLimit"u8, int.Parse(entry.Most, CultureInfo.InvariantCulture));
            }

            writer.WriteBoolean("supportsMonitoring"u8, false);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    /// <summary>1.6: the keys that are asked for, or all.</summary>
    public ProfileReply GetConfiguration(JsonElement payload)
    {
        string[] asked = payload.ValueKind == JsonValueKind.Object && payload.TryGetProperty("key", out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Where(key => key.ValueKind == JsonValueKind.String).Select(key => key.GetString()!)]
            : [];
        return ProfileReply.Of(writer =>
        {
            writer.WriteStartArray("configurationKey"u8);
            foreach (var (key, value) in _keys.Where(known => asked.Length == 0 || asked.Contains(known.Key, StringComparer.OrdinalIgnoreCase)))
            {
                writer.WriteStartObject();
                writer.WriteString("key"u8, key);
                writer.WriteBoolean("readonly"u8, true);
                writer.WriteString("value"u8, value());
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteStartArray("unknownKey"u8);
            foreach (var unknown in asked.Where(key => !Knows(key)))
            {
                writer.WriteStringValue(unknown);
            }

            writer.WriteEndArray();
        });
    }

    public ProfileReply ChangeConfiguration(ProfileFields fields)
    {
        var key = fields.Text("key", required: true);
        return fields.Fault is { } fault ? ProfileReply.Refused(OcppVersion.V16, fault) : ProfileReply.Status(Knows(key!) ? "Rejected" : "NotSupported");
    }

    private bool Knows(string key) => Array.Exists(_keys, known => known.Key.Equals(key, StringComparison.OrdinalIgnoreCase));

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);

    private string Unknown(JsonElement asked) =>
        Array.Exists(_entries, entry => entry.Component.Equals(Field(Part(asked, "component"), "name"), StringComparison.OrdinalIgnoreCase)) ? "UnknownVariable" : "UnknownComponent";

    private static JsonElement Part(JsonElement of, string name) => of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var part) ? part : default;

    private static string? Field(JsonElement of, string name) => Part(of, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static void Name(Utf8JsonWriter writer, string component, string variable, string? instance)
    {
        writer.WriteStartObject("component"u8);
        writer.WriteString("name"u8, component);
        writer.WriteEndObject();
        writer.WriteStartObject("variable"u8);
        writer.WriteString("name"u8, variable);
        if (instance is not null)
        {
            writer.WriteString("instance"u8, instance);
        }

        writer.WriteEndObject();
    }

    private ProfileReply Each(JsonElement payload, string list, string result, Action<Utf8JsonWriter, Entry?, JsonElement> each)
    {
        if (Part(payload, list) is not { ValueKind: JsonValueKind.Array } items || items.GetArrayLength() == 0)
        {
            return new ProfileReply(default, "OccurrenceConstraintViolation", $"{list} is missing");
        }

        return ProfileReply.Of(writer =>
        {
            writer.WriteStartArray(result);
            foreach (var asked in items.EnumerateArray())
            {
                var (component, variable) = (Part(asked, "component"), Part(asked, "variable"));
                var entry = Array.Find(_entries, one => one.Component.Equals(Field(component, "name"), StringComparison.OrdinalIgnoreCase)
                    && one.Variable.Equals(Field(variable, "name"), StringComparison.OrdinalIgnoreCase) && one.Instance == Field(variable, "instance"));
                writer.WriteStartObject();
                each(writer, entry, asked);
                Name(writer, Field(component, "name") ?? "", Field(variable, "name") ?? "", Field(variable, "instance"));
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        });
    }

    private sealed record Entry(string Component, string Variable, string? Instance, string Type, Func<string> Value, string? Unit = null)
    {
        public string? Most { get; init; }
    }
}
