using EdgeController.Host.MqttApi;
using EdgeController.Host.Tests.House;
using EdgeController.Host.Tests.Rigs;
using EdgeController.Tests.Mqtt;

namespace EdgeController.Host.Tests.MqttApi;

/// <summary>The shipped access list, in force at a real broker (fault B7).</summary>
public sealed class AccessListTests
{
    private static string Shipped => MosquittoAcl.Write("edge/garage-nord", "edge", ["ems"], "homeassistant", "viewer", []);

    [Fact]
    public void The_shipped_list_is_made_from_the_contract()
    {
        const string file = "config/mosquitto/acl";
        if (Environment.GetEnvironmentVariable("EDGE_GOLDEN") == "write")
        {
            File.WriteAllText(Path.Combine(Repository.Root, file), Shipped);
        }

        Assert.Equal(Shipped, Repository.Read(file));
    }

    [Fact]
    public async Task Each_topic_has_a_right_for_whom_it_is_for_and_none_for_a_stranger()
    {
        await using var broker = await BrokerAsync("stranger");
        await using var edge = new BrokerListener(broker, "edge", "edge/garage-nord/#");
        await using var ems = new BrokerListener(broker, "ems", "edge/garage-nord/#");
        await using var viewer = new BrokerListener(broker, "viewer", "edge/garage-nord/#");
        await using var stranger = new BrokerListener(broker, "stranger", "#");
        BrokerListener[] all = [edge, ems, viewer, stranger];
        await Until.TrueAsync("all are there", () => all.All(one => one.IsUp));

        var topics = MqttContract.All.Select(row => (Row: row, Topic: $"edge/garage-nord/{row.Pattern.Replace("{circuit}", "main", StringComparison.Ordinal).Replace("{station}", "N1-01/2", StringComparison.Ordinal).Replace("{phase}", "l1", StringComparison.Ordinal).Replace("{meter}", "grid", StringComparison.Ordinal)}")).ToList();
        foreach (var (_, topic) in topics)
        {
            foreach (var (who, name) in all.Zip(new[] { "edge", "ems", "viewer", "stranger" }))
            {
                who.Publish(topic, name);
            }
        }

        // What each was let through with, the last one has seen.
        edge.Publish("edge/garage-nord/site/mode", "end");
        ems.Publish("edge/garage-nord/cmd/circuits/main/limit_a", "end");
        await Until.TrueAsync("all is through", () => ems.Newest("edge/garage-nord/site/mode") == "end" && edge.Newest("edge/garage-nord/cmd/circuits/main/limit_a") == "end" && viewer.Newest("edge/garage-nord/site/mode") == "end");
        foreach (var (row, topic) in topics)
        {
            var isCommand = row.Kind == TopicKind.Command;
            Assert.True((isCommand ? edge : ems).Seen.Any(one => one.Topic == topic && one.Text == (isCommand ? "ems" : "edge")), topic);
            Assert.Equal(row.Kind is not (TopicKind.Command or TopicKind.Ack), viewer.Seen.Any(one => one.Topic == topic));
            Assert.DoesNotContain(all.SelectMany(one => one.Seen), one => one.Topic == topic && one.Text != (isCommand ? "ems" : "edge") && one.Text != "end");
        }

        Assert.Empty(stranger.Seen);
    }

    [Fact]
    public async Task Nobody_without_a_password_is_let_in()
    {
        await using var broker = await BrokerAsync();
        Assert.Contains("not authorised", await MosquittoBroker.RunAsync("mosquitto_pub", "-p", $"{broker.Port}", "-t", "edge/garage-nord/cmd/circuits/main/limit_a", "-m", "0"), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_command_of_a_stranger_changes_nothing_with_the_list_and_would_without_it(bool withList)
    {
        await using var broker = await BrokerAsync("stranger", "listener", withList: withList);
        var site = MqttRig.SiteText(broker.Port, ", user: edge, password: !secret edge").Replace("edge/rig", "edge/garage-nord", StringComparison.Ordinal);
        await using var rig = await MqttRig.StartAsync(options: new MqttGatewayOptions { Password = "edge-secret" }, broker: broker, listener: "listener", site: site, broken: true);
        await using var viewer = new BrokerListener(broker, "viewer", "edge/garage-nord/#");
        await using var stranger = new BrokerListener(broker, "stranger");
        await Until.TrueAsync("online", () => viewer.Newest("edge/garage-nord/site/mode") is not null);
        var from = TimeProvider.System.GetTimestamp();
        stranger.Publish("edge/garage-nord/cmd/circuits/main/limit_a", "0");
        stranger.Publish("edge/garage-nord/cmd/circuits/main/limit_kw", "0");
        await using var ems = new BrokerListener(broker, "ems", "edge/garage-nord/ack/#");
        await Until.TrueAsync("the manager is there", () => ems.IsUp);
        ems.Publish("edge/garage-nord/cmd/circuits/main/limit_a", """{"value":50,"by":"ems"}""");
        await Until.TrueAsync("its answer", () => ems.Seen.Any(one => one.Text.Contains("50", StringComparison.Ordinal)));
        await Until.TrueAsync("the limit", () => rig.Picture.Snapshot.Limits.All.Any(limit => limit.Amps?.L1.Value == 50));
        if (!withList)
        {
            await Until.TrueAsync("the stranger's limit holds", () => rig.Picture.Snapshot.Limits.All.Any(limit => limit.Power is not null));
            ProcessFaults.Control("B7", "the stranger's limit of 0 holds");
            return;
        }

        Assert.Single(rig.Picture.Snapshot.Limits.All);
        ProcessFaults.Safe("B7", from);
    }

    private static Task<MosquittoBroker> BrokerAsync(params string[] more) => BrokerAsync(more, withList: true);

    private static Task<MosquittoBroker> BrokerAsync(string one, string two, bool withList) => BrokerAsync([one, two], withList);

    private static async Task<MosquittoBroker> BrokerAsync(string[] more, bool withList)
    {
        var broker = MosquittoBroker.Prepare("max_keepalive 120");
        if (withList)
        {
            broker.Configure($"acl_file {broker.Write("acl", Shipped)}");
        }

        await broker.AddUsersAsync(["edge", "ems", "viewer", "homeassistant", .. more]);
        await broker.RestartAsync();
        return broker;
    }
}
