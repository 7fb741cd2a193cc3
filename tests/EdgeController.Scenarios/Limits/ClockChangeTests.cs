using System.Globalization;
using EdgeController.Core.Balancing;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Scenarios.Support;

namespace EdgeController.Scenarios.Limits;

/// <summary>Fault E14: the nights of 23 and 25 hours in Europe/Berlin with a limit of the calendar on the connection to the grid.</summary>
public sealed class ClockChangeTests(ITestOutputHelper output)
{
    private const double LimitKw = 100;

    [Theory]
    [InlineData("2026-03-29T01:45", "2026-03-29T03:00+02:00", "2026-03-29T04:00+02:00")] // 02:30 does not exist
    [InlineData("2026-10-25T01:45", "2026-10-25T02:30+02:00", "2026-10-25T04:00+01:00")] // 02:30 comes twice
    public async Task On_the_night_of_the_change_a_limit_from_half_past_two_to_four_holds_from_its_first_second_to_its_last(string start, string from, string to)
    {
        var night = await Simulate(start, from, to, Protections.None);
        output.WriteLine($"{night}");
        Assert.True(night.HighestInside <= LimitKw, $"{night.HighestInside} kW inside the window");
        Assert.True(night.HighestBefore > LimitKw + 10 && night.HighestAfter > LimitKw + 10, $"{night}: the limit must not hold outside its window");
    }

    [Theory]
    [InlineData("2026-03-29T01:45", "2026-03-29T03:00+02:00", "2026-03-29T04:00+02:00")]
    [InlineData("2026-10-25T01:45", "2026-10-25T02:30+02:00", "2026-10-25T04:00+01:00")]
    public async Task Without_the_calendar_it_is_exceeded(string start, string from, string to)
    {
        var night = await Simulate(start, from, to, Protections.TimedLimits);
        Assert.True(night.HighestInside > LimitKw + 10, $"{night}");
    }

    [Fact]
    public async Task The_figures_are_written_down()
    {
        if (!Results.AreWritten)
        {
            return;
        }

        const string start = "2026-10-25T01:45", from = "2026-10-25T02:30+02:00", to = "2026-10-25T04:00+01:00";
        var (safe, bare) = (await Simulate(start, from, to, Protections.None), await Simulate(start, from, to, Protections.TimedLimits));
        Results.Name("E14", 1, 0, safe.HighestInside / LimitKw, FormattableString.Invariant($"{bare.HighestInside / LimitKw:0.00} x the window's limit"));
        Assert.True(safe.HighestInside < bare.HighestInside);
    }

    private static Task<Night> Simulate(string start, string from, string to, Protections without) => Campaign.RunAsync(() =>
    {
        var window = new CalendarLimit { Name = "night", From = new TimeSpan(2, 30, 0), To = TimeSpan.FromHours(4), Power = new Watts(LimitKw * 1000) };
        var (opens, closes) = (At(from), At(to));
        using var garage = new TimedGarage(
            TimedGarage.With(main => main with { Calendar = [window] }), DateTime.Parse(start, CultureInfo.InvariantCulture), TimeSpan.FromHours(4), without);
        var (before, inside, after) = (0.0, 0.0, 0.0);
        garage.Watch(closes - garage.Run.Wall + TimeSpan.FromMinutes(15), wall =>
        {
            before = wall < opens - TimeSpan.FromMinutes(1) ? Math.Max(before, garage.Kilowatts) : before;
            inside = wall > opens && wall <= closes ? Math.Max(inside, garage.Kilowatts) : inside;
            after = wall > closes ? Math.Max(after, garage.Kilowatts) : after;
        });
        return new Night(Math.Round(before, 1), Math.Round(inside, 1), Math.Round(after, 1));
    });

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private sealed record Night(double HighestBefore, double HighestInside, double HighestAfter);
}
