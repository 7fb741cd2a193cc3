using System.Globalization;
using EdgeController.Core.Control;
using EdgeController.Core.Events;
using EdgeController.Core.Tests.Bench;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.Control;

/// <summary>The clock that is wrong: jumps forth and back, a start in 1970 (fault E12).</summary>
public class SiteTimetableTests
{
    private readonly List<SiteEvent> _told = [];
    private double _now;

    [Fact]
    public void A_limit_comes_half_a_minute_ahead_and_goes_at_its_end_and_is_told_once()
    {
        var timetable = Timetable();
        Run(timetable, "2026-03-02T16:58:00Z", 4 * 3600);
        Assert.Equal(
            ["90: set until 20:00", "10920: cleared"],
            _told.Where(what => what is not ClockTold).Select(what => $"{what.At.SinceStart.TotalSeconds}: {(what is LimitSet set ? "set until " + set.Ends : "cleared")}"));
    }

    [Theory]
    [InlineData(2 * 3600, false)] // the clock jumps out of the window: it holds on
    [InlineData(-2 * 3600, false)]
    [InlineData(1, false)]
    public void A_jump_ends_no_window(double seconds, bool cleared)
    {
        var timetable = Timetable();
        Run(timetable, "2026-03-02T18:00:00Z", 60);
        Run(timetable, At("2026-03-02T18:01:00Z").AddSeconds(seconds), 14 * 60);
        Assert.Equal(cleared, _told.Any(what => what is LimitCleared));
    }

    [Fact]
    public void A_jump_that_stays_for_a_quarter_of_an_hour_is_believed()
    {
        var timetable = Timetable();
        Run(timetable, "2026-03-02T18:00:00Z", 60);
        Run(timetable, "2026-03-02T21:00:00Z", 16 * 60);
        Assert.Equal(60 + (15 * 60), Assert.Single(_told.OfType<LimitCleared>()).At.SinceStart.TotalSeconds, 1.0);
    }

    [Fact]
    public void A_jump_into_a_window_sets_its_limit_at_once()
    {
        var timetable = Timetable();
        Run(timetable, "2026-03-02T12:00:00Z", 60);
        Assert.DoesNotContain(_told, what => what is LimitSet);
        Run(timetable, "2026-03-02T18:00:00Z", 1);
        Assert.Single(_told.OfType<LimitSet>());
    }

    [Fact]
    public void A_clock_that_nobody_has_set_makes_every_limit_hold_until_it_is_set()
    {
        var timetable = Timetable();
        Run(timetable, "1970-01-01T00:00:10Z", 60);
        Assert.Null(Assert.Single(_told.OfType<LimitSet>()).Ends);
        Assert.All(_told.OfType<ClockTold>(), told => Assert.Equal(ClockTrust.Unknown, told.Trust));
        Run(timetable, "2026-03-02T12:00:00Z", 2);
        Assert.Single(_told.OfType<LimitCleared>());
    }

    [Fact]
    public void A_clock_that_jumps_again_and_again_is_unknown()
    {
        var timetable = Timetable();
        for (var i = 0; i < 12; i++)
        {
            Run(timetable, At("2026-03-02T12:00:00Z").AddSeconds(i * 100), 3);
        }

        Assert.Equal(ClockTrust.Unknown, _told.OfType<ClockTold>().Last().Trust);
        Assert.NotEmpty(_told.OfType<LimitSet>());
    }

    [Fact]
    public void Without_the_doubt_a_jump_of_two_hours_ends_the_window()
    {
        var timetable = Timetable(believes: true);
        Run(timetable, "2026-03-02T18:00:00Z", 60);
        Run(timetable, "2026-03-02T20:01:00Z", 2);
        Assert.Single(_told.OfType<LimitCleared>());
    }

    private static SiteTimetable Timetable(bool believes = false)
    {
        var site = SiteBuilder.Single(100, 0, 1);
        return new SiteTimetable(site with
        {
            TimeZone = "UTC",
            Circuits = [site.Circuits[0] with { Calendar = [new CalendarLimit { Name = "peak", From = TimeSpan.FromHours(17), To = TimeSpan.FromHours(20), Power = new Watts(20_000) }] }],
        }, believes);
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private void Run(SiteTimetable timetable, string from, int seconds) => Run(timetable, At(from), seconds);

    private void Run(SiteTimetable timetable, DateTimeOffset from, int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            timetable.Step(Instant.FromSeconds(_now++), from.AddSeconds(i), _told.Add);
        }
    }
}
