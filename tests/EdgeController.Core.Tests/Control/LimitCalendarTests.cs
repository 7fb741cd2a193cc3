using System.Globalization;
using EdgeController.Core.Control;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.Control;

/// <summary>Windows of the calendar on days of 23, 24 and 25 hours (fault E14).</summary>
public class LimitCalendarTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    [InlineData("2026-03-28", "17:00", "20:00", "2026-03-28T17:00+01:00", "2026-03-28T20:00+01:00", 3)]
    [InlineData("2026-03-28", "22:00", "06:00", "2026-03-28T22:00+01:00", "2026-03-29T06:00+02:00", 7)] // across the night of 23 hours
    [InlineData("2026-03-29", "02:30", "04:00", "2026-03-29T03:00+02:00", "2026-03-29T04:00+02:00", 1)] // begins in the gap
    [InlineData("2026-03-29", "01:00", "02:30", "2026-03-29T01:00+01:00", "2026-03-29T03:00+02:00", 1)] // ends in the gap
    [InlineData("2026-03-29", "02:10", "02:40", "2026-03-29T03:00+02:00", "2026-03-29T03:00+02:00", 0)] // lies in the gap
    [InlineData("2026-03-29", "00:00", "24:00", "2026-03-29T00:00+01:00", "2026-03-30T00:00+02:00", 23)]
    [InlineData("2026-10-24", "22:00", "06:00", "2026-10-24T22:00+02:00", "2026-10-25T06:00+01:00", 9)] // across the night of 25 hours
    [InlineData("2026-10-25", "02:30", "04:00", "2026-10-25T02:30+02:00", "2026-10-25T04:00+01:00", 2.5)] // begins at the first 02:30
    [InlineData("2026-10-25", "01:00", "02:30", "2026-10-25T01:00+02:00", "2026-10-25T02:30+01:00", 2.5)] // ends at the second 02:30
    [InlineData("2026-10-25", "02:10", "02:40", "2026-10-25T02:10+02:00", "2026-10-25T02:40+01:00", 1.5)]
    [InlineData("2026-10-25", "00:00", "24:00", "2026-10-25T00:00+02:00", "2026-10-26T00:00+01:00", 25)]
    [InlineData("2026-12-31", "23:00", "01:00", "2026-12-31T23:00+01:00", "2027-01-01T01:00+01:00", 2)]
    public void A_window_begins_and_ends_when_the_sites_clock_shows_it(string day, string from, string to, string begins, string ends, double hours)
    {
        var window = LimitCalendar.WindowOn(Window(from, to), Berlin, DateOnly.Parse(day, CultureInfo.InvariantCulture));
        Assert.Equal((At(begins), At(ends)), window);
        Assert.Equal(hours, (window.To - window.From).TotalHours);
    }

    [Theory]
    [InlineData("2026-03-02T16:59:29+01:00", false)]
    [InlineData("2026-03-02T16:59:30+01:00", true)] // half a minute ahead
    [InlineData("2026-03-02T19:59:59+01:00", true)]
    [InlineData("2026-03-02T20:00:00+01:00", false)]
    [InlineData("2026-03-07T18:00:00+01:00", false)] // Saturday
    [InlineData("2026-10-25T18:00:00+01:00", false)] // Sunday after the change
    [InlineData("2026-10-26T18:00:00+01:00", true)]
    public void It_is_open_from_half_a_minute_before_its_beginning_to_its_end(string at, bool open)
    {
        var limit = Window("17:00", "20:00") with { Days = Weekdays.Monday | Weekdays.Tuesday | Weekdays.Wednesday | Weekdays.Thursday | Weekdays.Friday };
        Assert.Equal(open, LimitCalendar.OpenUntil(limit, Berlin, At(at), SiteTimetable.Lead) is not null);
    }

    [Theory]
    [InlineData("2026-10-31T23:00+01:00", false)]
    [InlineData("2026-11-01T23:00+01:00", true)]
    [InlineData("2027-03-31T23:00+02:00", true)]
    [InlineData("2027-04-01T03:00+02:00", true)] // began in March
    [InlineData("2027-04-01T23:00+02:00", false)]
    [InlineData("2028-02-29T23:00+01:00", true)]
    public void Dates_go_across_the_turn_of_the_year_and_count_where_the_window_begins(string at, bool open)
    {
        var limit = Window("22:00", "06:00") with { Dates = new YearSpan(new(11, 1), new(3, 31)) };
        Assert.Equal(open, LimitCalendar.OpenUntil(limit, Berlin, At(at), TimeSpan.Zero) is not null);
    }

    [Fact]
    public void A_window_of_all_days_is_never_closed_in_a_year_with_both_changes()
    {
        var always = Window("00:00", "24:00");
        for (var at = At("2026-01-01T00:00+01:00"); at < At("2027-01-01T00:00+01:00"); at = at.AddMinutes(15))
        {
            Assert.NotNull(LimitCalendar.OpenUntil(always, Berlin, at, TimeSpan.Zero));
        }
    }

    private static CalendarLimit Window(string from, string to) => new()
    {
        Name = "w", From = Hours(from), To = Hours(to), Power = new Watts(1),
    };

    private static TimeSpan Hours(string text) => text == "24:00" ? TimeSpan.FromHours(24) : TimeSpan.Parse(text, CultureInfo.InvariantCulture);

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
