using System.Text.Json;

namespace EdgeController.Simulator.Stations;

/// <summary>Reads <c>csChargingProfiles</c> strictly, as a conforming station would.</summary>
public static class ProfileReader
{
    internal static readonly TimeSpan Week = TimeSpan.FromDays(7);

    /// <summary>The profile, or null where a field is missing or has no legal value.</summary>
    public static StoredProfile? Read(JsonElement profile, int connector, DateTimeOffset receivedAt)
    {
        if (profile.ValueKind != JsonValueKind.Object
            || Number(profile, "chargingProfileId") is not { } id
            || Number(profile, "stackLevel") is not { } level || level < 0
            || !Enum.TryParse<ProfilePurpose>(Text(profile, "chargingProfilePurpose"), out var purpose)
            || !Enum.TryParse<ProfileKind>(Text(profile, "chargingProfileKind"), out var kind)
            || !profile.TryGetProperty("chargingSchedule", out var schedule)
            || Text(schedule, "chargingRateUnit") is not ("A" or "W")
            || Periods(schedule) is not { } periods || kind == ProfileKind.Dynamic)
        {
            return null;
        }

        return new StoredProfile
        {
            Id = id,
            Connector = connector,
            StackLevel = level,
            Purpose = purpose,
            Kind = kind,
            Recurrence = kind != ProfileKind.Recurring ? default : Text(profile, "recurrencyKind") == "Weekly" ? Week : TimeSpan.FromDays(1),
            TransactionId = Number(profile, "transactionId")?.ToString(),
            ValidFrom = Time(profile, "validFrom"),
            ValidTo = Time(profile, "validTo"),
            Duration = Number(schedule, "duration") is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            StartSchedule = Time(schedule, "startSchedule"),
            InWatts = Text(schedule, "chargingRateUnit") == "W",
            Periods = periods,
            ReceivedAt = receivedAt,
        };
    }

    public static int? Number(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;

    public static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    internal static double? Real(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    internal static DateTimeOffset? Time(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var time) ? time : null;

    internal static List<ProfilePeriod>? Periods(JsonElement schedule)
    {
        if (!schedule.TryGetProperty("chargingSchedulePeriod", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
        {
            return null;
        }

        var periods = new List<ProfilePeriod>();
        foreach (var item in list.EnumerateArray())
        {
            if (Number(item, "startPeriod") is not { } start
                || !item.TryGetProperty("limit", out var limit) || limit.ValueKind != JsonValueKind.Number || limit.GetDouble() < 0
                || (periods.Count == 0 ? start != 0 : start <= periods[^1].StartSecond))
            {
                return null;
            }

            periods.Add(new ProfilePeriod(start, limit.GetDouble(), Number(item, "numberPhases"))
            {
                OperationMode = Text(item, "operationMode"),
                Setpoint = Real(item, "setpoint"),
                DischargeLimit = Real(item, "dischargeLimit"),
            });
        }

        return periods;
    }
}
