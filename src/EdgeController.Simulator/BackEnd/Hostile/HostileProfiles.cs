using System.Globalization;
using System.Text;
using EdgeController.Ocpp.Framing;
using EdgeController.Simulator.World;

namespace EdgeController.Simulator.BackEnd.Hostile;

/// <summary>Random charging profiles in the words of a version: most of them legal, some absurd.</summary>
internal sealed class HostileProfiles(SeededRandom random)
{
    private static readonly string[] Absurd = ["-5", "1000000000", "\"NaN\"", "1e308", "0.1", "null", "\"16\"", "-0.0", "99999999999999999999", "1e-9"];
    private static readonly string[] Purposes = ["TxDefaultProfile", "TxDefaultProfile", "TxDefaultProfile", "TxProfile", "TxProfile", "Max", "Max", "ChargingStationExternalConstraints", "Everything"];

    /// <summary>A SetChargingProfile for the station or one of its EVSEs.</summary>
    public string Set(StationFile station, DateTimeOffset now)
    {
        var is16 = station.Version == OcppVersion.V16;
        var purpose = Purposes[random.Below(random.Chance(0.05) ? Purposes.Length : Purposes.Length - 2)];
        var target = purpose == "Max" && !random.Chance(0.05) ? 0
            : purpose == "TxProfile" && !random.Chance(0.05) ? 1 + random.Below(station.Evses)
            : random.Below(station.Evses + 1) + (random.Chance(0.01) ? 7 : 0);
        var transaction = station.Running.GetValueOrDefault(target) is { } running && !random.Chance(0.05) ? running : random.Chance(0.5) ? null : "4711";
        var profile = Profile(station, purpose, transaction, now);
        return is16 ? $"{{\"connectorId\":{target},\"csChargingProfiles\":{profile}}}" : $"{{\"evseId\":{target},\"chargingProfile\":{profile}}}";
    }

    /// <summary>The TxProfile of a remote start.</summary>
    public string OfStart(StationFile station, DateTimeOffset now) => Profile(station, "TxProfile", null, now);

    private string Profile(StationFile station, string purpose, string? transaction, DateTimeOffset now)
    {
        var is16 = station.Version == OcppVersion.V16;
        var kind = random.Below(10) switch
        {
            < 5 => "Absolute",
            < 7 => "Recurring",
            9 when station.Version == OcppVersion.V21 && random.Chance(0.5) => "Dynamic",
            _ => "Relative",
        };
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{{\"{(is16 ? "chargingProfileId" : "id")}\":{Id(random)},\"stackLevel\":{(random.Chance(0.02) ? -1 : random.Chance(0.02) ? 99 : random.Below(4))},");
        text.Append(CultureInfo.InvariantCulture, $"\"chargingProfilePurpose\":\"{(purpose != "Max" ? purpose : is16 ? "ChargePointMaxProfile" : "ChargingStationMaxProfile")}\",\"chargingProfileKind\":\"{kind}\",");
        if (kind == "Recurring" && !random.Chance(0.05))
        {
            text.Append(random.Chance(0.7) ? "\"recurrencyKind\":\"Daily\"," : "\"recurrencyKind\":\"Weekly\",");
        }

        if (transaction is not null && purpose == "TxProfile")
        {
            text.Append("\"transactionId\":").Append(is16 ? transaction : $"\"{transaction}\"").Append(',');
        }

        if (random.Chance(0.15))
        {
            Moment(text, "validFrom", now.AddMinutes(random.Uniform(-600, 60)));
        }

        if (random.Chance(0.2))
        {
            Moment(text, "validTo", now.AddMinutes(random.Uniform(-60, 600)));
        }

        text.Append("\"chargingSchedule\":").Append(is16 ? "{" : "[{\"id\":1,");
        Schedule(text, kind, now);
        return text.Append(is16 ? "}}" : "}]}").ToString();
    }

    private void Schedule(StringBuilder text, string kind, DateTimeOffset now)
    {
        var inWatts = random.Chance(0.35);
        text.Append(inWatts ? "\"chargingRateUnit\":\"W\"," : "\"chargingRateUnit\":\"A\",");
        if (kind is "Absolute" or "Recurring" && !random.Chance(0.03))
        {
            Moment(text, "startSchedule", now.AddMinutes(random.Uniform(kind == "Recurring" ? -3000 : -120, 15)));
        }

        if (random.Chance(0.5))
        {
            text.Append(CultureInfo.InvariantCulture, $"\"duration\":{(random.Chance(0.03) ? 0 : 300 + random.Below(14_000))},");
        }

        text.Append("\"chargingSchedulePeriod\":[");
        var periods = random.Chance(0.02) ? 0 : kind == "Dynamic" ? 1 : 1 + random.Below(4);
        for (var (period, start) = (0, random.Chance(0.02) ? 30 : 0); period < periods; period++)
        {
            text.Append(period == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $"{{\"startPeriod\":{start},\"limit\":{Limit(inWatts)}");
            text.Append(random.Chance(0.1) ? $",\"numberPhases\":{1 + random.Below(3)}}}" : "}");
            start += random.Chance(0.02) ? -60 : 60 + random.Below(2400);
        }

        text.Append(']');
    }

    public string Limit(bool inWatts)
    {
        if (random.Chance(0.04))
        {
            return Absurd[random.Below(Absurd.Length)];
        }

        var amps = random.Below(10) switch
        {
            0 => 0,
            1 => random.Uniform(0, 6),
            < 8 => random.Uniform(6, 20),
            _ => random.Uniform(20, 200),
        };
        return Math.Round(inWatts ? amps * 690 : amps, 1).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Few ids, so that they meet again; sometimes those that a controller may use for its own.</summary>
    public static int Id(SeededRandom random) => random.Chance(0.03) ? 900_000_000 + random.Below(4) : random.Chance(0.01) ? int.MaxValue : 1 + random.Below(14);

    private static void Moment(StringBuilder text, string name, DateTimeOffset at) =>
        text.Append(CultureInfo.InvariantCulture, $"\"{name}\":\"{at.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}\",");
}
