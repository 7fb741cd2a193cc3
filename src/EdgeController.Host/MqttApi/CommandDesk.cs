using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeController.Core.Control;
using EdgeController.Core.Events;
using EdgeController.Core.State;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Drivers.Mqtt;
using EdgeController.Host.Api;
using EdgeController.Host.Configuration.Sites;

namespace EdgeController.Host.MqttApi;

/// <summary>
/// Carries out commands through the same doors as the HTTP interface: limits through the <see cref="LimitDesk"/>, wishes through the inbox. None can
/// raise anything; what is asked beyond the breaker is answered with the breaker's value.
/// </summary>
internal sealed class CommandDesk(SiteIndex index, SiteMqtt mqtt, LimitDesk limits, SiteClock clock, Func<SiteEvent, bool> post, Func<SiteSnapshot> snapshot)
{
    /// <summary>Mode before a pause, by EVSE.</summary>
    private readonly Dictionary<EvseId, ChargingMode> _before = [];

    public CommandAnswer Handle(CommandTopic command, MqttMessage message)
    {
        var (body, problem) = CommandBody.Read(message, clock.WallAt(clock.Now), mqtt.CommandTtl);
        return body is null ? CommandAnswer.Refused(problem!)
            : command.Circuit is { } circuit ? Limit(circuit, command.What == "limit_kw", body)
            : Wish(command.Evse!.Value, command.What, body.Value);
    }

    private CommandAnswer Limit(CircuitId circuit, bool isPower, CommandBody body)
    {
        // A limit of current and one of power of the same manager stand beside each other.
        var source = $"mqtt:{body.By}{(isPower ? "/kw" : "")}";
        if (body.Value.ValueKind == JsonValueKind.Null || (body.Value.ValueKind == JsonValueKind.String && body.Value.GetString() == "none"))
        {
            return limits.Clear(circuit.Value, source) switch
            {
                DeskAnswer.Busy => CommandAnswer.Refused("the controller is busy: nothing was changed, try again"),
                DeskAnswer.Unknown => new CommandAnswer(true, null, $"'{body.By}' limited nothing"),
                _ => new CommandAnswer(true, null, null),
            };
        }

        if (MqttPayload.NumberOf(body.Value) is not { Number: { } asked and >= 0 })
        {
            return CommandAnswer.Refused("the value must be a number, 0 or more, or none to take the limit back");
        }

        var known = index.Site.Circuits[index.Find(circuit)];
        double? most = isPower ? known.LimitPower?.Value / 1000 : Math.Min(known.LimitAmps.L1.Value, Math.Min(known.LimitAmps.L2.Value, known.LimitAmps.L3.Value));
        var value = Math.Min(asked, most ?? asked);
        var request = new LimitRequest(circuit.Value, source, isPower ? null : PerPhase.All(new Amperes(value)), isPower ? new Watts(value * 1000) : null, body.Ttl ?? mqtt.CommandTtl);
        return limits.Set(request).Answer switch
        {
            DeskAnswer.Full => CommandAnswer.Refused($"circuit '{circuit}' has limits of {LimitBook.MostExternal} sources already"),
            DeskAnswer.Done => new CommandAnswer(true, value, asked > value ? FormattableString.Invariant($"more than the {value:0.##} {(isPower ? "kW of the contract" : "A of the breaker")}: that holds") : null),
            _ => CommandAnswer.Refused("the controller is busy: nothing was changed, try again"),
        };
    }

    private CommandAnswer Wish(EvseId evse, string what, JsonElement value)
    {
        var state = snapshot().Evses[index.Find(evse)];
        if (state.Session is not { } session)
        {
            return CommandAnswer.Refused($"no vehicle is connected to {evse}");
        }

        var mode = session.Wishes.Mode ?? index.StationOf(index.Find(evse)).Mode;
        var field = (what, value) switch
        {
            ("pause", _) => Paused(value) is { } paused ? ("mode", JsonValue.Create(paused ? "paused" : PolicyKeys.Word(Again(evse, mode)))) : default,
            ("energy", _) => ("energyKwh", MqttPayload.NumberOf(value).Number is { } kwh ? JsonValue.Create(kwh) : null),
            ("priority", { ValueKind: JsonValueKind.Number }) when value.TryGetDouble(out var number) && number == Math.Floor(number) && Math.Abs(number) < 100 => (what, JsonValue.Create((int)number)),
            _ => (what, JsonNode.Parse(value.GetRawText())),
        };
        if (field.Item2 is null)
        {
            return CommandAnswer.Refused(what == "pause" ? "pause must be true or false" : $"{what} has no usable value");
        }

        var now = clock.Now;
        using var body = JsonDocument.Parse(new JsonObject { [field.Item1] = field.Item2.DeepClone() }.ToJsonString());
        var (wish, problem) = WishBody.Read(body.RootElement, new SessionWished(now, evse, WishSource.Operator), clock.WallAt(now));
        if (wish is null)
        {
            return CommandAnswer.Refused(problem!.Replace("energyKwh", "energy", StringComparison.Ordinal));
        }

        if (!post(wish))
        {
            return CommandAnswer.Refused("the controller is busy: nothing was changed, try again");
        }

        if (wish.Mode == ChargingMode.Paused && mode != ChargingMode.Paused)
        {
            _before[evse] = mode;
        }

        return new CommandAnswer(true, field.Item2, null);
    }

    /// <summary>The mode in which a paused session goes on.</summary>
    private ChargingMode Again(EvseId evse, ChargingMode now)
    {
        var usual = index.StationOf(index.Find(evse)).Mode;
        return now != ChargingMode.Paused ? now : _before.GetValueOrDefault(evse, usual) is var before and not ChargingMode.Paused ? before : ChargingMode.Fast;
    }

    private static bool? Paused(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => value.GetString()!.ToLowerInvariant() switch
        {
            "true" or "on" => true,
            "false" or "off" => false,
            _ => null,
        },
        _ => null,
    };
}
