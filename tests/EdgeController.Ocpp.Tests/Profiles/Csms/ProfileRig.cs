using System.Globalization;
using System.Text.Json;
using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Ocpp.Links;
using EdgeController.Ocpp.Profiles.Csms;
using EdgeController.Ocpp.Tests.Links;

namespace EdgeController.Ocpp.Tests.Profiles.Csms;

/// <summary>What a back end says about charging profiles, and what it is answered.</summary>
internal static class ProfileRig
{
    private static int _call;

    /// <summary>A call of the CSMS and the frame that it was answered; null where it was not answered here.</summary>
    public static JsonElement? Ask(this LinkRig rig, string action, string payload)
    {
        var id = $"q{Interlocked.Increment(ref _call)}";
        rig.FromCsms($"""[2,"{id}","{action}",{payload}]""");
        var answer = rig.Csms.FirstOrDefault(text => text.Contains($"\"{id}\"", StringComparison.Ordinal));
        return answer is null ? null : JsonDocument.Parse(answer).RootElement;
    }

    /// <summary>The status in the answer, with the reason code where there is one; the error code of a CALLERROR.</summary>
    public static string Word(this JsonElement? answer)
    {
        if (answer is not { } frame)
        {
            return "passed";
        }

        if (frame[0].GetInt32() == 4)
        {
            return frame[2].GetString()!;
        }

        var status = frame[2].GetProperty("status").GetString()!;
        return frame[2].TryGetProperty("statusInfo", out var info) ? $"{status} {info.GetProperty("reasonCode").GetString()}" : status;
    }

    public static string Set(this LinkRig rig, int target, string profile, string version = "1.6") => rig.Ask(
        "SetChargingProfile",
        version == "1.6" ? $$"""{"connectorId":{{target}},"csChargingProfiles":{{profile}}}""" : $$"""{"evseId":{{target}},"chargingProfile":{{profile}}}""").Word();

    /// <summary>A 1.6 profile; <paramref name="more"/> are further fields of the profile, <paramref name="schedule"/> of its schedule, each with a comma before it.</summary>
    public static string Profile16(
        int id = 1, int level = 0, string purpose = "TxDefaultProfile", string kind = "Absolute", string periods = """{"startPeriod":0,"limit":10}""", string more = "", string? schedule = null, string unit = "A") =>
        $$"""{"chargingProfileId":{{id}},"stackLevel":{{level}},"chargingProfilePurpose":"{{purpose}}","chargingProfileKind":"{{kind}}"{{more}},"chargingSchedule":{"""
        + Schedule(kind, periods, schedule, unit) + "}";

    /// <summary>A 2.x profile.</summary>
    public static string Profile2(
        int id = 1, int level = 0, string purpose = "TxDefaultProfile", string kind = "Absolute", string periods = """{"startPeriod":0,"limit":10}""", string more = "", string? schedule = null, string unit = "A") =>
        $$"""{"id":{{id}},"stackLevel":{{level}},"chargingProfilePurpose":"{{purpose}}","chargingProfileKind":"{{kind}}"{{more}},"chargingSchedule":[{"id":1,"""
        + Schedule(kind, periods, schedule, unit) + "]}";

    private static string Schedule(string kind, string periods, string? schedule, string unit) =>
        $"\"chargingRateUnit\":\"{unit}\",\"chargingSchedulePeriod\":[{periods}]{schedule ?? (kind is "Relative" or "Dynamic" ? "" : ",\"startSchedule\":\"2026-03-01T00:00:00Z\"")}}}";

    /// <summary>The newest limit that the guard was told of the EVSE.</summary>
    public static CsmsLimit? Limit(this LinkRig rig, int evse = 1) => rig.Events.OfType<CsmsLimitChanged>().LastOrDefault(changed => changed.Evse.Number == evse)?.Limit;

    public static double? Amps(this LinkRig rig, int evse = 1) => rig.Limit(evse)?.Amps?.Value;

    public static CsmsLimit? Total(this LinkRig rig) => rig.Events.OfType<CsmsTotalChanged>().LastOrDefault()?.Limit;

    public static KeptProfiles? Book(this LinkRig rig) => rig.Outputs.OfType<KeepProfiles>().LastOrDefault()?.Book;

    /// <summary>The periods of a composite schedule as start:limit.</summary>
    public static string Composite(this LinkRig rig, int target, int duration, string version = "1.6", string unit = "")
    {
        var answer = rig.Ask("GetCompositeSchedule", $$"""{"{{(version == "1.6" ? "connectorId" : "evseId")}}":{{target}},"duration":{{duration}}{{unit}}}""");
        return answer.Word() != "Accepted" ? answer.Word() : string.Join(
            ' ',
            answer!.Value[2].GetProperty(version == "1.6" ? "chargingSchedule" : "schedule").GetProperty("chargingSchedulePeriod").EnumerateArray()
                .Select(period => string.Create(CultureInfo.InvariantCulture, $"{period.GetProperty("startPeriod").GetInt32()}:{period.GetProperty("limit").GetDouble()}")));
    }
}
