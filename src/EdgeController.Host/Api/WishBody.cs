using System.Globalization;
using System.Text.Json;
using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Configuration.Sites;

namespace EdgeController.Host.Api;

/// <summary>Reads the JSON of a wish: <c>departure</c> (ISO 8601 with offset), <c>energyKwh</c> (still needed), <c>priority</c>, <c>mode</c>.</summary>
internal static class WishBody
{
    private static readonly TimeSpan Furthest = TimeSpan.FromDays(14);

    /// <summary>The wish with what the body says, or a sentence that says what is wrong with it.</summary>
    public static (SessionWished? Wish, string? Problem) Read(JsonElement body, SessionWished wish, DateTimeOffset wall)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            return (null, "the body must be an object with departure, energyKwh, priority or mode");
        }

        var said = false;
        foreach (var field in body.EnumerateObject())
        {
            var value = field.Value;
            if (value.ValueKind == JsonValueKind.Null)
            {
                continue;
            }

            said = true;
            switch (field.Name)
            {
                case "departure" when Departure(value) is { } leaves && leaves > wall && leaves - wall <= Furthest:
                    wish = wish with { Departure = wish.At + (leaves - wall) };
                    break;
                case "energyKwh" when value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var energy) && energy is >= 0 and <= 1000:
                    wish = wish with { Energy = new WattHours(energy * 1000) };
                    break;
                case "priority" when PriorityOf(value) is { } priority:
                    wish = wish with { Priority = priority };
                    break;
                case "mode" when value.ValueKind == JsonValueKind.String && PolicyKeys.ModeOf(value.GetString()) is { } mode:
                    wish = wish with { Mode = mode };
                    break;
                default:
                    return (null, Problem(field.Name));
            }
        }

        return said ? (wish, null) : (null, "the body wishes nothing");
    }

    /// <summary>Without an offset nobody knows which time is meant.</summary>
    private static DateTimeOffset? Departure(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { } text
        && (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > text.IndexOf('T', StringComparison.Ordinal))
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time
            : null;

    private static Priority? PriorityOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? Priority.Parse(value.GetString()!)
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number is >= 1 and <= 10 ? new Priority(number)
        : null;

    private static string Problem(string field) => field switch
    {
        "departure" => "departure must be a time within 14 days from now with its offset, for example 2026-05-04T06:00:00+02:00",
        "energyKwh" => "energyKwh must be a number from 0 to 1000",
        "priority" => "priority must be low, normal, high or a whole number from 1 to 10",
        "mode" => "mode must be fast, solar, solar+minimum, plan or paused",
        _ => $"there is no field '{field}'; known are departure, energyKwh, priority and mode",
    };
}
