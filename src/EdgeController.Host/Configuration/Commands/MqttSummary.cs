using EdgeController.Core.Topology;

namespace EdgeController.Host.Configuration.Commands;

/// <summary>Says where the broker is, and what is taken from it.</summary>
internal static class MqttSummary
{
    public static void Write(Site site, TextWriter output)
    {
        if (site.Mqtt is not { } mqtt)
        {
            return;
        }

        output.WriteLine(FormattableString.Invariant(
            $"MQTT {(mqtt.IsVersion5 ? "5" : "3.1.1")} at {mqtt.Broker.Scheme}://{mqtt.Broker.Authority}, topics under {mqtt.Base}{(mqtt.HomeAssistant == true ? ", announced to Home Assistant" : "")}; a command holds {mqtt.CommandTtl.TotalSeconds:0}s"));
        foreach (var series in mqtt.Series)
        {
            output.WriteLine(FormattableString.Invariant($"  {series.Name}: {series.Kind} from {series.Value.Topic}, for {series.Ttl.TotalHours:0.##}h"));
        }

        foreach (var limit in mqtt.Limits)
        {
            output.WriteLine(FormattableString.Invariant($"  {limit.Name}: limits {limit.Circuit} ({(limit.IsPower ? "power" : "current")}) from {limit.Value.Topic}, for {limit.Ttl.TotalSeconds:0}s after each message"));
        }

        output.WriteLine();
    }
}
