using System.Globalization;
using System.Text.Json.Nodes;

namespace EdgeController.Ocpp.Profiles.Csms;

/// <summary>Writes a new value into the text of a dynamic profile, so that it is reported as it stands.</summary>
internal static class DynamicText
{
    public static string With(string profile, double? limit, double? second, double? third, DateTimeOffset at)
    {
        var text = JsonNode.Parse(profile)!.AsObject();
        var period = text["chargingSchedule"]![0]!["chargingSchedulePeriod"]![0]!.AsObject();
        Set(period, "limit", limit);
        Set(period, "limit_L2", second);
        Set(period, "limit_L3", third);
        text["dynUpdateTime"] = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        return text.ToJsonString();
    }

    private static void Set(JsonObject period, string name, double? value)
    {
        if (value is { } number)
        {
            period[name] = number;
        }
    }
}
