using EdgeController.Simulator.Electrical;

namespace EdgeController.Simulator.Tests.Electrical;

/// <summary>Clouds: shares of a clear sky, the same for a seed, different from day to day, and without jumps.</summary>
public sealed class WeatherTests
{
    [Fact]
    public void The_same_seed_makes_the_same_sky_and_another_seed_another()
    {
        Assert.Equal(Day(new Weather(1), 3), Day(new Weather(1), 3));
        Assert.NotEqual(Day(new Weather(1), 3), Day(new Weather(2), 3));
        Assert.NotEqual(Day(new Weather(1), 3), Day(new Weather(1), 4));
    }

    [Fact]
    public void The_sky_lets_through_some_of_the_sun_and_changes_within_minutes_not_at_once()
    {
        var minutes = Enumerable.Range(0, 10).SelectMany(day => Day(new Weather(7), day)).ToArray();
        Assert.All(minutes, share => Assert.InRange(share, 0.05, 1));
        Assert.True(minutes.Zip(minutes.Skip(1)).Max(pair => Math.Abs(pair.First - pair.Second)) < 0.08);
        Assert.True(minutes.Max() - minutes.Min() > 0.3);
    }

    private static double[] Day(Weather weather, int day) => [.. Enumerable.Range(0, 1440).Select(minute => weather.ShareAt(TimeSpan.FromMinutes((day * 1440) + minute)))];
}
