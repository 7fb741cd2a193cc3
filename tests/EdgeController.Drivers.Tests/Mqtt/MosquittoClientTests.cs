using System.Text;
using EdgeController.Core.Control;
using EdgeController.Drivers.Mqtt;
using EdgeController.Drivers.Mqtt.LibMosquitto;
using EdgeController.Tests.Mqtt;

namespace EdgeController.Drivers.Tests.Mqtt;

/// <summary>The adapter against a real broker.</summary>
public sealed class MosquittoClientTests
{
    private static readonly SiteClock Clock = new(TimeProvider.System);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_message_comes_back_with_its_bytes_and_is_confirmed(bool version5)
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await using var client = new MosquittoClient(Options(broker) with { IsVersion5 = version5 }, () => Clock.Now);
        client.Subscribe("a/+");
        client.Publish(new MqttPublication("a/é", "16,5 °C"u8.ToArray(), 1, Retained: false) { Expiry = TimeSpan.FromSeconds(30) });
        var message = await TakeAsync(client);
        Assert.Equal(("a/é", "16,5 °C", false), (message.Topic, Encoding.UTF8.GetString(message.Payload.Span), message.Retained));
        Assert.Equal(version5, message.Expiry is { TotalSeconds: > 20 and <= 30 });
        await Until.TrueAsync(() => Task.FromResult(client.Counts.Published == 1));
    }

    [Fact]
    public async Task What_the_broker_kept_is_marked_as_retained_and_what_comes_live_is_not()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await PublishAsync(broker, "old", "1", "-r");
        await using var client = new MosquittoClient(Options(broker), () => Clock.Now);
        client.Subscribe("old");
        Assert.True((await TakeAsync(client)).Retained);
        await PublishAsync(broker, "old", "2", "-r");
        Assert.False((await TakeAsync(client)).Retained);
    }

    [Fact]
    public async Task Published_before_the_broker_is_there_a_state_arrives_once_with_its_newest_value()
    {
        await using var broker = MosquittoBroker.Prepare();
        await using var client = new MosquittoClient(Options(broker), () => Clock.Now);
        client.Subscribe("state");
        for (var i = 0; i < 100; i++)
        {
            client.Publish(new MqttPublication("state", Encoding.UTF8.GetBytes($"{i}"), 1, Retained: true));
        }

        await Until.TrueAsync(() => Task.FromResult(client.Link.Problem is not null));
        Assert.Equal($"127.0.0.1:{broker.Port} refused the connection: is the broker running there?", client.Link.Problem);
        await broker.RestartAsync();
        Assert.Equal("99", Encoding.UTF8.GetString((await TakeAsync(client)).Payload.Span));
        Assert.Equal(1, client.Counts.Published);
    }

    [Fact]
    public async Task A_killed_broker_is_noticed_called_again_and_subscribed_to_again()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await using var client = new MosquittoClient(Options(broker), () => Clock.Now);
        client.Subscribe("x");
        await UpAsync(client);
        await broker.EndAsync();
        await Until.TrueAsync(() => Task.FromResult(client.Link.State == MqttLinkState.Down));
        await broker.RestartAsync();
        await UpAsync(client);
        client.Publish(new MqttPublication("x", "again"u8.ToArray(), 1, Retained: false));
        await TakeAsync(client);
        Assert.Equal(2, client.Counts.Connections);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Without_the_right_password_the_sentence_says_so(bool version5)
    {
        await using var broker = MosquittoBroker.Prepare("max_keepalive 60");
        await broker.AddUsersAsync("edge");
        await broker.RestartAsync();
        await using (var wrong = new MosquittoClient(Options(broker) with { IsVersion5 = version5, User = "edge", Password = "x" }, () => Clock.Now))
        {
            await Until.TrueAsync(() => Task.FromResult(wrong.Link.Problem is not null));
            Assert.Equal($"127.0.0.1:{broker.Port} does not let this client in: user name, password or certificate are missing or have no right", wrong.Link.Problem);
        }

        await using var right = new MosquittoClient(Options(broker) with { IsVersion5 = version5, User = "edge", Password = "edge-secret" }, () => Clock.Now);
        await UpAsync(right);
    }

    [Fact]
    public async Task The_will_is_published_when_the_client_dies_and_not_when_it_goes_in_order()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await using var watcher = new MosquittoClient(Options(broker) with { ClientId = "watcher" }, () => Clock.Now);
        watcher.Subscribe("edge/status");
        await UpAsync(watcher);
        var will = new MqttPublication("edge/status", "offline"u8.ToArray(), 1, Retained: true);
        await using (var polite = new MosquittoClient(Options(broker) with { Will = will }, () => Clock.Now))
        {
            await UpAsync(polite);
            polite.Publish(will with { Payload = "bye"u8.ToArray() });
        }

        Assert.Equal("bye", Encoding.UTF8.GetString((await TakeAsync(watcher)).Payload.Span));
        await using var taken = new MosquittoClient(Options(broker) with { Will = will }, () => Clock.Now);
        await UpAsync(taken);
        await using var twin = new MosquittoClient(Options(broker), () => Clock.Now);
        Assert.Equal("offline", Encoding.UTF8.GetString((await TakeAsync(watcher)).Payload.Span));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_huge_payload_is_not_taken_and_the_next_message_is(bool version5)
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await using var client = new MosquittoClient(Options(broker) with { IsVersion5 = version5 }, () => Clock.Now);
        client.Subscribe("big");
        await UpAsync(client);
        var file = broker.Write("big", new string('9', 10_000_000));
        await MosquittoBroker.RunAsync("mosquitto_pub", "-p", $"{broker.Port}", "-t", "big", "-f", file);
        await PublishAsync(broker, "big", "1");
        await Until.TrueAsync(() => Task.FromResult(client.Counts.Received == (version5 ? 1 : 2)));
        Assert.Equal(version5 ? 0 : 1, client.Counts.TooLong);
        Assert.Equal("1", Encoding.UTF8.GetString((await TakeAsync(client)).Payload.Span));
    }

    [Fact]
    public async Task A_missing_library_is_one_sentence_with_the_package()
    {
        Assert.Null(LibMosquittoLibrary.Load(LibMosquittoLibrary.DefaultNames));
        Assert.Equal("MQTT needs the library libmosquitto (libnothing.so.7 not found): install the package libmosquitto1.", LibMosquittoLibrary.Load(["libnothing.so.7"]));
        await using var nobody = new MosquittoClient(new MqttOptions { Host = "no-such-host.invalid", Port = 1883, ClientId = "x" }, () => Clock.Now);
        await Until.TrueAsync(() => Task.FromResult(nobody.Link.Problem is not null), capSeconds: 30);
        Assert.Equal("the host name no-such-host.invalid does not resolve", nobody.Link.Problem);
    }

    internal static MqttOptions Options(MosquittoBroker broker) => new()
    {
        Host = "127.0.0.1",
        Port = broker.Port,
        ClientId = "edge-test",
        ConnectTimeout = TimeSpan.FromSeconds(1),
        LongestBackOff = TimeSpan.FromSeconds(1),
    };

    internal static Task UpAsync(MosquittoClient client) => Until.TrueAsync(() => Task.FromResult(client.Link.State == MqttLinkState.Up), capSeconds: 30);

    private static Task<string> PublishAsync(MosquittoBroker broker, string topic, string text, params string[] more) =>
        MosquittoBroker.RunAsync("mosquitto_pub", ["-p", $"{broker.Port}", "-t", topic, "-m", text, .. more]);

    private static async Task<MqttMessage> TakeAsync(MosquittoClient client)
    {
        MqttMessage? message = null;
        await Until.TrueAsync(() => Task.FromResult(client.Arrived.TryTake(out message)), capSeconds: 30);
        return message!;
    }
}
