using EdgeController.Core.Balancing;
using EdgeController.Host.Simulation;
using EdgeController.Scenarios.Support;

namespace EdgeController.Scenarios.Adversary;

/// <summary>A back end that sets random profiles, clears, resets, lies and disappears for hours, over stations with random habits: nothing trips, nothing is lost, and what is answered is true.</summary>
public sealed class HostileBackEndTests(ITestOutputHelper output)
{
    [Fact]
    public async Task No_breaker_trips_no_limit_is_exceeded_and_both_records_are_equal()
    {
        var days = await Campaign.RunAsync(Campaign.Seeds, seed => Campaign.Long ? HostileDay.Garage(seed) : HostileDay.Short(seed));
        foreach (var day in days)
        {
            output.WriteLine(day.ToString());
        }

        if (Results.AreWritten)
        {
            Results.Write("adversary.json", days.Select(day => new
            {
                day.Seed,
                day.Outcome.Absences,
                day.Outcome.Calls,
                day.Outcome.ProfilesAccepted,
                day.Outcome.Messages,
                day.Outcome.Lost,
                day.Outcome.Repeats,
                Untrue = day.Outcome.Wrong.Count,
                AboveCapAmps = Math.Max(0, day.Outcome.WorstAboveCapAmps ?? 0),
                WorstRatio = day.Report.Circuits.Max(circuit => circuit.WorstRatio),
                SecondsOver = day.Report.Circuits.Max(circuit => circuit.LongestOverLimitSeconds),
                day.Trips,
                Kwh = day.Report.Sessions.DeliveredKwh,
            }));
        }

        foreach (var day in days)
        {
            Assert.True(day.Outcome.CappedSeconds > 1000 && day.Outcome.AnswersCompared > 20 && day.Outcome.Absences > 0, $"too little was tried: {day}");
            Assert.Equal(0, day.Trips);
            Assert.False(day.Report.Overloaded, day.ToString());
            Assert.True(day.Outcome.Passed, day.ToString());
        }
    }

    [Fact]
    public async Task A_journal_that_outlives_the_process_keeps_the_records_equal_and_without_it_they_differ()
    {
        var kept = await Campaign.RunAsync(() => HostileDay.Short(7, new AdversaryOptions { Stations = false }, hours: 2, kills: true));
        output.WriteLine(kept.ToString());
        Assert.Equal(0, kept.Outcome.Lost);

        var lost = await Campaign.RunAsync(() => HostileDay.Short(7, new AdversaryOptions { Stations = false }, hours: 2, kills: true, forgets: true));
        Assert.True(lost.Outcome.Lost > 0, lost.ToString());
        Assert.False(lost.Outcome.Passed);
    }

    [Fact]
    public async Task Without_the_back_ends_limits_vehicles_draw_more_than_it_allows()
    {
        var day = await Campaign.RunAsync(() => HostileDay.Short(1, new AdversaryOptions { Stations = false }, Protections.CsmsLimits, hours: 1.5));
        Assert.True(day.Outcome.WorstAboveCapAmps > 3, day.ToString());
        Assert.False(day.Outcome.Passed);
    }

    [Fact]
    public async Task Without_the_guard_a_limit_is_exceeded()
    {
        var day = await Campaign.RunAsync(() => HostileDay.Short(1, new AdversaryOptions { BackEnd = false }, Protections.Guard, hours: 1));
        Assert.True(day.Report.Overloaded, day.ToString());
    }
}
