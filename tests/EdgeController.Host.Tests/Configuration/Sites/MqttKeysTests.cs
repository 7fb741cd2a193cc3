using EdgeController.Core.Topology;
using EdgeController.Host.Configuration;
using EdgeController.Host.Tests.MqttApi;

namespace EdgeController.Host.Tests.Configuration.Sites;

/// <summary>The broker's section of the site file, and meters over MQTT.</summary>
public sealed class MqttKeysTests
{
    [Fact]
    public void A_broker_has_all_that_the_file_says()
    {
        var mqtt = SiteFiles.Read(SiteFiles.Small() + """

            mqtt:
              broker: mqtts://192.168.10.5
              user: edge
              password: !secret mqtt_password
              homeassistant: true
              command_ttl: 2min
              version: 3.1.1
              ca: /etc/ca.pem
              cert: /etc/c.pem
              key: /etc/c.key
              inputs:
                day-ahead: { kind: import-price, topic: prices/da, path: $.prices, unit: ct/kWh, start: startsAt, value: total, ttl: 36h }
                roof: { kind: pv-forecast, topic: forecast/pv, unit: kW }
              limits:
                dso: { circuit: main, topic: dso/limit, unit: kW, ttl: 1min }
                ems: { circuit: main, topic: ems/limit, path: "$.l[0]" }
            """).Site!.Mqtt!;
        Assert.Equal((new Uri("mqtts://192.168.10.5:8883"), "edge", "mqtt_password", "edge/small", true, 120, false), (mqtt.Broker, mqtt.User, mqtt.PasswordSecret, mqtt.Base, mqtt.HomeAssistant, mqtt.CommandTtl.TotalSeconds, mqtt.IsVersion5));
        Assert.Equal(8883, mqtt.Broker.Port);
        Assert.Equal(new MqttSeries("day-ahead", SeriesKind.ImportPrice, new MqttValue("prices/da", "$.prices", 0.01), "startsAt", "total", TimeSpan.FromHours(36)), mqtt.Series[0]);
        Assert.Equal(1000, mqtt.Series[1].Value.Factor);
        Assert.Equal(new MqttLimit("dso", new CircuitId("main"), new MqttValue("dso/limit", null, 1000), true, TimeSpan.FromMinutes(1)), mqtt.Limits[0]);
        Assert.Equal((false, 120), (mqtt.Limits[1].IsPower, mqtt.Limits[1].Ttl.TotalSeconds));
    }

    [Fact]
    public void A_meter_over_MQTT_is_a_meter_of_its_circuit()
    {
        var meter = SiteFiles.Read(MqttRig.SiteText(1883)).Site!.Meters[0];
        Assert.Equal((new MqttValue("em/status", "$.b.c", 1), 4, 1), (meter.Mqtt!.Current.L2, meter.Mqtt.Ttl.TotalSeconds, meter.Poll.TotalSeconds));
        Assert.Equal(0, SiteFiles.Read(MqttRig.SiteText(1883)).Site!.Circuits[0].Meter);
    }

    [Theory]
    [InlineData("broker: http://x", "EC103 mqtt.broker: 'http://x' is not an mqtt:// or mqtts:// address")]
    [InlineData("broker: \"mqtt://u:p@x\"", "EC103 mqtt.broker: the address holds a user name or password")]
    [InlineData("broker: mqtt://x/y", "EC103 mqtt.broker: 'mqtt://x/y' has more than a host and a port")]
    [InlineData("broker: mqtt://x, user: a, password: hunter2", "EC362 mqtt.password: secrets do not belong into this file. Write 'password: !secret NAME'")]
    [InlineData("broker: mqtt://x, user: a, password: !secret a/b", "EC103 mqtt.password: 'a/b' cannot be the name of a secret")]
    [InlineData("broker: mqtt://x, user: a", "EC364 mqtt.user without mqtt.password")]
    [InlineData("broker: mqtt://x, password: !secret a", "EC364 mqtt.password without mqtt.user")]
    [InlineData("broker: mqtt://x, base: edge/+", "EC103 mqtt.base: 'edge/+' is not levels of letters, digits, dots, dashes and underscores")]
    [InlineData("broker: mqtt://x, base: /edge", "EC103 mqtt.base: '/edge' is not levels")]
    [InlineData("broker: mqtt://x, base: !secret edge", "EC103 mqtt.base: no secret belongs here")]
    [InlineData("broker: mqtt://x, version: 4", "EC103 mqtt.version: '4' is not one of: 5, 3.1.1")]
    [InlineData("broker: mqtt://x, command_ttl: 1s", "EC104 mqtt.command_ttl: 1s is outside 10s to 86400s")]
    [InlineData("broker: mqtt://x, ca: /x", "EC217 mqtt.ca: without TLS it has no effect")]
    [InlineData("broker: mqtts://x, cert: /x", "EC364 mqtt.cert and mqtt.key belong together")]
    [InlineData("broker: mqtt://x, topic: y", "EC101 unknown key 'mqtt.topic'")]
    [InlineData("broker: mqtt://x, limits: { a: { circuit: mian, topic: t } }", "EC201 mqtt.limits.a.circuit: there is no circuit 'mian'. Did you mean 'main'?")]
    [InlineData("broker: mqtt://x, limits: { a: { circuit: main, topic: t/# } }", "EC103 mqtt.limits.a.topic: 't/#' has a wildcard: one topic is expected here")]
    [InlineData("broker: mqtt://x, limits: { a: { circuit: main, topic: t, path: a.b } }", "EC103 mqtt.limits.a.path: 'a.b' is no place in a JSON document")]
    [InlineData("broker: mqtt://x, inputs: { a: { kind: pv-forecast, topic: t } }", "EC105 mqtt.inputs.a.unit is missing")]
    [InlineData("broker: mqtt://x, inputs: { a: { kind: import-price, topic: t, unit: W } }", "EC103 mqtt.inputs.a.unit: 'W' is no unit of a price")]
    public void Errors_say_where_and_what(string more, string finding) =>
        Assert.Contains(SiteFiles.Findings($"{SiteFiles.Small()}\nmqtt: {{ {more} }}\n"), found => found.Contains(finding, StringComparison.Ordinal));

