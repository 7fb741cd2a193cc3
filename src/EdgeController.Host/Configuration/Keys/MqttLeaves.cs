using System.Text.RegularExpressions;
using EdgeController.Drivers.Mqtt;
using EdgeController.Host.Configuration.Yaml;

namespace EdgeController.Host.Configuration.Keys;

/// <summary>Reads addresses of brokers, topics, places in JSON, and names of secrets.</summary>
internal static partial class MqttLeaves
{
    internal const string BasePattern = "^[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*$";

    internal static Leaf ReadBroker(KeySpec spec, YamlNode node)
    {
        if (!Uri.TryCreate(node.Text, UriKind.Absolute, out var url) || url.Scheme is not ("mqtt" or "mqtts") || url.Host.Length == 0)
        {
            return Leaf.Bad(node, $"'{node.Text}' is not an mqtt:// or mqtts:// address", Leaf.ExampleOf(spec));
        }

        if (url.UserInfo.Length > 0)
        {
            return Leaf.Bad(node, "the address holds a user name or password", "Write 'user: NAME' and 'password: !secret NAME' instead.");
        }

        return url.AbsolutePath.Length > 1 || url.Query.Length > 0 || url.Fragment.Length > 0
            ? Leaf.Bad(node, $"'{node.Text}' has more than a host and a port", Leaf.ExampleOf(spec))
            : Leaf.Good(url.IsDefaultPort || url.Port < 0 ? new UriBuilder(url) { Port = url.Scheme == "mqtts" ? 8883 : 1883 }.Uri : url);
    }

    internal static Leaf ReadTopic(KeySpec spec, YamlNode node) =>
        MqttTopics.NameProblem(node.Text) is { } problem ? Leaf.Bad(node, problem, Leaf.ExampleOf(spec)) : Leaf.Good(node.Text);

    internal static Leaf ReadBase(KeySpec spec, YamlNode node) =>
        node.Text.Length <= 128 && Base().IsMatch(node.Text)
            ? Leaf.Good(node.Text)
            : Leaf.Bad(node, $"'{node.Text}' is not levels of letters, digits, dots, dashes and underscores, at most 128 characters", Leaf.ExampleOf(spec));

    internal static Leaf ReadPath(KeySpec spec, YamlNode node) =>
        JsonPath.Parse(node.Text) is null ? Leaf.Bad(node, $"'{node.Text}' is no place in a JSON document", Leaf.ExampleOf(spec)) : Leaf.Good(node.Text);

    internal static Leaf ReadSecret(KeySpec spec, YamlNode node)
    {
        if (!node.IsSecret)
        {
            return new Leaf(null, new LeafProblem(node.Position, Codes.SecretInFile, "secrets do not belong into this file", $"Write '{spec.Name}: !secret NAME' and put the value into the file secrets/NAME beside this one, or give it as a systemd credential NAME."));
        }

        return Names.IsValid(node.Text) ? Leaf.Good(node.Text) : Leaf.Bad(node, $"'{node.Text}' cannot be the name of a secret", Names.Rule);
    }

    [GeneratedRegex(BasePattern)]
    private static partial Regex Base();
}
