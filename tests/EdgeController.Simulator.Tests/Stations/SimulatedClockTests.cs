using EdgeController.Core.Units;
using EdgeController.Simulator.Stations;

namespace EdgeController.Simulator.Tests.Stations;

public sealed class SimulatedClockTests
{
    private static readonly DateTimeOffset Epoch = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);
    private static readonly Instant Noon = Instant.FromSeconds(12 * 3600);

    [Theory]
    [InlineData(ClockFault.None, 720)]
    [InlineData(ClockFault.SlowTenMinutes, 710)]
    [InlineData(ClockFault.DayBehind, 720 - 1440)]
    [InlineData(ClockFault.DayAhead, 720 + 1440)]
    [InlineData(ClockFault.Stopped, 0)]
    public void A_wrong_clock_shows_its_own_time_even_when_told(ClockFault fault, int minutes)
    {
        var clock = new SimulatedClock(fault, Epoch);
        Assert.False(clock.Told(Epoch + TimeSpan.FromHours(12), Noon));
        Assert.Equal(Epoch + TimeSpan.FromMinutes(minutes), clock.Read(Noon));
    }

    [Fact]
    public void An_unset_clock_shows_1970_until_the_back_end_tells_the_time()
    {
        var clock = new SimulatedClock(ClockFault.UnsetUntilTold, Epoch);
        Assert.Equal(1970, clock.Read(Noon).Year);
        Assert.True(clock.Told(Epoch + TimeSpan.FromHours(12), Noon));
        Assert.Equal(Epoch + TimeSpan.FromHours(12), clock.Read(Noon));
        clock.PowerCycle();
        Assert.Equal(1970, clock.Read(Noon).Year);
    }
}
