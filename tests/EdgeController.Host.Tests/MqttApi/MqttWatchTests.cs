using EdgeController.Core.Control;
using EdgeController.Drivers.Mqtt;
using EdgeController.Host.MqttApi;
using EdgeController.Host.Tests.Configuration.Sites;
using EdgeController.Host.Tests.Rigs;
using EdgeController.Tests.Mqtt;

namespace EdgeController.Host.Tests.MqttApi;

/// <summary><c>mqtt watch</c> and <c>mqtt acl</c>.</summary>
public sealed class MqttWatchTests
{
    private const string Reading = """{"a":{"c":10,"p":2300},"b":{"c":10,"p":2300},"c":{"c":10,"p":2300}}""";

    [Theory]
    [InlineData("em/status", Reading, false, "-> meter house: 10 / 10 / 10 A, 6900 W, 0 s old")]
    [InlineData("em/status", Reading, true, "(retained) -> meter house: ignored: em/status: retained, so that nobody knows how old it is")]
    [InlineData("em/status", "NaN", false, "= NaN -> meter house: ignored: em/status: current of L1: the payload is not JSON")]
    [InlineData("dso", "80", false, "-> limit dso of main: 80 A for 60 s")]
    [InlineData("dso", "-1", false, "-> limit dso of main: ignored: a limit must be 0 or more")]
    [InlineData("da", "[]", false, "-> input da (ImportPrice): ignored: 0 values: 1 to 1344 are taken")]
    [InlineData("edge/rig/cmd/circuits/main/limit_a", "20", false, "-> command limit_a for main")]
    [InlineData("edge/rig/cmd/circuits/main/limit_a", "20", true, "ignored: a retained command: nobody knows how old it is")]
    [InlineData("edge/rig/cmd/circuits/main/limit_a", "{\"ttl\":1}", false, "-> refused: value is missing")]
    [InlineData("edge/rig/cmd/circuits/mine/limit_a", "20", false, "-> ignored: there is no circuit 'mine'")]
    [InlineData("edge/rig/site/mode", "normal", true, "-> published by the controller: The guard's mode")]
    [InlineData("weather", "a\u001b[31m\nb", false, "weather = a [31m b -> feeds nothing in the site file")]
    public void A_line_says_what_a_message_feeds_or_why_it_is_ignored(string topic, string payload, bool retained, string line)
    {
        var site = SiteFiles.Read(MqttRig.SiteText(1883, ", limits: { dso: { circuit: main, topic: dso, ttl: 60s } }, inputs: { da: { kind: import-price, topic: da } }")).Site!;
        var clock = new SiteClock(TimeProvider.System);
        var bytes = System.Text.Encoding.UTF8.GetBytes(payload);
        var told = new MqttExplanation(site, clock).Lines(new MqttMessage(topic, bytes, retained, clock.Now + TimeSpan.FromSeconds(1)) { Length = bytes.Length });
        Assert.Contains(line, Assert.Single(told), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_shows_live_messages_of_a_real_broker_and_counts_them()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        var file = broker.Write("site.yaml", MqttRig.SiteText(broker.Port));
        using var watch = EdgeProcess.Start("mqtt", "watch", file, "--topic", "more/+");
        await watch.LineAsync("(connected)");
        await using var sender = new BrokerListener(broker);
        await Until.TrueAsync("the sender is there", () => sender.IsUp);
        await Until.TrueAsync("shown", () =>
        {
            sender.Publish("em/status", Reading);
            sender.Publish("more/x", "1");
            return watch.Output.Contains("meter house: 10 / 10 / 10 A", StringComparison.Ordinal) && watch.Output.Contains("more/x = 1", StringComparison.Ordinal);
        });
        await watch.TerminateAsync();
        Assert.Equal(0, await watch.ExitCodeAsync(20));
        Assert.Contains(" messages, ", watch.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_access_list_is_for_the_sites_own_topics()
    {
        var folder = Directory.CreateTempSubdirectory("edge-acl-");
        var file = Path.Combine(folder.FullName, "site.yaml");
        File.WriteAllText(file, MqttRig.SiteText(1883));
        var output = new StringWriter();
        Assert.Equal(0, EdgeController.Host.Commands.MqttAclCommand.Run(file, ["a", "b"], output, new StringWriter()));
        Assert.Contains("topic read em/status\n", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("\nuser b\ntopic write edge/rig/cmd/#\n", output.ToString(), StringComparison.Ordinal);
        folder.Delete(recursive: true);
    }
}
