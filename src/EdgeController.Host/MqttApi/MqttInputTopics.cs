using EdgeController.Core.Topology;

namespace EdgeController.Host.MqttApi;

/// <summary>The topics of others that a site reads.</summary>
internal static class MqttInputTopics
{
    /// <summary>Each once, in the order of their letters.</summary>
    public static IReadOnlyList<string> Of(Site site)
    {
        var topics = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var meter in site.Meters.Select(meter => meter.Mqtt).OfType<MqttMeter>())
        {
            MqttValue?[] values =
            [
                meter.Voltage.L1, meter.Voltage.L2, meter.Voltage.L3, meter.Current.L1, meter.Current.L2, meter.Current.L3, meter.Power.L1, meter.Power.L2, meter.Power.L3, meter.Total,
            ];
            topics.UnionWith(values.OfType<MqttValue>().Select(value => value.Topic));
        }

        topics.UnionWith((site.Mqtt?.Series ?? []).Select(series => series.Value.Topic));
        topics.UnionWith((site.Mqtt?.Limits ?? []).Select(limit => limit.Value.Topic));
        return [.. topics];
    }
}
