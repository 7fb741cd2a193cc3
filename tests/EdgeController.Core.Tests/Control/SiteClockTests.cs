using EdgeController.Core.Control;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.Control;

/// <summary>Faults E12: the wall clock jumps; intervals do not.</summary>
public sealed class SiteClockTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(3600)]
    [InlineData(-3600)]
    [InlineData(-1772366400)]
    [InlineData(2.5)]
    public void A_step_is_told_once_and_the_wall_clock_goes_on_from_there(double step)
    {
        var time = new JumpingTime();
        var clock = new SiteClock(time);
        time.Pass(10);
        Assert.Equal(TimeSpan.Zero, clock.Follow());
        time.Jump(step);
        Assert.Equal(step, clock.Follow().TotalSeconds, 3);
        Assert.Equal(TimeSpan.Zero, clock.Follow());
        Assert.Equal(Start.AddSeconds(10 + step), clock.WallAt(clock.Now));
        Assert.Equal(10, clock.Now.SinceStart.TotalSeconds);
    }

    [Fact]
    public void Drift_and_slewing_are_followed_without_a_word()
    {
        var time = new JumpingTime();
        var clock = new SiteClock(time);
        for (var tick = 0; tick < 100; tick++)
        {
            time.Pass(1);
            time.Jump(0.05);
            Assert.Equal(TimeSpan.Zero, clock.Follow());
        }

        Assert.Equal(Start.AddSeconds(105), clock.WallAt(clock.Now), TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public void Until_it_is_followed_the_wall_clock_runs_on_without_the_jump()
    {
        var time = new JumpingTime();
        var clock = new SiteClock(time);
        time.Jump(-86400);
        time.Pass(5);
        Assert.Equal(Start.AddSeconds(5), clock.WallAt(clock.Now));
        Assert.Equal(Instant.FromSeconds(5), clock.Now);
    }

    private sealed class JumpingTime : TimeProvider
    {
        private double _passed;
        private double _jumped;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Pass(double seconds) => _passed += seconds;

        public void Jump(double seconds) => _jumped += seconds;

        public override long GetTimestamp() => TimeSpan.FromSeconds(_passed).Ticks;

        public override DateTimeOffset GetUtcNow() => Start.AddSeconds(_passed + _jumped);
    }
}
