using System.CommandLine;
using EdgeController.Drivers.Mqtt;

namespace EdgeController.Host.Commands;

/// <summary>The command <c>mqtt</c> with what belongs to it, and the option by which a demo gets a broker.</summary>
internal static class MqttCommands
{
    public static Option<Uri?> BrokerOption() => CheckedOption.Create<Uri?>(
        "--broker",
        "Publish to this MQTT broker and take its commands, for example mqtt://127.0.0.1:1883; without it a demo uses none.",
        text => (Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { Scheme: "mqtt", UserInfo.Length: 0 } && url.Host.Length > 0, WithPort(text)),
        "write mqtt://host:port",
        null);

    public static Command Create(TextWriter output, TextWriter error)
    {
        var site = new Argument<string>("site") { Description = "The site file (site.yaml)." };
        var topics = CheckedOption.Several<string>("--topic", "Another topic, or a filter with wildcards, to watch as well; repeatable.", text => MqttTopics.FilterProblem(text) is null ? text : null, "write a topic; + stands for one level, # for all that follow");
        var duration = CheckedOption.Create<TimeSpan?>("--for", "Stop after this time, for example 60s.", CheckedOption.Span, "write a time such as 60s, 10m or 2h, at most 24 days", null);
        var watch = new Command("watch", "Print what arrives at the site's broker: values as they are read, what they feed, and what is ignored and why.") { site, topics, duration };
        watch.SetAction((parsed, _) => MqttWatchCommand.RunAsync(parsed.GetRequiredValue(site), parsed.GetValue(topics) ?? [], parsed.GetValue(duration), output, error));

        var user = new Option<string[]>("--manager") { Description = "User name of an energy manager; repeatable.", DefaultValueFactory = _ => ["ems"] };
        var acl = new Command("acl", "Print the access list for a mosquitto broker that fits the site's topics.") { site, user };
        acl.SetAction(parsed => MqttAclCommand.Run(parsed.GetRequiredValue(site), parsed.GetValue(user) ?? [], output, error));
        return new Command("mqtt", "The site's MQTT broker.") { watch, acl };
    }

    private static Uri? WithPort(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Host.Length > 0 ? new UriBuilder(url) { Port = url.Port > 0 ? url.Port : 1883 }.Uri : null;
}
