using System.Text.Json;

namespace EdgeController.Simulator.Stations;

/// <summary>Reads a <c>chargingProfile</c> of OCPP 2.0.1 or 2.1 strictly, and writes it back for reports.</summary>
internal static class ProfileReader2x
{
    /// <summary>The profile, or why it is refused; neither where the message itself is malformed.</summary>
    public static (StoredProfile? Profile, string? Reason) Read(JsonElement profile, int evse, DateTimeOffset receivedAt)
    {
        if (profile.ValueKind != JsonValueKind.Object
            || ProfileReader.Number(profile, "id") is not { } id
            || ProfileReader.Number(profile, "stackLevel") is not { } level || level < 0
            || !Enum.TryParse<ProfileKind>(ProfileReader.Text(profile, "chargingProfileKind"), out var kind)
            || !profile.TryGetProperty("chargingSchedule", out var schedules) || schedules.ValueKind != JsonValueKind.Array
            || schedules.GetArrayLength() is < 1 or > 3)
        {
            return (null, null);
        }

        var schedule = schedules[0];
        if (ProfileReader.Number(schedule, "id") is null || ProfileReader.Text(schedule, "chargingRateUnit") is not ("A" or "W")
            || ProfileReader.Periods(schedule) is not { } periods)
        {
            return (null, null);
        }

        if (Purpose(ProfileReader.Text(profile, "chargingProfilePurpose")) is not { } purpose)
        {
            return (null, "UnsupportedPurpose");
        }

        // Several schedules are for a vehicle to choose from over ISO 15118, which this station does not speak.
        var start = ProfileReader.Time(schedule, "startSchedule");
        if (schedules.GetArrayLength() > 1 || (kind == ProfileKind.Relative ? start is not null : kind != ProfileKind.Dynamic && start is null))
        {
            return (null, "InvalidSchedule");
        }

        if (purpose == ProfilePurpose.ChargePointMaxProfile && (kind == ProfileKind.Relative || evse != 0))
        {
            return (null, "InvalidProfile");
        }

        return (new StoredProfile
        {
            Id = id,
            Connector = evse,
            StackLevel = level,
            Purpose = purpose,
            Kind = kind,
            Recurrence = kind != ProfileKind.Recurring ? default
                : ProfileReader.Text(profile, "recurrencyKind") == "Weekly" ? ProfileReader.Week : TimeSpan.FromDays(1),
            TransactionId = ProfileReader.Text(profile, "transactionId"),
            ValidFrom = ProfileReader.Time(profile, "validFrom"),
            ValidTo = ProfileReader.Time(profile, "validTo"),
            Duration = ProfileReader.Number(schedule, "duration") is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            StartSchedule = start,
            InWatts = ProfileReader.Text(schedule, "chargingRateUnit") == "W",
            Periods = periods,
            ReceivedAt = receivedAt,
        }, null);
    }

    public static ProfilePurpose? Purpose(string? word) => word switch
    {
        "ChargingStationMaxProfile" => ProfilePurpose.ChargePointMaxProfile,
        "TxDefaultProfile" => ProfilePurpose.TxDefaultProfile,
        "TxProfile" => ProfilePurpose.TxProfile,
        _ => null,
    };

    public static void Write(Utf8JsonWriter writer, StoredProfile profile)
    {
        writer.WriteStartObject();
        writer.WriteNumber("id"u8, profile.Id);
        writer.WriteNumber("stackLevel"u8, profile.StackLevel);
        writer.WriteString(
            "chargingProfilePurpose"u8, profile.Purpose == ProfilePurpose.ChargePointMaxProfile ? "ChargingStationMaxProfile" : profile.Purpose.ToString());
        writer.WriteString("chargingProfileKind"u8, profile.Kind.ToString());
        if (profile.TransactionId is { } transaction)
        {
            writer.WriteString("transactionId"u8, transaction);
        }

        writer.WriteStartArray("chargingSchedule"u8);
        writer.WriteStartObject();
        writer.WriteNumber("id"u8, 1);
        if (profile.StartSchedule is { } start)
        {
            writer.WriteString("startSchedule"u8, start.UtcDateTime);
        }

        if (profile.Duration is { } duration)
        {
            writer.WriteNumber("duration"u8, (int)duration.TotalSeconds);
        }

        writer.WriteString("chargingRateUnit"u8, profile.InWatts ? "W"u8 : "A"u8);
        writer.WriteStartArray("chargingSchedulePeriod"u8);
        foreach (var period in profile.Periods)
        {
            writer.WriteStartObject();
            writer.WriteNumber("startPeriod"u8, period.StartSecond);
            writer.WriteNumber("limit"u8, period.Limit);
            if (period.OperationMode is { } mode)
            {
                writer.WriteString("operationMode"u8, mode);
                writer.WriteNumber("setpoint"u8, period.Setpoint ?? 0);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
