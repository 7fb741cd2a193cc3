using System.Text;
using EdgeController.Core.Control;
using EdgeController.Core.Planning;
using EdgeController.Core.Topology;
using EdgeController.Drivers.Mqtt;
using EdgeController.Host.Api;

namespace EdgeController.Host.MqttApi;

/// <summary>Says of a message what the controller would do with it; does nothing itself. It keeps the newest message of each input's topic and no more.</summary>
internal sealed class MqttExplanation
{
    private const int Shown = 80;

    private readonly SiteMqtt _mqtt;
    private readonly SiteIndex _index;
    private readonly SiteClock _clock;
    private readonly MqttInputs _inputs;

    public MqttExplanation(Site site, SiteClock clock)
    {
        (_mqtt, _index, _clock) = (site.Mqtt!, new SiteIndex(site), clock);
        _inputs = new MqttInputs(site, clock, _ => true, new TimeSeriesInputs(), new LimitDesk(site, clock, _ => true));
    }

    /// <summary>One line for each use of the message: time, topic, what was sent, and what becomes of it.</summary>
    public IEnumerable<string> Lines(MqttMessage message)
    {
        var head = FormattableString.Invariant($"{_clock.WallAt(message.At):HH:mm:ss.fff} {Plain(message.Topic)} = {Text(message)}{Notes(message)}");
        var outcomes = _inputs.Handle(message);
        return outcomes.Count > 0 ? outcomes.Select(outcome => $"{head} -> {outcome.Feeds}: {(outcome.Problem is null ? outcome.Taken : $"ignored: {outcome.Problem}")}") : [$"{head} -> {Other(message)}"];
    }

    private string Other(MqttMessage message)
    {
        var under = $"{_mqtt.Base}/";
        if (!message.Topic.StartsWith(under, StringComparison.Ordinal))
        {
            return "feeds nothing in the site file";
        }

        var topic = message.Topic[under.Length..];
        if (!topic.StartsWith("cmd/", StringComparison.Ordinal))
        {
            return MqttContract.Find(topic) is { } row ? $"published by the controller: {row.Text}" : "ignored: the contract has no such topic";
        }

        var (command, problem) = CommandTopic.Read(topic["cmd/".Length..], _index);
        return command is null ? $"ignored: {problem}"
            : message.Retained ? "ignored: a retained command: nobody knows how old it is"
            : CommandBody.Read(message, _clock.WallAt(message.At), _mqtt.CommandTtl) is { Problem: { } bad } ? $"refused: {bad}"
            : $"command {command.What} for {command.Circuit?.Value ?? command.Evse.ToString()}";
    }

    private static string Text(MqttMessage message)
    {
        if (message.IsTooLong)
        {
            return FormattableString.Invariant($"({message.Length} bytes)");
        }

        var text = Plain(Encoding.UTF8.GetString(message.Payload.Span[..Math.Min(message.Payload.Length, 4 * Shown)]));
        return text.Length > Shown ? FormattableString.Invariant($"{text[..Shown]}... ({message.Length} bytes)") : text;
    }

    /// <summary>What a stranger sends must not steer the terminal.</summary>
    private static string Plain(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));

    private static string Notes(MqttMessage message)
    {
        var notes = new List<string>();
        if (message.Retained)
        {
            notes.Add("retained");
        }

        if (message.Expiry is { } left)
        {
            notes.Add(FormattableString.Invariant($"expires in {left.TotalSeconds:0} s"));
        }

        if (message.Replaced > 0)
        {
            notes.Add(FormattableString.Invariant($"{message.Replaced} more before it"));
        }

        return notes.Count == 0 ? "" : $" ({string.Join(", ", notes)})";
    }
}
