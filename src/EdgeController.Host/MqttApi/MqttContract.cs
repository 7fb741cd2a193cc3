using System.Collections.Immutable;

namespace EdgeController.Host.MqttApi;

/// <summary>How a topic of the contract is used.</summary>
internal enum TopicKind
{
    /// <summary>Whether the controller is there: retained, and the last will.</summary>
    Status,

    /// <summary>A state: retained, QoS 1, published when it changes.</summary>
    State,

    /// <summary>A measured value: like a state, and repeated while it is known, so that a frozen one can be told.</summary>
    Measurement,

    /// <summary>Something that happened: JSON, QoS 1, not retained.</summary>
    Event,

    /// <summary>What others ask for: QoS 1; retained ones are ignored.</summary>
    Command,

    /// <summary>What became of a command: JSON, QoS 1, not retained.</summary>
    Ack,
}

/// <summary>One topic of the contract, below the base.</summary>
/// <param name="Pattern">Its levels; <c>{circuit}</c> and the like stand for an id.</param>
/// <param name="Kind">How it is used.</param>
/// <param name="Payload">What its payload is: unit, words or JSON.</param>
/// <param name="Text">What it says.</param>
internal sealed record TopicRow(string Pattern, TopicKind Kind, string Payload, string Text)
{
    /// <summary>A measured value is published when it has changed by so much.</summary>
    public double Threshold { get; init; }

    public bool IsRetained => Kind is TopicKind.Status or TopicKind.State or TopicKind.Measurement;
}

/// <summary>
/// The contract for energy managers: the one table of topics, from which publishers, the access list and the tests of the documentation go. A
/// change that breaks a reader raises <see cref="Version"/>.
/// </summary>
internal static class MqttContract
{
    /// <summary>Version of the contract, published under <c>about</c>.</summary>
    public const int Version = 1;

    public const string Status = "status";
    public const string About = "about";
    public const string Events = "events";
    public const string Online = "online";
    public const string Offline = "offline";

    private static readonly ImmutableArray<TopicRow> Commands =
    [
        new("cmd/circuits/{circuit}/limit_a", TopicKind.Command, "A", "Lowers what the circuit may carry per phase, for a time."),
        new("cmd/circuits/{circuit}/limit_kw", TopicKind.Command, "kW", "Lowers the circuit's power over all phases, for a time."),
        new("cmd/stations/{station}/pause", TopicKind.Command, "true, false", "Pauses the session, or lets it go on in the mode that it had."),
        new("cmd/stations/{station}/mode", TopicKind.Command, "fast, solar, solar+minimum, plan, paused", "Mode of the session."),
        new("cmd/stations/{station}/priority", TopicKind.Command, "1 to 10, low, normal, high", "Priority of the session."),
        new("cmd/stations/{station}/departure", TopicKind.Command, "ISO 8601 with offset", "When the vehicle leaves."),
        new("cmd/stations/{station}/energy", TopicKind.Command, "kWh", "Energy that the vehicle still needs."),
    ];

