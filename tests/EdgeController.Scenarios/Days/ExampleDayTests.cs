using EdgeController.Scenarios.Support;

namespace EdgeController.Scenarios.Days;

/// <summary>The example sites as they live: nothing trips, nobody starves, no station is written to more than it stands.</summary>
public sealed class ExampleDayTests(ITestOutputHelper output)
{
    [Fact]
    public async Task No_breaker_trips_and_no_limit_is_broken_at_any_site() =>
        Assert.All(await ExampleDay.AllAsync(), day =>
        {
            Assert.False(day.Report.Overloaded, $"{day.Site} seed {day.Seed}: {day.Report.ToJson()}");
            Assert.True(day.Report.Sessions.DeliveredKwh > 0);
        });

    [Fact]
    public async Task Every_vehicle_that_waits_gets_a_turn_within_two_hours() =>
        Assert.All((await ExampleDay.AllAsync()).Where(day => !day.ByPlan), day => Assert.True(day.LongestWait <= TimeSpan.FromHours(2), $"{day.Site} seed {day.Seed}: {day.Who} had waited {day.LongestWait}"));

    [Fact]
    public async Task No_station_is_written_to_more_often_than_its_memory_stands() =>
        Assert.All(await ExampleDay.AllAsync(), day => Assert.True(
            day.Report.ProfileWritesByCause is { StationDaysOverBudget: 0 },
            $"{day.Site} seed {day.Seed}: {day.Report.ProfileWritesByCause}"));

    [Fact]
    public async Task The_figures_are_written_down()
    {
        var rows = (await ExampleDay.AllAsync()).Select(day => new
        {
            day.Site,
            day.Seed,
            Days = Math.Round(day.Days, 2),
            Sessions = day.Report.Sessions.Count,
            day.Report.Sessions.RequestedKwh,
            DeliveredToIdeal = Math.Round(day.Report.Sessions.DeliveredKwh / day.Report.Sessions.IdealKwh, 4),
            DemandsMet = Math.Round((double)day.Report.Sessions.Met / day.Report.Sessions.Count, 3),
            LongestWaitMinutes = Math.Round(day.LongestWait.TotalMinutes),
            WorstRatio = day.Report.Circuits.Max(circuit => circuit.WorstRatio),
            LongestOverLimitSeconds = day.Report.Circuits.Max(circuit => circuit.LongestOverLimitSeconds),
            BreakerTrips = day.Report.Circuits.Sum(circuit => circuit.BreakerTrips),
            day.Report.PeakKw,
            WritesMedian = day.Report.ProfileWritesPerStationDay.Median,
            WritesMax = day.Report.ProfileWritesPerStationDay.Max,
        }).ToArray();
        foreach (var row in rows)
        {
            output.WriteLine($"{row}");
        }

        Results.Write("sites.json", rows);
        Assert.Equal(Examples.Names, rows.Select(row => row.Site).Distinct());
    }
}
