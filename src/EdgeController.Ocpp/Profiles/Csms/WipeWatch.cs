using System.Text.Json;
using EdgeController.Core.Events;
using EdgeController.Core.Topology;
using EdgeController.Ocpp.Framing;
using EdgeController.Ocpp.Links;

namespace EdgeController.Ocpp.Profiles.Csms;

/// <summary>
/// Sees what the back end changes at the station that may touch charging profiles. Where the station has taken it, it counts at its
/// hardware maximum until the fallback is installed anew. A reboot needs no watch: the station's boot starts the ladder.
/// </summary>
internal sealed class WipeWatch(Station station, LinkStep step, FallbackLadder ladder)
{
    private const int Most = 64;

    private static readonly string[] Words =
    [
        "profile", "smartcharg", "chargingschedule", "stacklevel", "loadbalanc", "loadmanag", "maxcurrent", "currentlimit", "currentmax", "maxpower", "powerlimit",
        "powermax", "chargingcurrent", "chargingpower", "chargecurrent", "chargerate", "chargingrate", "externalcontrol",
    ];

    private readonly Dictionary<string, string> _asked = new(StringComparer.Ordinal);

    /// <summary>A call of the back end goes to the station.</summary>
    public void Asked(OcppFrame call)
    {
        if (_asked.Count < Most && Touches(call) is { } what)
        {
            _asked[call.MessageId] = what;
        }
    }

    /// <summary>How the station answered it.</summary>
    public void Answered(string id, OcppFrame answer)
    {
        if (_asked.Remove(id, out var what) && answer.Type == MessageType.CallResult && JsonProbe.Text(answer.Payload, "status") != "Rejected")
        {
            Doubt($"its back end has changed {what}");
        }
    }

    /// <summary>The fallback is not certain any more.</summary>
    public void Doubt(string reason)
    {
        if (ladder.IsWaiting)
        {
            return;
        }

        step.Report(new FallbackDoubted(step.Now, station.Id, reason));
        step.Notice(NoticeCode.FallbackDoubted, $"{station.Id}: {reason}: its fallback is installed again");
        ladder.Start();
    }

    private static string? Touches(OcppFrame call)
    {
        var (action, payload) = SignedMessage.Unwrap(call);
        return action switch
        {
            "ChangeConfiguration" when JsonProbe.Text(payload, "key") is { } key && Matches(key) => key,
            "SetVariables" => Variable(payload),
            _ => null,
        };
    }

    private static string? Variable(ReadOnlyMemory<byte> payload)
    {
        try
        {
            using var document = JsonDocument.Parse(payload);
            foreach (var set in document.RootElement.GetProperty("setVariableData").EnumerateArray())
            {
                var component = set.GetProperty("component").GetProperty("name").GetString() ?? "";
                var variable = set.GetProperty("variable").GetProperty("name").GetString() ?? "";
                if (component.StartsWith("SmartCharging", StringComparison.OrdinalIgnoreCase) || Matches(component) || Matches(variable))
                {
                    return $"{component}.{variable}";
                }
            }
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // The station refuses what cannot be read.
        }

        return null;
    }

    private static bool Matches(string name) => Words.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));
}