    /// <summary>All topics.</summary>
    public static ImmutableArray<TopicRow> All { get; } =
    [
        new(Status, TopicKind.Status, "online, offline", "Whether the controller is connected to the broker."),
        new(About, TopicKind.State, "JSON", "Version of this contract and of the controller, and the site's name."),
        new("site/mode", TopicKind.State, "starting, normal, no-increase, blind, dimmed", "The guard's mode, the worst of all circuits."),
        new("site/power_w", TopicKind.Measurement, "W", "Power of all root circuits together, import positive.") { Threshold = 50 },
        new("site/limit_binding", TopicKind.State, "circuit and phase", "Where there is least headroom, in relation to what may be used."),
        new("circuits/{circuit}/power_w", TopicKind.Measurement, "W", "Power of the circuit, import positive.") { Threshold = 50 },
        new("circuits/{circuit}/limit_a", TopicKind.State, "A", "What the circuit's lowest phase may carry now: breaker and limits that come and go."),
        new("circuits/{circuit}/problem", TopicKind.State, "true, false", "It draws more than its limit, or its meter is not fresh."),
        new("circuits/{circuit}/{phase}/current_a", TopicKind.Measurement, "A", "Current of the phase, import positive.") { Threshold = 0.5 },
        new("circuits/{circuit}/{phase}/limit_a", TopicKind.State, "A", "What the phase may carry now."),
        new("circuits/{circuit}/{phase}/headroom_a", TopicKind.Measurement, "A", "What is left of the usable current.") { Threshold = 0.5 },
        new("stations/{station}/online", TopicKind.State, "true, false", "The station is connected."),
        new("stations/{station}/fallback_verified", TopicKind.State, "true, false", "The station has accepted its permanent fallback."),
        new("stations/{station}/state", TopicKind.State, "words of OCPP 1.6, lower case", "Status of the EVSE."),
        new("stations/{station}/limit_a", TopicKind.State, "A", "What the EVSE is told now."),
        new("stations/{station}/measured_a", TopicKind.Measurement, "A", "The highest phase's current as the station measures it.") { Threshold = 0.2 },
        new("stations/{station}/session_kwh", TopicKind.Measurement, "kWh", "Energy of the session so far.") { Threshold = 0.05 },
        new("stations/{station}/reason", TopicKind.State, "sentence", "Why the limit is what it is."),
        new("stations/{station}/mode", TopicKind.State, "fast, solar, solar+minimum, plan, paused", "Mode of the session."),
        new("stations/{station}/priority", TopicKind.State, "1 to 10", "Priority of the session."),
        new("stations/{station}/departure", TopicKind.State, "ISO 8601 or none", "When the vehicle leaves."),
        new("stations/{station}/needs_kwh", TopicKind.State, "kWh or none", "Energy that the vehicle still needs."),
        new("meters/{meter}/power_w", TopicKind.Measurement, "W", "Power at the meter, import positive.") { Threshold = 50 },
        new("meters/{meter}/age_ms", TopicKind.Measurement, "ms", "Age of the last good value; repeated every 20 s.") { Threshold = double.MaxValue },
        new("meters/{meter}/quality", TopicKind.State, "fresh, stale, blind", "How far the meter is believed."),
        new("plan/state", TopicKind.State, "off, waiting, fresh, stale", "Whether charging goes by a plan."),
        new("plan/site", TopicKind.State, "JSON", "The plan of the site by slot: prices, load, PV, grid, limit, batteries, warnings."),
        new("plan/stations/{station}", TopicKind.State, "JSON", "The plan of the EVSE's vehicle by slot, and why."),
        new(Events, TopicKind.Event, "JSON", "Alarms raised and cleared, modes, commands taken, refused and ignored."),
        .. Commands,
        .. Commands.Select(command => new TopicRow($"ack{command.Pattern[3..]}", TopicKind.Ack, "JSON", $"What became of cmd{command.Pattern[3..]}.")),
    ];

    /// <summary>The row of a topic below the base; null where the contract has none.</summary>
    public static TopicRow? Find(string topic)
    {
        foreach (var row in All)
        {
            if (Fits(row.Pattern.Split('/'), topic.Split('/')))
            {
                return row;
            }
        }

        return null;
    }

    /// <summary>A station's further EVSEs have their number as a level of its own.</summary>
    private static bool Fits(string[] pattern, string[] topic)
    {
        var t = 0;
        foreach (var level in pattern)
        {
            if (t >= topic.Length || (!level.StartsWith('{') && level != topic[t]))
            {
                return false;
            }

            if (level == "{phase}" && topic[t] is not ("l1" or "l2" or "l3"))
            {
                return false;
            }

            // A topic's own last level is no number of an EVSE, unless the station is the last of the pattern.
            var numbered = t + 1 < topic.Length - (pattern[^1] == "{station}" ? 0 : 1) && topic[t + 1].All(char.IsAsciiDigit);
            t += level == "{station}" && numbered ? 2 : 1;
        }

        return t == topic.Length;
    }
}
