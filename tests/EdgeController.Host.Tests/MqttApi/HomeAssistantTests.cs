using System.Text.Json;
using EdgeController.Drivers.Mqtt;
using EdgeController.Host.MqttApi;
using EdgeController.Host.Tests.Configuration.Sites;
using EdgeController.Host.Tests.Rigs;
using EdgeController.Tests.Mqtt;

namespace EdgeController.Host.Tests.MqttApi;

/// <summary>What Home Assistant is told, against its published rules for device-based discovery.</summary>
public sealed class HomeAssistantTests
{
    [Fact]
    public void Every_announcement_follows_the_rules_for_a_device_and_its_components()
    {
        var site = SiteFiles.Read(MqttRig.SiteText(1883, ", homeassistant: true")).Site!;
        var devices = HomeAssistantDiscovery.Of(site, site.Mqtt!);
        var problems = new DiscoveryRules("edge/rig").Check(devices.Select(device => (device.Topic, device.Payload)));
        Assert.Empty(problems);
        Assert.Equal(1 + site.Circuits.Length + site.Evses.Length, devices.Length);
        Assert.All(devices, device => Assert.True(device.IsRetainedState(), device.Topic));
    }

    [Fact]
    public void Every_topic_of_an_announcement_is_in_the_contract()
    {
        var site = SiteFiles.Read(MqttRig.SiteText(1883, ", homeassistant: true")).Site!;
        var topics = HomeAssistantDiscovery.Of(site, site.Mqtt!).SelectMany(device => DiscoveryRules.TopicsOf(device.Payload)).Select(topic => topic["edge/rig/".Length..]).ToList();
        Assert.All(topics, topic => Assert.NotNull(MqttContract.Find(topic)));
        Assert.All(topics, topic => Assert.Equal(topic.StartsWith("cmd/", StringComparison.Ordinal), MqttContract.Find(topic)!.Kind == TopicKind.Command));
    }

    [Fact]
    public void The_rules_find_what_breaks_them()
    {
        const string broken = """{"dev":{"name":"x"},"o":{},"availability_topic":"edge/rig/status","cmps":{"a":{"p":"gauge","state_topic":"edge/rig/#"},"b":{"p":"sensor","unique_id":"u","state_topic":"t","device_class":"power","unit_of_measurement":"kWh","state_class":"measurement"},"c":{"p":"number","unique_id":"u"},"d":{"p":"select","unique_id":"s","command_topic":"x","options":[]}}}""";
        var problems = new DiscoveryRules("edge/rig").Check([("homeassistant/device/a b/config", System.Text.Encoding.UTF8.GetBytes(broken))]).ToList();
        foreach (var expected in new[] { "topic", "identifiers", "origin name", "a: platform", "a: unique_id", "a: state_topic", "b: unit", "b: expire_after", "c: unique_id", "c: command_topic", "d: options" })
        {
            Assert.Contains(problems, problem => problem.Contains(expected, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Devices_are_announced_again_when_Home_Assistant_starts_and_taken_back_when_they_are_gone()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        const string gone = "homeassistant/device/edge__rig__station_OLD/config";
        const string foreign = "homeassistant/device/somebody/config";
        await MosquittoBroker.RunAsync("mosquitto_pub", "-p", $"{broker.Port}", "-r", "-t", gone, "-m", """{"dev":{},"o":{"name":"EdgeController"},"availability_topic":"edge/rig/status","cmps":{}}""");
        await MosquittoBroker.RunAsync("mosquitto_pub", "-p", $"{broker.Port}", "-r", "-t", foreign, "-m", """{"dev":{},"o":{"name":"EdgeController"},"availability_topic":"edge/other/status","cmps":{}}""");
        await using var rig = await MqttRig.StartAsync(", homeassistant: true", broker: broker);
        const string station = "homeassistant/device/edge__rig__station_B_7c_2_40_x__2/config";
        await Until.TrueAsync("announced", () => rig.Listener.Newest(station) is { Length: > 0 } && rig.Listener.Newest(gone) == "");
        Assert.NotEqual("", rig.Listener.Newest(foreign));

        var before = rig.Listener.Seen.Count(one => one.Topic == station);
        rig.Listener.Publish("homeassistant/status", "online");
        await Until.TrueAsync("announced again", () => rig.Listener.Seen.Count(one => one.Topic == station) > before);

        // The number of Home Assistant lowers the limit by its own template.
        using var circuit = JsonDocument.Parse(rig.Listener.Newest("homeassistant/device/edge__rig__circuit_main/config")!);
        var number = circuit.RootElement.GetProperty("cmps").GetProperty("limit");
        rig.Listener.Publish(number.GetProperty("command_topic").GetString()!, number.GetProperty("command_template").GetString()!.Replace("{{ value }}", "63", StringComparison.Ordinal));
        await Until.TrueAsync("lowered", () => rig.Listener.Newest(number.GetProperty("state_topic").GetString()!) == "63");

        // A measured value that stays as it is comes again within the minute after which it would expire.
        Assert.True(StatePublisher.Repeat < TimeSpan.FromSeconds(30));
    }
}

/// <summary>How a publication of a state must be sent.</summary>
internal static class PublicationRules
{
    public static bool IsRetainedState(this MqttPublication publication) => publication is { Retained: true, Qos: 1 };
}
