using System.Text.RegularExpressions;
using EdgeController.Host.MqttApi;
using EdgeController.Host.Tests.House;
using EdgeController.Host.Tests.Rigs;
using EdgeController.Tests.Mqtt;

namespace EdgeController.Host.Tests.MqttApi;

/// <summary>The contract: its table in the documents, and what a controller really publishes.</summary>
public sealed partial class MqttContractTests
{
    [Fact]
    public void The_document_has_the_table_of_the_code()
    {
        var rows = MqttContract.All.Select(row => $"| `{row.Pattern}` | {row.Kind.ToString().ToLowerInvariant()} | {row.Payload} | {row.Text} |");
        Assert.Equal(rows, TableRow().Matches(Repository.Read("docs/mqtt.md")).Select(match => match.Value));
    }

    [Theory]
    [InlineData("stations/A1/state", "stations/{station}/state")]
    [InlineData("stations/A1/2/state", "stations/{station}/state")]
    [InlineData("stations/2/limit_a", "stations/{station}/limit_a")]
    [InlineData("plan/stations/A1", "plan/stations/{station}")]
    [InlineData("plan/stations/B%7C2/3", "plan/stations/{station}")]
    [InlineData("cmd/stations/B%7C2/3/pause", "cmd/stations/{station}/pause")]
    [InlineData("circuits/main/l3/current_a", "circuits/{circuit}/{phase}/current_a")]
    [InlineData("circuits/main/l4/current_a", null)]
    [InlineData("stations/A1/2/3/state", null)]
    [InlineData("cmd/stations/A1/explode", null)]
    [InlineData("cmd", null)]
    public void A_topic_has_its_row(string topic, string? pattern) => Assert.Equal(pattern, MqttContract.Find(topic)?.Pattern);

    [Fact]
    public async Task What_is_published_is_retained_as_the_table_says_and_nothing_else_is_published()
    {
        await using var rig = await MqttRig.StartAsync();
        var station = await RawStation.ConnectAsync(rig.OcppPort);
        await station.SendAsync("""[2,"1","StatusNotification",{"connectorId":1,"errorCode":"NoError","status":"Preparing"}]""");
        await Until.TrueAsync("the state of A1", () => rig.Newest("stations/A1/state") == "preparing");
        await Until.TrueAsync("the second EVSE of B", () => rig.Newest("stations/B%7C2%40x/2/limit_a").Length > 0);
        await rig.CommandAsync("circuits/main/limit_a", "32");

        var under = rig.Listener.Seen.Where(one => one.Topic.StartsWith("edge/rig/", StringComparison.Ordinal)).Select(one => one.Topic["edge/rig/".Length..]).Distinct(StringComparer.Ordinal).ToList();
        Assert.All(under, topic => Assert.NotNull(MqttContract.Find(topic)));
        Assert.Contains("stations/A1/reason", under);

        // What a newcomer is given is what is retained.
        await using var late = new BrokerListener(rig.Broker, "", "edge/rig/#");
        await Until.TrueAsync("retained states", () => late.Seen.Count(one => one.Retained) > 30);
        Assert.All(late.Seen.Where(one => one.Retained), one => Assert.True(MqttContract.Find(one.Topic["edge/rig/".Length..])!.IsRetained, one.Topic));
    }

    [Fact]
    public async Task The_controller_says_that_it_goes_and_the_broker_says_that_it_died()
    {
        await using var rig = await MqttRig.StartAsync();
        Assert.Contains("\"contract\":1", rig.Newest("about"), StringComparison.Ordinal);
        await rig.StopControllerAsync();
        await Until.TrueAsync("offline", () => rig.Newest("status") == "offline");
        await rig.StartControllerAsync();
        await Until.TrueAsync("online again", () => rig.Newest("status") == "online");
    }

    [Fact]
    public async Task Mosquittos_own_clients_read_the_state_and_command()
    {
        await using var rig = await MqttRig.StartAsync();
        var port = $"{rig.Broker.Port}";
        Assert.Equal("online\n", await MosquittoBroker.RunAsync("mosquitto_sub", "-p", port, "-t", "edge/rig/status", "-C", "1", "-W", "20"));
        var answer = MosquittoBroker.RunAsync("mosquitto_sub", "-p", port, "-V", "mqttv5", "-q", "1", "-t", "edge/rig/ack/circuits/main/limit_a", "-C", "1", "-W", "20");
        await Until.TrueAsync("an answer", async () =>
        {
            await MosquittoBroker.RunAsync("mosquitto_pub", "-p", port, "-V", "mqttv5", "-D", "publish", "message-expiry-interval", "30", "-q", "1", "-t", "edge/rig/cmd/circuits/main/limit_a", "-m", "25");
            return answer.IsCompleted;
        });
        Assert.Equal("{\"accepted\":true,\"effective\":25,\"reason\":null}\n", await answer);
    }

    [GeneratedRegex(@"^\| `[^`]+` \| (status|state|measurement|event|command|ack) \|.*\|$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex TableRow();
}
