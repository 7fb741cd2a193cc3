using System.Text.Json;

namespace EdgeController.Simulator.Stations;

/// <summary>The configuration keys of a simulated station (OCPP 1.6 section 9).</summary>
internal sealed class StationConfiguration
{
    private readonly SortedDictionary<string, (string Value, bool ReadOnly)> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    public StationConfiguration(StationOptions options)
    {
        var quirks = options.Quirks;
        _keys["AuthorizeRemoteTxRequests"] = ("false", true);
        _keys["ChargeProfileMaxStackLevel"] = ((quirks.SaysStackLevel ?? quirks.MaxStackLevel).ToString(), true);
        _keys["ChargingScheduleAllowedChargingRateUnit"] =
            (string.Join(',', ((string?[])[quirks.AcceptsAmperes ? quirks.SaysUnitsAsLetters ? "A" : "Current" : null, quirks.AcceptsWatts ? quirks.SaysUnitsAsLetters ? "W" : "Power" : null]).Where(word => word is not null)), true);
        _keys["ChargingScheduleMaxPeriods"] = ("24", true);
        _keys["ClockAlignedDataInterval"] = ("0", false);
        _keys["ConnectionTimeOut"] = ("60", false);
        _keys["ConnectorPhaseRotation"] = ("0.Unknown", false);
        _keys["HeartbeatInterval"] = ("300", false);
        _keys["LocalAuthorizeOffline"] = ("true", false);
        _keys["MaxChargingProfilesInstalled"] = ("16", true);
        _keys["MeterValueSampleInterval"] = ((quirks.Meter.Seconds ?? (int)options.MeterInterval.TotalSeconds).ToString(), false);
        _keys["MeterValuesSampledData"] = (
            quirks.Meter.CurrentNotConfigured ? "Energy.Active.Import.Register" : "Current.Import,Voltage,Power.Active.Import,Energy.Active.Import.Register,Current.Offered",
            quirks.Meter.RejectsMeasurands);
        _keys["NumberOfConnectors"] = (options.Connectors.ToString(), true);
        _keys["SupportedFeatureProfiles"] = (quirks.HasNoSmartCharging ? "Core" : "Core,SmartCharging,RemoteTrigger", true);
        _keys["WebSocketPingInterval"] = ("0", false);
    }

    public string Text(string key) => _keys[key].Value;

    public int Number(string key)
    {
        if (!_numbers.TryGetValue(key, out var number))
        {
            _numbers[key] = number = int.TryParse(_keys[key].Value, out var value) ? value : 0;
        }

        return number;
    }

    public string Change(string key, string value)
    {
        if (!_keys.TryGetValue(key, out var known))
        {
            return "NotSupported";
        }

        if (known.ReadOnly || (int.TryParse(known.Value, out _) && !(int.TryParse(value, out var number) && number >= 0)))
        {
            return "Rejected";
        }

        _keys[key] = (value, false);
        _numbers.Remove(key);
        return "Accepted";
    }

    public void Adopt(string key, int value)
    {
        _keys[key] = (value.ToString(), _keys[key].ReadOnly);
        _numbers.Remove(key);
    }

    public void Write(Utf8JsonWriter writer, JsonElement request)
    {
        var wanted = request.TryGetProperty("key", out var list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0
            ? list.EnumerateArray().Select(item => item.GetString() ?? "").ToList()
            : _keys.Keys.ToList();
        writer.WriteStartArray("configurationKey"u8);
        foreach (var key in wanted.Where(_keys.ContainsKey))
        {
            writer.WriteStartObject();
            writer.WriteString("key"u8, key);
            writer.WriteBoolean("readonly"u8, _keys[key].ReadOnly);
            writer.WriteString("value"u8, _keys[key].Value);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("unknownKey"u8);
        foreach (var key in wanted.Where(key => !_keys.ContainsKey(key)))
        {
            writer.WriteStringValue(key);
        }

        writer.WriteEndArray();
    }
}
