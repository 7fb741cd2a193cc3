using System.Globalization;
using EdgeController.Ocpp.Framing;
using EdgeController.Simulator.World;

namespace EdgeController.Simulator.BackEnd.Hostile;

/// <summary>Random calls of a hostile back end: whole frames, some of them broken.</summary>
internal sealed class HostileCalls(SeededRandom random)
{
    private static readonly string[] Keys16 =
    [
        "MeterValueSampleInterval", "MeterValueSampleInterval", "MeterValuesSampledData", "HeartbeatInterval", "ChargeProfileMaxStackLevel", "MaxCurrent", "ClockAlignedDataInterval", "NoSuchKey",
    ];

    private static readonly (string Component, string Variable)[] Variables =
    [
        ("SampledDataCtrlr", "TxUpdatedInterval"), ("SampledDataCtrlr", "TxUpdatedMeasurands"), ("SmartChargingCtrlr", "LimitChangeSignificance"), ("SmartChargingCtrlr", "Enabled"),
        ("OCPPCommCtrlr", "HeartbeatInterval"), ("NoSuchCtrlr", "Nothing"),
    ];

    private static readonly string[] Messages = ["BootNotification", "Heartbeat", "StatusNotification", "MeterValues", "MeterValues", "TransactionEvent", "FirmwareStatusNotification", "Nonsense"];
    private readonly HostileProfiles _profiles = new(random);
    private int _last;

    /// <summary>The next frame for that station.</summary>
    public byte[] Next(StationFile station, DateTimeOffset now)
    {
        var id = "h-" + (++_last).ToString(CultureInfo.InvariantCulture);
        if (random.Chance(0.02))
        {
            return Broken(id);
        }

        var (action, payload) = Pick(station, now);
        return System.Text.Encoding.UTF8.GetBytes($"[2,\"{id}\",\"{action}\",{payload}]");
    }

