using EdgeController.Core.Control;
using EdgeController.Drivers.Mqtt;
using EdgeController.Drivers.Mqtt.LibMosquitto;
using EdgeController.Tests.Mqtt;

namespace EdgeController.Drivers.Tests.Mqtt;

/// <summary>Brokers that freeze, and a second client that is taken for us.</summary>
public sealed class MosquittoFaultTests
{
    private static readonly SiteClock Clock = new(TimeProvider.System);

    [Fact]
    public async Task A_frozen_broker_is_given_up_after_two_silent_keep_alives()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await using var client = new MosquittoClient(MosquittoClientTests.Options(broker) with { KeepAlive = TimeSpan.FromSeconds(5) }, () => Clock.Now);
        await MosquittoClientTests.UpAsync(client);
        await broker.FreezeAsync();
        await Until.TrueAsync(() => Task.FromResult(client.Link.State == MqttLinkState.Down), capSeconds: 30);
        Assert.Contains("gave no sign", client.Link.Problem, StringComparison.Ordinal);

        // It takes connections by its system, and accepts none of them.
        await Until.TrueAsync(() => Task.FromResult(client.Link.Problem!.Contains("did not accept the connection within 1 s", StringComparison.Ordinal)));
        await broker.ThawAsync();
        await MosquittoClientTests.UpAsync(client);
    }

    [Fact]
    public async Task While_a_broker_is_frozen_no_more_than_the_bound_waits_and_nobody_who_publishes_waits()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await using var client = new MosquittoClient(MosquittoClientTests.Options(broker), () => Clock.Now);
        await MosquittoClientTests.UpAsync(client);
        await broker.FreezeAsync();
        var from = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < 20_000; i++)
        {
            client.Publish(new MqttPublication("event", new byte[1000], 1, Retained: false));
        }

        Assert.True(TimeProvider.System.GetElapsedTime(from).TotalSeconds < 5);
        Assert.InRange(client.Counts.Unsent, 15_000, 16_000);
        await broker.ThawAsync();
        await Until.TrueAsync(() => Task.FromResult(client.Counts.Published >= 4000));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_second_client_with_the_same_id_is_noticed_within_a_few_connections(bool version5)
    {
        await using var broker = await MosquittoBroker.StartAsync();
        var quick = MosquittoClientTests.Options(broker) with { IsVersion5 = version5, FirstBackOff = TimeSpan.FromMilliseconds(100), LongestBackOff = TimeSpan.FromSeconds(1) };
        await using var one = new MosquittoClient(quick, () => Clock.Now);
        await using var two = new MosquittoClient(quick, () => Clock.Now);
        await Until.TrueAsync(() => Task.FromResult(one.Link.TakenOver && two.Link.TakenOver), capSeconds: 30);
    }
}
