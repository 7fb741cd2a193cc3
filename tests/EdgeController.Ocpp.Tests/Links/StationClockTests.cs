using EdgeController.Core.Units;
using EdgeController.Ocpp.Links;

namespace EdgeController.Ocpp.Tests.Links;

public class StationClockTests
{
    private static readonly DateTimeOffset Zero = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0)]
    [InlineData(-600)]
    [InlineData(86400)]
    public void A_running_clock_is_trusted_however_far_off_it_is(int offSeconds)
    {
        var clock = Seen((0, offSeconds), (12, 12 + offSeconds));

        Assert.True(clock.Trusted);
        Assert.Equal(Zero.AddSeconds(20 + offSeconds), clock.At(Instant.FromSeconds(20)));
        Assert.Equal(TimeSpan.FromSeconds(2), clock.Uncertainty);
    }

    [Fact]
    public void Two_timestamps_close_together_prove_nothing() => Assert.False(Seen((0, 0), (9, 9)).Trusted);

    [Fact]
    public void A_stopped_clock_is_never_trusted() => Assert.False(Seen((0, 0), (12, 0), (30, 0), (60, 0), (90, 0), (200, 0)).Trusted);

    [Fact]
    public void A_clock_that_stops_later_loses_its_trust() => Assert.False(Seen((0, 0), (12, 12), (30, 12), (50, 12)).Trusted);

    [Fact]
    public void A_jump_costs_the_trust_until_it_is_learnt_again()
    {
        var clock = Seen((0, 0), (12, 12), (60, 3660));
        Assert.False(clock.Trusted);

        clock.Observe(Zero.AddSeconds(3675), Instant.FromSeconds(75));
        Assert.True(clock.Trusted);
        Assert.Equal(Zero.AddSeconds(3680), clock.At(Instant.FromSeconds(80)));
    }

    [Theory]
    [InlineData(-29, 21, true)]
    [InlineData(0, -8, false)]
    public void A_message_that_waited_half_a_minute_costs_no_trust_but_a_clock_that_is_set_back_so_far_does(int first, int last, bool trusted)
    {
        var clock = Seen((0, first), (10, 10), (21, last));

        Assert.Equal(trusted, clock.Trusted);
        Assert.Equal(trusted, clock.Uncertainty == TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void Delays_only_lower_an_offset_so_the_largest_counts()
    {
        var clock = Seen((0, 0), (12, 12), (30, 22));

        Assert.Equal(Zero.AddSeconds(40), clock.At(Instant.FromSeconds(40)));
        Assert.Equal(TimeSpan.FromSeconds(10), clock.Uncertainty);
    }

    /// <summary>Messages that waited come one right after the other, each a little younger, until the last is of now.</summary>
    [Fact]
    public void What_was_late_is_forgotten_as_soon_as_the_clock_is_seen_to_be_later()
    {
        var clock = Seen((100, 0), (100, 25), (100, 50), (100, 75), (100, 100));
        Assert.False(clock.Trusted);

        clock.Observe(Zero.AddSeconds(112), Instant.FromSeconds(112));
        Assert.True(clock.Trusted);
        Assert.True(clock.Uncertainty < TimeSpan.FromSeconds(30));
        Assert.Equal(Zero.AddSeconds(120), clock.At(Instant.FromSeconds(120)));
    }

    [Fact]
    public void A_message_that_waited_is_late_and_one_that_was_set_forward_is_not()
    {
        var clock = Seen((0, 0), (12, 12));

        Assert.True(clock.IsLate(Zero.AddSeconds(20), Instant.FromSeconds(60)));
        Assert.False(clock.IsLate(Zero.AddSeconds(58), Instant.FromSeconds(60)));
        Assert.False(clock.IsLate(Zero.AddSeconds(600), Instant.FromSeconds(60)));
        Assert.False(clock.IsLate(Zero.AddSeconds(20), Instant.FromSeconds(12 + 121)));
    }

    [Fact]
    public void Times_at_the_ends_of_the_calendar_are_no_observations()
    {
        var clock = new StationClock();
        Assert.False(clock.Observe(DateTimeOffset.MinValue, Instant.FromSeconds(100)));
        Assert.False(clock.Observe(DateTimeOffset.MaxValue, Instant.FromSeconds(100)));
    }

    private static StationClock Seen(params (int At, int Station)[] observations)
    {
        var clock = new StationClock();
        foreach (var (at, station) in observations)
        {
            clock.Observe(Zero.AddSeconds(station), Instant.FromSeconds(at));
        }

        return clock;
    }
}