    private (string Action, string Payload) Pick(StationFile station, DateTimeOffset now)
    {
        var is16 = station.Version == OcppVersion.V16;
        var evse = 1 + random.Below(station.Evses);
        return random.Below(1000) switch
        {
            < 360 => ("SetChargingProfile", _profiles.Set(station, now)),
            < 460 => ("ClearChargingProfile", Clear(is16, station)),
            < 600 => ("GetCompositeSchedule", $"{{\"{(is16 ? "connectorId" : "evseId")}\":{random.Below(station.Evses + 1)},\"duration\":{Durations()}{(random.Chance(0.5) ? "" : random.Chance(0.6) ? ",\"chargingRateUnit\":\"A\"" : ",\"chargingRateUnit\":\"W\"")}}}"),
            < 660 when !is16 => ("GetChargingProfiles", $"{{\"requestId\":{++_last},{(random.Chance(0.5) ? $"\"evseId\":{random.Below(station.Evses + 1)}," : "")}\"chargingProfile\":{{{(random.Chance(0.3) ? "\"stackLevel\":1" : "")}}}}}"),
            < 680 when station.Version == OcppVersion.V21 => ("UpdateDynamicSchedule", $"{{\"chargingProfileId\":{HostileProfiles.Id(random)},\"scheduleUpdate\":{{\"limit\":{_profiles.Limit(false)}}}}}"),
            < 687 => ("Reset", is16 ? $"{{\"type\":\"{(random.Chance(0.5) ? "Soft" : "Hard")}\"}}" : $"{{\"type\":\"{(random.Chance(0.5) ? "OnIdle" : "Immediate")}\"}}"),
            < 740 => Start(is16, evse, station, now),
            < 752 => Stop(is16, evse, station),
            < 760 => ("ChangeAvailability", is16 ? $"{{\"connectorId\":{random.Below(2)},\"type\":\"{Operative}\"}}" : $"{{\"operationalStatus\":\"{Operative}\"}}"),
            < 810 => Configure(is16),
            < 830 => is16 ? ("GetConfiguration", random.Chance(0.5) ? "{}" : "{\"key\":[\"MeterValueSampleInterval\",\"NoSuchKey\"]}") : ("GetBaseReport", $"{{\"requestId\":{++_last},\"reportBase\":\"FullInventory\"}}"),
            < 900 => ("TriggerMessage", $"{{\"requestedMessage\":\"{Messages[random.Below(Messages.Length)]}\"{(random.Chance(0.5) ? "" : is16 ? $",\"connectorId\":{evse}" : $",\"evse\":{{\"id\":{evse}}}")}}}"),
            < 920 => ("ClearCache", "{}"),
            < 924 => ("UnlockConnector", is16 ? $"{{\"connectorId\":{evse}}}" : $"{{\"evseId\":{evse},\"connectorId\":1}}"),
            < 950 => ("DataTransfer", "{\"vendorId\":\"nobody\",\"messageId\":\"x\",\"data\":\"{}\"}"),
            < 975 => ("BrewCoffee", "{\"cups\":2}"),
            _ => ("SetChargingProfile", random.Chance(0.5) ? "{}" : "{\"connectorId\":\"one\",\"evseId\":{},\"csChargingProfiles\":[],\"chargingProfile\":7}"),
        };
    }

    private string Operative => random.Chance(0.9) ? "Operative" : "Inoperative";

    private int Durations() => random.Chance(0.03) ? 0 : random.Chance(0.03) ? 86_400_000 : 300 + random.Below(20_000);

    private string Clear(bool is16, StationFile station)
    {
        var name = is16 ? "id" : "chargingProfileId";
        var criteria = random.Below(4) switch
        {
            0 => $"\"stackLevel\":{random.Below(4)}",
            1 => $"\"chargingProfilePurpose\":\"{(random.Chance(0.5) ? "TxDefaultProfile" : is16 ? "ChargePointMaxProfile" : "ChargingStationMaxProfile")}\"",
            2 => $"\"{(is16 ? "connectorId" : "evseId")}\":{random.Below(station.Evses + 1)}",
            _ => "",
        };
        return random.Chance(0.6) ? $"{{\"{name}\":{HostileProfiles.Id(random)}}}"
            : criteria.Length == 0 ? "{}"
            : is16 ? $"{{{criteria}}}" : $"{{\"chargingProfileCriteria\":{{{criteria}}}}}";
    }

    private (string Action, string Payload) Start(bool is16, int evse, StationFile station, DateTimeOffset now)
    {
        var profile = random.Chance(0.4) ? $",\"chargingProfile\":{_profiles.OfStart(station, now)}" : "";
        return is16
            ? ("RemoteStartTransaction", $"{{\"connectorId\":{evse},\"idTag\":\"REMOTE\"{profile}}}")
            : ("RequestStartTransaction", $"{{\"evseId\":{evse},\"remoteStartId\":{++_last},\"idToken\":{{\"idToken\":\"REMOTE\",\"type\":\"Central\"}}{profile}}}");
    }

    private static (string Action, string Payload) Stop(bool is16, int evse, StationFile station)
    {
        var transaction = station.Running.GetValueOrDefault(evse, "4711");
        return is16 ? ("RemoteStopTransaction", $"{{\"transactionId\":{transaction}}}") : ("RequestStopTransaction", $"{{\"transactionId\":\"{transaction}\"}}");
    }

    private (string Action, string Payload) Configure(bool is16)
    {
        string[] seconds = ["0", "5", "10", "60", "300", "900", "-1", "soon"];
        string[] measurands = ["Energy.Active.Import.Register", "Energy.Active.Import.Register,Power.Active.Import", "Current.Import,Voltage", "", "NoSuchMeasurand"];
        if (is16)
        {
            var key = Keys16[random.Below(Keys16.Length)];
            return ("ChangeConfiguration", $"{{\"key\":\"{key}\",\"value\":\"{(key == "MeterValuesSampledData" ? measurands[random.Below(measurands.Length)] : seconds[random.Below(seconds.Length)])}\"}}");
        }

        var (component, variable) = Variables[random.Below(Variables.Length)];
        var value = variable.EndsWith("Measurands", StringComparison.Ordinal) ? measurands[random.Below(measurands.Length)] : variable == "Enabled" ? "false" : seconds[random.Below(seconds.Length)];
        return ("SetVariables", $"{{\"setVariableData\":[{{\"attributeValue\":\"{value}\",\"component\":{{\"name\":\"{component}\"}},\"variable\":{{\"name\":\"{variable}\"}}}}]}}");
    }

    private byte[] Broken(string id) => random.Below(6) switch
    {
        0 => System.Text.Encoding.UTF8.GetBytes($"[2,\"{id}\",\"SetChargingProfile\",{{\"connectorId\":1"),
        1 => System.Text.Encoding.UTF8.GetBytes($"[3,\"{id}\",{{\"status\":\"Accepted\"}}]"),
        2 => System.Text.Encoding.UTF8.GetBytes($"[4,\"{id}\",\"InternalError\",\"nobody asked\",{{}}]"),
        3 => "hello"u8.ToArray(),
        4 => "[]"u8.ToArray(),
        _ => System.Text.Encoding.UTF8.GetBytes($"[2,\"{id}\",\"Reset\"]"),
    };
}
