using System.Text.Json;

namespace EdgeController.Simulator.Stations;

/// <summary>The device model of a 2.x station: the part that concerns charging, over the same values as the 1.6 configuration keys.</summary>
internal sealed class StationVariables(StationOptions options, StationConfiguration configuration)
{
    private sealed record Entry(string Component, string Variable, string? Instance, Func<string> Value, string? Key = null, string? Limit = null);

    private readonly Entry[] _entries =
    [
        new("SmartChargingCtrlr", "Enabled", null, () => "true"),
        new("SmartChargingCtrlr", "Available", null, () => "true"),
        new("SmartChargingCtrlr", "ProfileStackLevel", null, () => configuration.Text("ChargeProfileMaxStackLevel")),
        new("SmartChargingCtrlr", "PeriodsPerSchedule", null, () => configuration.Text("ChargingScheduleMaxPeriods")),
        new("SmartChargingCtrlr", "RateUnit", null, () =>
            options.DcEfficiency is not null ? "W" : options.Quirks.AcceptsAmperes && options.Quirks.AcceptsWatts ? "A,W" : options.Quirks.AcceptsWatts ? "W" : "A"),
        new("SmartChargingCtrlr", "Entries", "ChargingProfiles", () => "0", Limit: "16"),
        new("SmartChargingCtrlr", "MaxExternalConstraintsId", null, () => options.Quirks.MaxExternalConstraintsId.ToString()),
        new("SmartChargingCtrlr", "ACPhaseSwitchingSupported", null, () => options.SwitchesPhases ? "true" : "false"),
        new("SampledDataCtrlr", "TxUpdatedInterval", null, () => configuration.Text("MeterValueSampleInterval"), "MeterValueSampleInterval"),
        new("SampledDataCtrlr", "TxUpdatedMeasurands", null, () => configuration.Text("MeterValuesSampledData"), "MeterValuesSampledData"),
        new("OCPPCommCtrlr", "HeartbeatInterval", null, () => configuration.Text("HeartbeatInterval"), "HeartbeatInterval"),
    ];

    /// <summary>Answers GetVariables.</summary>
    public void Write(Utf8JsonWriter writer, JsonElement request) => Each(writer, request, "getVariableData", "getVariableResult", (entry, asked) =>
    {
        var attribute = ProfileReader.Text(asked, "attributeType") ?? "Actual";
        var value = entry is null ? null : attribute == "Actual" ? entry.Value() : attribute == "MaxSet" ? entry.Limit : null;
        writer.WriteString("attributeStatus"u8, value is not null ? "Accepted"u8 : entry is null ? "UnknownVariable"u8 : "NotSupportedAttributeType"u8);
        writer.WriteString("attributeType"u8, attribute);
        if (value is not null)
        {
            writer.WriteString("attributeValue"u8, value);
        }
    });

    /// <summary>Answers SetVariables.</summary>
    public void Change(Utf8JsonWriter writer, JsonElement request) => Each(writer, request, "setVariableData", "setVariableResult", (entry, asked) =>
    {
        var status = entry is null ? "UnknownVariable"
            : entry.Key is null || configuration.Change(entry.Key, ProfileReader.Text(asked, "attributeValue") ?? "") != "Accepted" ? "Rejected"
            : "Accepted";
        writer.WriteString("attributeStatus"u8, status);
    });

    /// <summary>All variables in one NotifyReport.</summary>
    public void WriteReport(Utf8JsonWriter writer, int request, DateTime generatedAt)
    {
        writer.WriteNumber("requestId"u8, request);
        writer.WriteString("generatedAt"u8, generatedAt);
        writer.WriteNumber("seqNo"u8, 0);
        writer.WriteBoolean("tbc"u8, false);
        writer.WriteStartArray("reportData"u8);
        foreach (var entry in _entries)
        {
            writer.WriteStartObject();
            WriteName(writer, entry.Component, entry.Variable, entry.Instance);
            writer.WriteStartArray("variableAttribute"u8);
            writer.WriteStartObject();
            writer.WriteString("value"u8, entry.Value());
            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteName(Utf8JsonWriter writer, string component, string variable, string? instance)
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

    private void Each(Utf8JsonWriter writer, JsonElement request, string list, string result, Action<Entry?, JsonElement> each)
    {
        writer.WriteStartArray(result);
        foreach (var asked in request.TryGetProperty(list, out var items) && items.ValueKind == JsonValueKind.Array ? [.. items.EnumerateArray()] : Array.Empty<JsonElement>())
        {
            var component = asked.TryGetProperty("component", out var part) ? ProfileReader.Text(part, "name") ?? "" : "";
            var named = asked.TryGetProperty("variable", out var property);
            var variable = named ? ProfileReader.Text(property, "name") ?? "" : "";
            var instance = named ? ProfileReader.Text(property, "instance") : null;
            writer.WriteStartObject();
            each(Array.Find(_entries, one => one.Component == component && one.Variable == variable && one.Instance == instance), asked);
            WriteName(writer, component, variable, instance);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
