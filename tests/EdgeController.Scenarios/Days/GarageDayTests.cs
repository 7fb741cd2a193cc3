using EdgeController.Scenarios.Support;

namespace EdgeController.Scenarios.Days;

/// <summary>Whole days of the garage: safe, and nearly as much energy as the best fair controller could have delivered.</summary>
public sealed class GarageDayTests(ITestOutputHelper output)
{
    [Fact]
    public async Task No_breaker_trips_and_no_limit_is_broken_on_any_day()
    {
        foreach (var day in await GarageDay.AllAsync())
        {
            Assert.All(day.Report.Circuits, circuit => Assert.Equal(0, circuit.BreakerTrips));
            Assert.False(day.Report.Overloaded, $"seed {day.Seed}: {day.Report.ToJson()}");
        }
    }

    [Fact]
    public async Task A_day_delivers_at_least_97_percent_of_the_ideal()
    {
        foreach (var day in await GarageDay.AllAsync())
        {
            var share = day.Report.Sessions.DeliveredKwh / day.Report.Sessions.IdealKwh;
            Assert.True(share >= 0.97, $"seed {day.Seed}: {share:0.0000} of the ideal");
        }
    }

    [Fact]
    public async Task No_station_is_written_to_more_often_than_its_memory_stands()
    {
        foreach (var day in await GarageDay.AllAsync())
        {
            var causes = day.Report.ProfileWritesByCause!;
            Assert.True(causes.MaxDeferrable <= 300, $"seed {day.Seed}: {causes}");
            Assert.True(day.Report.ProfileWritesPerStationDay.Max <= 300, $"seed {day.Seed}: {day.Report.ProfileWritesPerStationDay}, {causes}");
        }
    }

    [Fact]
    public async Task Healthy_meters_and_stations_are_never_doubted()
    {
        Assert.All(await GarageDay.AllAsync(), day => Assert.True(day.Doubts.Count == 0, $"seed {day.Seed}: {string.Join("; ", day.Doubts.Take(5))}"));
    }

    [Fact]
    public async Task The_days_are_scarce()
    {
        var days = await GarageDay.AllAsync();
        Assert.InRange(Campaign.Median(days.Select(day => day.Ideal.Kwh / day.Ideal.RequestedKwh)), 0.80, 0.95);
        Assert.All(days, day => Assert.True(day.Ideal.StepsWhileBinding >= 4, $"seed {day.Seed}: {day.Ideal.StepsWhileBinding} building steps while a circuit binds"));
        Assert.All(days, day => Assert.True(
            Math.Abs(day.Ideal.RequestedKwh - day.Report.Sessions.RequestedKwh) < 0.1, $"seed {day.Seed}: the ideal and the run do not see the same day"));
    }

    [Fact]
    public async Task Stations_left_at_their_fallback_deliver_less_than_85_percent_of_the_ideal()
    {
        Assert.All(Examples.Garage.Stations, station => Assert.Equal(Examples.Garage.Stations[0].Fallback, station.Fallback));
        foreach (var day in await GarageDay.AllAsync())
        {
            var share = day.FallbackKwh / day.Ideal.Kwh;
            Assert.True(share < 0.85, $"seed {day.Seed}: {share:0.000} of the ideal at fallback");
        }
    }

    [Fact]
    public async Task Without_the_guard_a_breaker_trips_on_every_day()
    {
        foreach (var day in await GarageDay.AllAsync())
        {
            Assert.True(day.UnguardedTripAt is not null, $"seed {day.Seed}: no breaker tripped with the guard off");
        }
    }

    [Fact]
    public async Task The_figures_are_written_down()
    {
        var days = await GarageDay.AllAsync();
        var rows = days.Select(day => new
        {
            day.Seed,
            Sessions = day.Report.Sessions.Count,
            day.Report.Sessions.RequestedKwh,
            IdealToRequested = Math.Round(day.Ideal.Kwh / day.Ideal.RequestedKwh, 4),
            DeliveredToIdeal = Math.Round(day.Report.Sessions.DeliveredKwh / day.Report.Sessions.IdealKwh, 4),
            FallbackToIdeal = Math.Round(day.FallbackKwh / day.Ideal.Kwh, 4),
            day.Ideal.StepsWhileBinding,
            WorstRatio = day.Report.Circuits.Max(circuit => circuit.WorstRatio),
            LongestOverLimitSeconds = day.Report.Circuits.Max(circuit => circuit.LongestOverLimitSeconds),
            BreakerTrips = day.Report.Circuits.Sum(circuit => circuit.BreakerTrips),
            day.Report.PeakKw,
            WritesMedian = day.Report.ProfileWritesPerStationDay.Median,
            WritesMax = day.Report.ProfileWritesPerStationDay.Max,
            DecreasesMax = day.Report.ProfileWritesByCause!.Decreases.Max,
            IncreasesMax = day.Report.ProfileWritesByCause!.Increases.Max,
            RenewalsMax = day.Report.ProfileWritesByCause!.Renewals.Max,
            IncreasesAndRenewalsMax = day.Report.ProfileWritesByCause!.MaxDeferrable,
            UnguardedTripAt = day.UnguardedTripAt?.ToString(@"hh\:mm", System.Globalization.CultureInfo.InvariantCulture),
        }).ToArray();
        foreach (var row in rows)
        {
            output.WriteLine($"{row}");
        }

        Results.Write("garage-days.json", rows);
        Assert.Equal(Campaign.Seeds, rows.Select(row => row.Seed));
    }
}