    [Theory]
    [InlineData("{ mqtt: { topic: a, values: { power: {} } } }", "EC365 meters.house.mqtt.values: current_l1, power_l1, current_l2, power_l2, current_l3, power_l3 missing")]
    [InlineData("{ mqtt: { values: { power_l1: {} } } }", "EC105 meters.house.mqtt.values.power_l1.topic is missing")]
    [InlineData("{ mqtt: { topic: a, ttl: 2s, refresh: 5s, values: { power: {} } } }", "EC366 meters.house.mqtt: ttl (2s) must be at least twice refresh (5s)")]
    [InlineData("{ template: janitza-umg96rm, mqtt: { topic: a, values: { power: {} } } }", "EC217 meters.house.template: the meter's values come over MQTT")]
    [InlineData("{ mqtt: { topic: a, values: { power_l4: {} } } }", "EC101 unknown key 'meters.house.mqtt.values.power_l4'. Did you mean 'power_l1'?")]
    [InlineData("{ poll: 1s }", "EC105 meters.house.template is missing")]
    [InlineData("{ template: janitza-umg96rm }", "EC105 meters.house.connection is missing")]
    public void A_meters_errors_say_where_and_what(string meter, string finding) =>
        Assert.Contains(SiteFiles.Findings(MqttRig.SiteText(1883, meters: $"house: {meter}")), found => found.Contains(finding, StringComparison.Ordinal));

    [Fact]
    public void A_meter_over_MQTT_needs_a_broker() =>
        Assert.Contains(SiteFiles.Findings(MqttRig.SiteText(1883).Split("\nmqtt:")[0]), found => found.Contains("EC361 meters.house: the meter's values come over MQTT, and the file names no broker", StringComparison.Ordinal));

    [Fact]
    public void A_secret_is_a_file_beside_the_site_file_and_its_absence_a_warning()
    {
        var folder = Directory.CreateTempSubdirectory("edge-secret-");
        try
        {
            var file = Path.Combine(folder.FullName, "site.yaml");
            File.WriteAllText(file, MqttRig.SiteText(1883, ", user: edge, password: !secret broker"));
            Assert.Equal($"there is no secret 'broker': put it into {folder.FullName}/secrets/broker, or give it as a systemd credential", SecretFolder.Read("broker", file).Problem);
            var result = EdgeController.Host.Configuration.Sites.SiteFileText.ReadFile(file, SiteFiles.Templates);
            Assert.NotNull(result.Site);
            Assert.Contains(result.Diagnostics, found => found.Code == Codes.SecretMissing);
            Directory.CreateDirectory(Path.Combine(folder.FullName, "secrets"));
            File.WriteAllText(Path.Combine(folder.FullName, "secrets", "broker"), "hunter2\n");
            Assert.Equal(("hunter2", null), SecretFolder.Read("broker", file));
            Assert.DoesNotContain(EdgeController.Host.Configuration.Sites.SiteFileText.ReadFile(file, SiteFiles.Templates).Diagnostics, found => found.Code == Codes.SecretMissing);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
