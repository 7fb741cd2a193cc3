using System.Text;

namespace EdgeController.Host.MqttApi;

/// <summary>
/// The access list of a mosquitto broker, made from the contract's table: each role has exactly the rights that the kinds of topics ask for. A user
/// that is not named has none.
/// </summary>
internal static class MosquittoAcl
{
    /// <param name="at">The site's base.</param>
    /// <param name="controller">User of the controller.</param>
    /// <param name="managers">Users that may command.</param>
    /// <param name="homeAssistant">User of Home Assistant.</param>
    /// <param name="viewer">User that may only look.</param>
    /// <param name="inputs">Topics of others that the site reads.</param>
    public static string Write(string at, string controller, IEnumerable<string> managers, string homeAssistant, string viewer, IEnumerable<string> inputs)
    {
        var text = new StringBuilder();
        text.Append($"# Access list for the topics under {at}, for a broker without anonymous users.\n");
        text.Append("# Made by 'edge-controller mqtt acl'; docs/mqtt.md says what each topic is.\n");
        User(text, controller, "the controller: it alone publishes states, and reads commands");
        Rights(text, "write", at, kind => kind is TopicKind.Status or TopicKind.State or TopicKind.Measurement or TopicKind.Event or TopicKind.Ack);
        Rights(text, "read", at, kind => kind == TopicKind.Command);
        Topic(text, "read", HomeAssistantDiscovery.StatusTopic);
        Topic(text, "readwrite", HomeAssistantDiscovery.AllDevices);
        foreach (var input in inputs)
        {
            Topic(text, "read", input);
        }

        foreach (var manager in managers)
        {
            User(text, manager, "an energy manager: reads all, and commands");
            Rights(text, "write", at, kind => kind == TopicKind.Command);
            Rights(text, "read", at, kind => kind != TopicKind.Command);
        }

        User(text, homeAssistant, "Home Assistant: the same, and its own discovery");
        Rights(text, "write", at, kind => kind == TopicKind.Command);
        Rights(text, "read", at, kind => kind != TopicKind.Command);
        Topic(text, "write", HomeAssistantDiscovery.StatusTopic);
        Topic(text, "read", $"{HomeAssistantDiscovery.Prefix}/#");
        User(text, viewer, "whoever only looks");
        Rights(text, "read", at, kind => kind is not (TopicKind.Command or TopicKind.Ack));
        return text.ToString();
    }

    private static void User(StringBuilder text, string name, string who) => text.Append($"\n# {who}\nuser {name}\n");

    /// <summary>One line for each first level whose topics all have one of the kinds.</summary>
    private static void Rights(StringBuilder text, string right, string at, Func<TopicKind, bool> of)
    {
        foreach (var group in MqttContract.All.GroupBy(row => row.Pattern.Split('/')[0], StringComparer.Ordinal).Where(group => group.All(row => of(row.Kind))))
        {
            Topic(text, right, group.First().Pattern.Contains('/', StringComparison.Ordinal) ? $"{at}/{group.Key}/#" : $"{at}/{group.Key}");
        }
    }

    private static void Topic(StringBuilder text, string right, string topic) => text.Append($"topic {right} {topic}\n");
}
