using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Host.Configuration.Yaml;

namespace EdgeController.Host.Configuration.Keys;

/// <summary>Why a value cannot be used, and where in it.</summary>
public sealed record LeafProblem(TextPosition Position, string Code, string Message, string? Suggestion = null);

/// <summary>A value that was read, or the reason why not.</summary>
public readonly record struct Leaf(object? Value, LeafProblem? Problem)
{
    /// <summary>Reads the value of a key that has no keys below it, and checks its range.</summary>
    public static Leaf Read(KeySpec spec, YamlNode node) => spec.Kind switch
    {
        KeyKind.Secret => MqttLeaves.ReadSecret(spec, node),
        _ when node.IsSecret => Bad(node, "no secret belongs here", "Write the value itself."),
        KeyKind.PhaseAmps => PhaseLeaves.ReadAmps(spec, node),
        KeyKind.PhaseList => PhaseLeaves.ReadList(spec, node),
        KeyKind.Texts => ListLeaves.ReadTexts(spec, node),
        KeyKind.Addresses => ListLeaves.ReadAddresses(spec, node),
        KeyKind.Patterns => ListLeaves.ReadPatterns(node),
        KeyKind.Weekdays => CalendarLeaves.ReadDays(spec, node),
        _ when node.Kind != YamlKind.Scalar || node.IsNull => Bad(node, $"a single value is expected here, not {Shape(node)}", ExampleOf(spec)),
        KeyKind.Text => ReadText(node),
        KeyKind.Reference => ReadText(node),
        KeyKind.Choice => ReadChoice(spec, node),
        KeyKind.Rotation => ReadRotation(spec, node),
        KeyKind.Priority => ReadPriority(spec, node),
        KeyKind.Endpoint => NetworkLeaves.ReadEndpoint(spec, node),
        KeyKind.WebSocketUrl => NetworkLeaves.ReadUrl(spec, node),
        KeyKind.Rating => RatingLeaf.Read(spec, node),
        KeyKind.TimeOfDay => CalendarLeaves.ReadTime(spec, node),
        KeyKind.YearSpan => CalendarLeaves.ReadYearSpan(spec, node),
        KeyKind.Range => ListLeaves.ReadRange(spec, node),
        KeyKind.Flag => CalendarLeaves.ReadFlag(spec, node),
        KeyKind.BrokerUrl => MqttLeaves.ReadBroker(spec, node),
        KeyKind.Topic => MqttLeaves.ReadTopic(spec, node),
        KeyKind.TopicBase => MqttLeaves.ReadBase(spec, node),
        KeyKind.JsonPath => MqttLeaves.ReadPath(spec, node),
        _ when spec.Choices.Contains(node.Text) => Good(node.Text),
        _ => Quantity.Read(spec, node),
    };

    internal static Leaf Good(object value) => new(value, null);

    internal static Leaf Bad(YamlNode node, string message, string? suggestion) => new(null, new LeafProblem(node.Position, Codes.BadValue, message, suggestion));

    internal static string? ExampleOf(KeySpec spec) => spec.Example is null ? spec.Help : $"Write for example '{spec.Name}: {spec.Example}'.";

    private static string Shape(YamlNode node) => node.Kind switch
    {
        YamlKind.Mapping => "a mapping",
        YamlKind.Sequence => "a list",
        _ => "nothing",
    };

    private static Leaf ReadText(YamlNode node)
    {
        var text = node.Text.Trim();
        return text.Length is > 0 and <= 200 ? Good(text) : Bad(node, "the text must have 1 to 200 characters", null);
    }

    private static Leaf ReadChoice(KeySpec spec, YamlNode node)
    {
        if (spec.Choices.Contains(node.Text))
        {
            return Good(node.Text);
        }

        var instead = $"Write '{spec.Name}: {spec.Choices[0]}'{(spec.Choices.Length > 1 ? " or another of: " + string.Join(", ", spec.Choices) : "")}.";
        return spec.ChoicesNotBuilt.Contains(node.Text)
            ? new Leaf(null, new LeafProblem(node.Position, Codes.NotBuilt, $"'{node.Text}' is not built yet", $"Only built: {string.Join(", ", spec.Choices)}."))
            : Bad(node, $"'{node.Text}' is not one of: {string.Join(", ", spec.Choices)}", NearestWord.Find(node.Text, spec.Choices) is { } near ? $"Did you mean '{near}'?" : instead);
    }

    private static Leaf ReadPriority(KeySpec spec, YamlNode node) =>
        Priority.Parse(node.Text) is { } priority && (node.Plain || !char.IsAsciiDigit(node.Text[0]))
            ? Good(priority)
            : Bad(node, $"'{node.Text}' is not low, normal, high or a whole number from 1 to 10", ExampleOf(spec));

    private static Leaf ReadRotation(KeySpec spec, YamlNode node)
    {
        if (spec.Choices.Contains(node.Text))
        {
            return Good(node.Text);
        }

        return PhaseRotation.Parse(node.Text) is { } rotation
            ? Good(rotation)
            : Bad(node, $"'{node.Text}' is not a phase rotation", spec.Choices.IsEmpty
                ? "Write the site phases that it is wired to: L1L2L3, or L2 for a single-phase device."
                : "Write the site phase at each of the station's terminals: L1L2L3, L2L3L1, L3L1L2, L2 for a single-phase station, or auto-cycle.");
    }
}
