using System.Text.Json;
using System.Text.RegularExpressions;
using EdgeController.Drivers.Mqtt;
using EdgeController.Host.Api;

namespace EdgeController.Host.MqttApi;

/// <summary>
/// The payload of a command: <c>{ "value": 80, "ttl": 900, "by": "ems", "ts": "..." }</c> or the value alone. <c>ts</c> is when it was meant; a
/// command that is older than the time to live of commands is refused.
/// </summary>
/// <param name="Value">As it stands in the JSON; a bare word is a text.</param>
/// <param name="Ttl">How long it holds; null where it does not say.</param>
/// <param name="By">Who commands.</param>
internal sealed partial record CommandBody(JsonElement Value, TimeSpan? Ttl, string By)
{
    private const string Nobody = "cmd";
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(60);
    private static readonly string[] Known = ["value", "ttl", "by", "ts"];

    /// <summary>The body, or a sentence that says what is wrong with it.</summary>
    public static (CommandBody? Body, string? Problem) Read(MqttMessage message, DateTimeOffset wall, TimeSpan oldest)
    {
        using var payload = new MqttPayload(message);
        var (text, bad) = payload.ReadText();
        if (text is null)
        {
            return (null, bad);
        }

        var (element, _) = payload.ReadJson(null);
        if (element is not { } root)
        {
            return text.Length > 100 || text.StartsWith('{') ? (null, "the payload is neither JSON nor one value") : (new CommandBody(JsonSerializer.SerializeToElement(text, SiteViewJson.Default.String), null, Nobody), null);
        }

        return root.ValueKind == JsonValueKind.Object ? ReadObject(root, wall, oldest) : (new CommandBody(root.Clone(), null, Nobody), null);
    }

    private static (CommandBody? Body, string? Problem) ReadObject(JsonElement root, DateTimeOffset wall, TimeSpan oldest)
    {
        if (root.EnumerateObject().FirstOrDefault(field => !Known.Contains(field.Name, StringComparer.Ordinal)) is { Value.ValueKind: not JsonValueKind.Undefined } unknown)
        {
            return (null, $"unknown field '{unknown.Name}': value, ttl, by and ts are known");
        }

        if (!root.TryGetProperty("value", out var value))
        {
            return (null, "value is missing");
        }

        TimeSpan? ttl = null;
        if (root.TryGetProperty("ttl", out var told))
        {
            if (told.ValueKind != JsonValueKind.Number || !told.TryGetDouble(out var seconds) || !(seconds > 0 && seconds <= LimitDesk.Longest.TotalSeconds))
            {
                return (null, "ttl must be seconds above 0 and at most 86400");
            }

            ttl = TimeSpan.FromSeconds(seconds);
        }

        if (root.TryGetProperty("ts", out var stamp))
        {
            if (MqttPayload.TimeOf(stamp) is not { } meant)
            {
                return (null, "ts must be a time with its offset, or seconds since 1970");
            }

            if (wall - meant > oldest || meant - wall > Ahead)
            {
                return (null, FormattableString.Invariant($"the command is {(wall - meant).TotalSeconds:0} s old; at most {oldest.TotalSeconds:0} s are taken"));
            }
        }

        if (root.TryGetProperty("by", out var by) && (by.ValueKind != JsonValueKind.String || !Name().IsMatch(by.GetString()!)))
        {
            return (null, "by must name who commands: 1 to 32 letters, digits, dots, dashes or underscores");
        }

        return (new CommandBody(value.Clone(), ttl, by.ValueKind == JsonValueKind.String ? by.GetString()! : Nobody), null);
    }

    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,32}\z")]
    private static partial Regex Name();
}
