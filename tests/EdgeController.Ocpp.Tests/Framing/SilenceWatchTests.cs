using EdgeController.Ocpp.Framing;

namespace EdgeController.Ocpp.Tests.Framing;

public class SilenceWatchTests
{
    [Fact]
    public void A_silent_peer_is_pinged_once_and_then_given_up()
    {
        var watch = new SilenceWatch(new KeepAlive(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(2)));

        Assert.Equal([Silence.Short, Silence.Short, Silence.Ping, Silence.Short, Silence.Dead], Looks(watch, 5));
    }

    [Fact]
    public void Whatever_comes_begins_the_silence_anew()
    {
        var watch = new SilenceWatch(new KeepAlive(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2)));
        Assert.Equal([Silence.Short, Silence.Ping, Silence.Short], Looks(watch, 3));

        watch.Heard();

        Assert.Equal([Silence.Short, Silence.Short, Silence.Ping, Silence.Short, Silence.Dead], Looks(watch, 5));
    }

    [Fact]
    public void Without_a_time_out_nobody_is_given_up_and_without_an_interval_nobody_is_asked()
    {
        Assert.DoesNotContain(Silence.Dead, Looks(new SilenceWatch(new KeepAlive(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan)), 100));
        Assert.All(Looks(new SilenceWatch(KeepAlive.Never), 100), look => Assert.Equal(Silence.Short, look));
    }

    private static Silence[] Looks(SilenceWatch watch, int count) => [.. Enumerable.Range(0, count).Select(_ => watch.Look())];
}
