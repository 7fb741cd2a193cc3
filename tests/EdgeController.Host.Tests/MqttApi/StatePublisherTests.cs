using System.Text;
using EdgeController.Core.Units;
using EdgeController.Host.MqttApi;

namespace EdgeController.Host.Tests.MqttApi;

/// <summary>What is published when, without a broker.</summary>
public sealed class StatePublisherTests
{
    [Fact]
    public void A_measured_value_comes_when_it_has_changed_enough_and_again_after_20_seconds()
    {
        var publisher = new StatePublisher("edge/x");
        Assert.Equal(["edge/x/site/power_w=1000"], Step(publisher, 0, StateValue.Of("site/power_w", 1000.0)));
        Assert.Empty(Step(publisher, 1, StateValue.Of("site/power_w", 1049.0)));
        Assert.Equal(["edge/x/site/power_w=1050"], Step(publisher, 2, StateValue.Of("site/power_w", 1050.0)));
        Assert.Empty(Step(publisher, 21, StateValue.Of("site/power_w", 1050.0)));
        Assert.Equal(["edge/x/site/power_w=1050"], Step(publisher, 22, StateValue.Of("site/power_w", 1050.0)));
    }

    [Fact]
    public void A_state_comes_when_it_changes_and_what_is_not_known_any_more_is_removed_once()
    {
        var publisher = new StatePublisher("edge/x");
        Assert.Equal(["edge/x/site/mode=normal"], Step(publisher, 0, StateValue.Of("site/mode", "normal")));
        Assert.Empty(Step(publisher, 100, StateValue.Of("site/mode", "normal")));
        Assert.Equal(["edge/x/site/mode="], Step(publisher, 101, StateValue.Of("site/mode", (string?)null)));
        Assert.Empty(Step(publisher, 102, StateValue.Of("site/mode", (string?)null)));
        publisher.Forget();
        Assert.Equal(["edge/x/site/mode=blind"], Step(publisher, 103, StateValue.Of("site/mode", "blind")));
    }

    [Fact]
    public void The_rate_is_bounded_and_who_waited_longest_goes_first()
    {
        var publisher = new StatePublisher("edge/x");
        var all = Enumerable.Range(0, StatePublisher.MostAtOnce + 100).Select(i => StateValue.Of($"stations/S{i}/state", $"{i}")).ToArray();
        Assert.Equal(StatePublisher.MostAtOnce, Step(publisher, 0, all).Count);
        var next = Step(publisher, 1, [.. all.Select(value => value with { Text = value.Text + "!" })]);
        Assert.Equal(Enumerable.Range(StatePublisher.MostAtOnce, 100).Select(i => $"edge/x/stations/S{i}/state={i}!"), next.Take(100));
    }

    [Fact]
    public void A_topic_outside_the_contract_cannot_be_published() => Assert.Throws<InvalidOperationException>(() => StateValue.Of("site/weather", "fine"));

    private static List<string> Step(StatePublisher publisher, double seconds, params StateValue[] values) =>
        [.. publisher.Step(values, Instant.FromSeconds(seconds)).Select(publication => $"{publication.Topic}={Encoding.UTF8.GetString(publication.Payload.Span)}")];
}
