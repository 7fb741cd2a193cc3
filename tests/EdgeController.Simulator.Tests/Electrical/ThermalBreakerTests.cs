using EdgeController.Simulator.Electrical;

namespace EdgeController.Simulator.Tests.Electrical;

public sealed class ThermalBreakerTests
{
    [Fact]
    public void It_carries_1_13_times_its_rating_for_a_day() => Assert.Null(SecondsToTrip(1.13, 86_400));

    [Fact]
    public void It_trips_within_an_hour_at_1_45() => Assert.InRange(SecondsToTrip(1.45, 86_400)!.Value, 60, 3600);

    [Fact]
    public void It_trips_between_one_and_two_minutes_at_2_55() => Assert.InRange(SecondsToTrip(2.55, 86_400)!.Value, 60, 120);

    [Fact]
    public void It_trips_at_once_above_five_times() => Assert.Equal(1, SecondsToTrip(5.1, 10));

    [Fact]
    public void Warm_it_trips_sooner_and_after_cooling_it_does_not()
    {
        var warm = new ThermalBreaker(100);
        Carry(warm, 1.0, 3600);
        var cooled = new ThermalBreaker(100);
        Carry(cooled, 1.0, 3600);
        Carry(cooled, 0, 3600);
        Assert.True(Carry(warm, 2.55, 600) < Carry(cooled, 2.55, 600));
    }

    private static int? SecondsToTrip(double ratio, int most) => Carry(new ThermalBreaker(100), ratio, most);

    private static int? Carry(ThermalBreaker breaker, double ratio, int most)
    {
        for (var second = 1; second <= most; second++)
        {
            if (breaker.Carry(100 * ratio, 1))
            {
                return second;
            }
        }

        return null;
    }
}
