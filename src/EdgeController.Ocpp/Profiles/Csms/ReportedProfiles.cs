using System.Text.Json;

namespace EdgeController.Ocpp.Profiles.Csms;

/// <summary>Answers GetChargingProfiles (2.x K09): which profiles match, and the reports that tell of them, one for each EVSE.</summary>
internal static class ReportedProfiles
{
    /// <summary>The answer and the payloads of the reports that follow it.</summary>
    public static (ProfileReply Reply, IReadOnlyList<byte[]> Reports) Answer(string version, ProfileFields fields, IReadOnlyList<CsmsProfile> all)
    {
        var request = fields.Whole("requestId", required: true);
        var criteria = fields.Object("chargingProfile", required: true);
        var evse = fields.Whole("evseId", least: 0);
        var ids = criteria?.Numbers("chargingProfileId");
        var sources = criteria?.Texts("chargingLimitSource");
        var level = criteria?.Whole("stackLevel", least: 0);
        var foreign = criteria?.Text("chargingProfilePurpose") is "ChargingStationExternalConstraints" or "PriorityCharging" or "LocalGeneration";
        var purpose = foreign ? null : PurposeWords.Read(version, criteria);
        if (fields.Fault is { } fault)
        {
            return (ProfileReply.Refused(version, fault), []);
        }

        // All that is kept here was set by the back end: its source is CSO.
        var matching = foreign || (sources is { Count: > 0 } && !sources.Contains("CSO")) ? [] : all.Where(profile =>
            profile.Target is { } target && (evse is null || target == evse) && (ids is null || ids.Contains(profile.Id))
            && (purpose is null || profile.Purpose == purpose) && (level is null || profile.StackLevel == level)).ToArray();
        if (matching.Length == 0)
        {
            return (ProfileReply.Status("NoProfiles"), []);
        }

        var groups = matching.GroupBy(profile => profile.Target!.Value).OrderBy(group => group.Key).ToArray();
        return (ProfileReply.Status("Accepted"), [.. groups.Select((group, place) => Report(request!.Value, group.Key, [.. group], place < groups.Length - 1))]);
    }

    private static byte[] Report(int request, int evse, CsmsProfile[] profiles, bool more) => ProfileReply.Write(writer =>
    {
        writer.WriteNumber("requestId"u8, request);
        writer.WriteString("chargingLimitSource"u8, "CSO"u8);
        writer.WriteNumber("evseId"u8, evse);
        writer.WriteStartArray("chargingProfile"u8);
        foreach (var profile in profiles)
        {
            Write(writer, profile);
        }

        writer.WriteEndArray();
        writer.WriteBoolean("tbc"u8, more);
    });

    /// <summary>As it came, with the transaction that a start's profile has been bound to.</summary>
    private static void Write(Utf8JsonWriter writer, CsmsProfile profile)
    {
        using var document = JsonDocument.Parse(profile.Json);
        if (profile.Transaction is not { } transaction || document.RootElement.TryGetProperty("transactionId", out _))
        {
            document.RootElement.WriteTo(writer);
            return;
        }

        writer.WriteStartObject();
        foreach (var property in document.RootElement.EnumerateObject())
        {
            property.WriteTo(writer);
        }

        writer.WriteString("transactionId"u8, transaction);
        writer.WriteEndObject();
    }
}
