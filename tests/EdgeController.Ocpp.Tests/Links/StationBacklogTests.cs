using EdgeController.Core.Units;
using EdgeController.Ocpp.Links;

namespace EdgeController.Ocpp.Tests.Links;

public class StationBacklogTests
{
    private readonly StationBacklog _backlog = new();

    [Fact]
    public void What_follows_a_quick_answer_is_young()
    {
        Exchange(10, 10.3);
        Exchange(10.4, 10.6);
        Assert.False(_backlog.MayBeOld);
    }

    [Fact]
    public void What_comes_right_after_a_long_wait_may_be_old_until_the_station_pauses()
    {
        Exchange(10, 40);
        Exchange(40.1, 40.3);
        Assert.True(_backlog.MayBeOld);
        Exchange(40.4, 40.6);
        Assert.True(_backlog.MayBeOld);
        Exchange(50, 50.2);
        Assert.False(_backlog.MayBeOld);
    }

    [Fact]
    public void It_says_since_when_what_comes_may_have_waited()
    {
        _backlog.Opened(Instant.FromSeconds(5));
        Assert.Null(_backlog.Since);
        Exchange(10, 10.2);
        Assert.Equal(Instant.FromSeconds(10.2), _backlog.Since);

        Exchange(20, 50);
        _backlog.Came(Instant.FromSeconds(50.1));
        Assert.Equal(Instant.FromSeconds(20), _backlog.Since);
        _backlog.Closed(Instant.FromSeconds(60));
        _backlog.Opened(Instant.FromSeconds(90));
        Assert.Equal(Instant.FromSeconds(20), _backlog.Since);

        Exchange(100, 100.2);
        _backlog.Closed(Instant.FromSeconds(130));
        _backlog.Opened(Instant.FromSeconds(190));
        _backlog.Came(Instant.FromSeconds(190.1));
        Assert.Equal(Instant.FromSeconds(130), _backlog.Since);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public void A_station_that_waits_to_be_accepted_has_not_paused(bool isBoot, bool mayBeOld)
    {
        _backlog.Opened(Instant.FromSeconds(5));
        _backlog.Came(Instant.FromSeconds(5.1), isBoot: true);
        _backlog.Answered(Instant.FromSeconds(5.2));
        _backlog.Came(Instant.FromSeconds(26), isBoot: isBoot);
        _backlog.Answered(Instant.FromSeconds(26.2));
        _backlog.Came(Instant.FromSeconds(26.3));
        Assert.Equal(mayBeOld, _backlog.MayBeOld);
    }

    [Fact]
    public void A_copy_of_what_waits_may_be_old()
    {
        _backlog.Came(Instant.FromSeconds(10));
        _backlog.Came(Instant.FromSeconds(40));
        Assert.True(_backlog.MayBeOld);
    }

    [Fact]
    public void What_comes_first_on_a_new_connection_may_be_old()
    {
        _backlog.Opened(Instant.FromSeconds(5));
        Exchange(5.1, 5.2);
        Assert.True(_backlog.MayBeOld);
    }

    private void Exchange(double came, double answered)
    {
        _backlog.Came(Instant.FromSeconds(came));
        _backlog.Answered(Instant.FromSeconds(answered));
    }
}
