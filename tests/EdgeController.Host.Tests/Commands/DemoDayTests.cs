using EdgeController.Core.Topology;
using EdgeController.Host.Commands;
using EdgeController.Host.Tests.Configuration.Sites;

namespace EdgeController.Host.Tests.Commands;

/// <summary>The site that the demo plays: the garage, with something to plan at any time of day.</summary>
public sealed class DemoDayTests
{
    private static readonly string File = System.IO.File.ReadAllText(Path.Combine(SiteFiles.Repository, "site-examples", "garage", "demo.yaml"));
    private static readonly Site Demo = SiteFiles.Good(File);

    [Fact]
    public void It_has_the_circuits_and_stations_of_the_garage()
    {
        var garage = SiteFiles.Good(SiteFiles.Garage);
        Assert.Equal(garage.Circuits.Select(circuit => (circuit.Id, circuit.LimitAmps, circuit.LimitPower, circuit.AssumedUncontrolled)), Demo.Circuits.Select(circuit => (circuit.Id, circuit.LimitAmps, circuit.LimitPower, circuit.AssumedUncontrolled)));
        Assert.Equal(garage.Stations.Select(station => (station.Id, station.Max, station.Fallback, station.Rotation)), Demo.Stations.Select(station => (station.Id, station.Max, station.Fallback, station.Rotation)));
        Assert.Equal(14, Demo.Stations.Count(station => station.Mode == ChargingMode.Plan));
    }

    [Theory]
    [InlineData("2026-03-02T00:07:00Z")]
    [InlineData("2026-06-15T17:59:00Z")]
    [InlineData("2026-10-25T00:30:00Z")]
    [InlineData("2026-12-31T22:58:00Z")]
    public void Whenever_it_starts_vehicles_leave_in_the_next_hours_and_prices_and_sun_are_known_for_two_days(string start)
    {
        var now = DateTimeOffset.Parse(start, System.Globalization.CultureInfo.InvariantCulture);
        var clock = DemoDay.Local(Demo, now).TimeOfDay;
        foreach (var station in DemoDay.Departing(Demo, now).Stations.Where(station => station.Mode == ChargingMode.Plan))
        {
            var ahead = station.Departs!.Value - clock;
            ahead = ahead < TimeSpan.Zero ? ahead + TimeSpan.FromDays(1) : ahead;
            Assert.InRange(ahead, TimeSpan.FromHours(4), TimeSpan.FromHours(5.75));
        }

        var series = DemoDay.Series(Demo, now);
        Assert.Equal([SeriesKind.ImportPrice, SeriesKind.PvForecast, SeriesKind.LoadForecast], series.Select(one => one.Kind));
        Assert.All(series, one => Assert.All(Enumerable.Range(0, 48), hour => Assert.True(one.At(now.AddHours(hour)) is >= 0)));
        var prices = Enumerable.Range(0, 24).Select(hour => series[0].At(now.AddHours(hour))!.Value).ToList();
        Assert.True(prices.Max() > 2 * prices.Min(), "a day has cheap and dear hours");
        Assert.Contains(Enumerable.Range(0, 24), hour => series[1].At(now.AddHours(hour)) > 20_000);
    }
}
