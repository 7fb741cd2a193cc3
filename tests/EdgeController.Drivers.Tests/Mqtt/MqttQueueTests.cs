using System.Text;
using EdgeController.Core.Units;
using EdgeController.Drivers.Mqtt;

namespace EdgeController.Drivers.Tests.Mqtt;

/// <summary>Queues, back-off and topic rules, without a broker.</summary>
public sealed class MqttQueueTests
{
    [Fact]
    public void A_flood_on_one_topic_leaves_its_newest_message_and_displaces_no_other()
    {
        var box = new MqttMailbox(3);
        box.Put(Message("b", "1"));
        for (var i = 0; i < 1000; i++)
        {
            box.Put(Message("a", $"{i}"));
        }

        Assert.Equal(["b=1", "a=999"], Drain(box));
        Assert.Equal((999, 0), (box.Replaced, box.Dropped));
    }

    [Fact]
    public void What_was_retained_does_not_replace_what_came_live()
    {
        var box = new MqttMailbox(3);
        box.Put(Message("a", "live"));
        box.Put(Message("a", "kept") with { Retained = true });
        Assert.Equal(["a=live"], Drain(box));
        box.Put(Message("a", "kept") with { Retained = true });
        box.Put(Message("a", "live"));
        Assert.Equal(["a=live"], Drain(box));
    }

    [Fact]
    public void Too_many_topics_lose_the_oldest()
    {
        var box = new MqttMailbox(2);
        box.Put(Message("a", "1"));
        box.Put(Message("b", "2"));
        box.Put(Message("c", "3"));
        Assert.Equal(["b=2", "c=3"], Drain(box));
        Assert.Equal(1, box.Dropped);
    }

    [Fact]
    public void Without_coalescing_a_flood_displaces_the_others()
    {
        var box = new MqttMailbox(3, coalesces: false);
        box.Put(Message("b", "1"));
        for (var i = 0; i < 10; i++)
        {
            box.Put(Message("a", $"{i}"));
        }

        Assert.DoesNotContain("b=1", Drain(box));
    }

    [Fact]
    public void States_wait_once_events_one_by_one()
    {
        var outbox = new MqttOutbox(3);
        outbox.Put(new MqttPublication("state", "1"u8.ToArray(), 1, true));
        outbox.Put(new MqttPublication("event", "a"u8.ToArray(), 1, false));
        outbox.Put(new MqttPublication("state", "2"u8.ToArray(), 1, true));
        outbox.Put(new MqttPublication("event", "b"u8.ToArray(), 1, false));
        outbox.Put(new MqttPublication("event", "c"u8.ToArray(), 1, false));
        var sent = new List<string>();
        while (outbox.TryTake(out var publication))
        {
            sent.Add(Encoding.UTF8.GetString(publication.Payload.Span));
        }

        Assert.Equal(["a", "b", "c"], sent);
        Assert.Equal(1, outbox.Dropped);
        outbox.Put(new MqttPublication("state", "3"u8.ToArray(), 1, true));
        Assert.Equal(1, outbox.Waiting);
    }

    [Fact]
    public void Pauses_double_to_a_minute_with_jitter_and_start_over_after_a_good_connection()
    {
        var backOff = new MqttBackOff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60), new Random(7));
        var pauses = Enumerable.Range(0, 9).Select(_ => backOff.Next(null, Instant.Start).TotalSeconds).ToArray();
        double[] expected = [1, 2, 4, 8, 16, 32, 60, 60, 60];
        Assert.All(pauses.Zip(expected), pair => Assert.InRange(pair.First, pair.Second * 0.75, pair.Second * 1.25));
        Assert.Equal(9, pauses.Distinct().Count());
        Assert.True(backOff.Next(Instant.FromSeconds(10), Instant.FromSeconds(20)).TotalSeconds > 40);
        Assert.True(backOff.Next(Instant.FromSeconds(10), Instant.FromSeconds(40)).TotalSeconds < 1.3);
    }

    [Theory]
    [InlineData("a/b", "a/b", true)]
    [InlineData("a/+", "a/b", true)]
    [InlineData("a/+", "a/b/c", false)]
    [InlineData("a/#", "a", true)]
    [InlineData("a/#", "a/b/c", true)]
    [InlineData("#", "$SYS/x", false)]
    [InlineData("+/x", "$SYS/x", false)]
    [InlineData("a/b", "a/B", false)]
    public void Filters_take_what_the_protocol_says(string filter, string topic, bool takes) => Assert.Equal(takes, MqttTopics.Matches(filter, topic));

    [Theory]
    [InlineData("a/b+", "'a/b+': + must stand for a whole level")]
    [InlineData("a/#/b", "'a/#/b': # must be the last level")]
    [InlineData("", "a topic must not be empty")]
    [InlineData("a\n", "a topic must not have control characters")]
    public void A_filter_that_is_none_is_told(string filter, string problem) => Assert.Equal(problem, MqttTopics.FilterProblem(filter));

    [Fact]
    public void An_id_with_strange_characters_becomes_one_level()
    {
        Assert.Equal("B%7C2%40x%2F%2B%23", MqttTopics.Level("B|2@x/+#"));
        Assert.Equal("N1-01_a.b", MqttTopics.Level("N1-01_a.b"));
    }

    private static MqttMessage Message(string topic, string text) => new(topic, Encoding.UTF8.GetBytes(text), false, Instant.Start) { Length = text.Length };

    private static List<string> Drain(MqttMailbox box)
    {
        var all = new List<string>();
        while (box.TryTake(out var message))
        {
            all.Add($"{message.Topic}={Encoding.UTF8.GetString(message.Payload.Span)}");
        }

        return all;
    }
}
