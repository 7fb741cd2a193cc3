using System.Collections.Immutable;
using EdgeController.Core.Planning;
using EdgeController.Core.Units;
using EdgeController.Host.Planning;

namespace EdgeController.Host.Tests.Planning;

/// <summary>Who is expected: from what days of the same kind were like, never in the way of who is there, silent where nothing is known.</summary>
public class ArrivalBookTests
{
    /// <summary>A Monday's evening in Berlin.</summary>
    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 18, 20, 0, TimeSpan.FromHours(1));

    [Fact]
    public void What_came_on_the_last_days_of_the_same_kind_is_expected_again_together_for_each_hour()
    {
        var bench = new SessionBench("", Monday);
        Assert.Empty(Expected(bench));
        Stay(bench, 0, null, 11, 30);
        bench.Plug(0, "B");
        bench.Draw(0, 16);
        Stay(bench, 1, "C", 11, 10);
        bench.Take(0, 5);
        bench.After(TimeSpan.Zero);
        bench.Unplug(0);

        // It is Tuesday's afternoon. Monday had one stay from the evening on, Tuesday two from early in the morning: half of them is a working day's mean.
        var expected = Expected(bench);
        Assert.Equal((3, 2), (bench.Arrivals.All.Length, expected.Length));
        Assert.All(expected, one => Assert.True(one is { IsExpected: true, Priority: < 1, Min.Value: 0 }));
        var evening = expected.Single(one => one.Arrival == Monday.AddDays(1));
        Assert.Equal((30_000.0, Monday.AddDays(1).AddHours(11)), (evening.Energy.Value, evening.Departure));
        Assert.Equal(11.04, evening.Max.Value * 690 / 1000, 2);
        var morning = expected.Single(one => one.Arrival == Monday.AddHours(35));
        Assert.Equal((7_500.0, 11.04), (morning.Energy.Value, Math.Round(morning.Max.Value * 690 / 1000, 2)));
    }

    [Fact]
    public void The_mean_of_three_days_counts_and_no_more_of_older_ones()
    {
        var bench = new SessionBench("", Monday);
        foreach (var kwh in new[] { 90.0, 10, 20, 30 })
        {
            Stay(bench, 0, "A", 11, kwh);
            bench.After(TimeSpan.FromHours(13));
        }

        Assert.Equal(20_000, Expected(bench, bench.Wall.AddHours(-1)).Single(one => one.Arrival == Monday.AddDays(4)).Energy.Value, 6);

        // Nobody was seen on a Saturday.
        Assert.Empty(Expected(bench, Monday.AddDays(4).AddHours(6)));
    }

    [Fact]
    public void Who_comes_within_minutes_or_after_the_end_is_not_expected()
    {
        var bench = new SessionBench("", Monday);
        Stay(bench, 0, "A", 11, 30);
        Assert.Empty(Expected(bench, Monday.AddDays(1).AddMinutes(-10)));
        Assert.Empty(bench.Arrivals.Expected(Monday.AddDays(1).AddHours(-6), Monday.AddDays(1).AddHours(-1)));
        Assert.Single(Expected(bench, Monday.AddDays(1).AddMinutes(-20)), one => one.Arrival < Monday.AddDays(1).AddHours(1));
    }

    [Fact]
    public void At_the_change_of_clocks_the_time_of_day_stays_and_a_time_that_there_is_not_follows()
    {
        var site = new SessionBench("", Monday).Site;
        var book = new ArrivalBook(site, SessionBench.Berlin);

        // Sundays; on 29 March the clock goes from two to three.
        book.Restore([Past(new(2026, 3, 22, 2, 30, 0, TimeSpan.FromHours(1))), Past(new(2026, 3, 22, 18, 0, 0, TimeSpan.FromHours(1)))]);
        var arrivals = book.Expected(new DateTimeOffset(2026, 3, 28, 23, 0, 0, TimeSpan.FromHours(1)), new DateTimeOffset(2026, 3, 29, 23, 0, 0, TimeSpan.FromHours(2))).Select(one => one.Arrival.ToUniversalTime()).ToArray();
        Assert.Equal([new(2026, 3, 29, 1, 30, 0, TimeSpan.Zero), new DateTimeOffset(2026, 3, 29, 16, 0, 0, TimeSpan.Zero)], arrivals);
    }

    [Fact]
    public void What_an_earlier_life_left_is_taken_as_far_as_it_can_be()
    {
        var site = new SessionBench("", Monday).Site;
        var book = new ArrivalBook(site, SessionBench.Berlin);
        book.Restore(default);
        Assert.Empty(book.All);
        book.Restore([null!, Past(Monday) with { Circuit = "gone" }, Past(Monday) with { Kwh = double.NaN }, Past(Monday) with { Kw = -1 }, Past(Monday) with { Length = TimeSpan.FromDays(-1) }, Past(Monday)]);
        Assert.Equal([Past(Monday)], book.All);

        // A circuit whose stations were moved since: it is in the site and nobody can come there.
        var moved = site with { Circuits = [.. site.Circuits, site.Circuits[0] with { Id = new("hall"), Index = 1, Parent = 0 }] };
        var later = new ArrivalBook(moved, SessionBench.Berlin);
        later.Restore([Past(Monday) with { Circuit = "hall" }, Past(Monday)]);
        Assert.Single(later.Expected(Monday.AddDays(1).AddHours(-8), Monday.AddDays(1).AddHours(1)), one => one.Circuit == 0);
    }

    [Fact]
    public void It_stays_small()
    {
        var book = new ArrivalBook(new SessionBench("", Monday).Site, SessionBench.Berlin);
        for (var i = 0; i < ArrivalBook.MostStays + 20; i++)
        {
            book.Add(new EndedStay(0, new Stay(Monday.AddMinutes(i), TimeSpan.FromHours(1), 5), 16));
        }

        Assert.Equal(ArrivalBook.MostStays, book.All.Length);
        book.Add(new EndedStay(0, new Stay(Monday.AddDays(30), TimeSpan.FromHours(1), 5), 16));
        Assert.Single(book.All);
    }

    private static PastStay Past(DateTimeOffset arrival) => new("main", arrival, TimeSpan.FromHours(10), 20, 11);

    private static ImmutableArray<PlanVehicle> Expected(SessionBench bench, DateTimeOffset? now = null) => [.. bench.Arrivals.Expected(now ?? bench.Wall, (now ?? bench.Wall).AddHours(24))];

    private static void Stay(SessionBench bench, int evse, string? token, double hours, double kwh)
    {
        bench.Plug(evse, token);
        bench.Draw(evse, 16);
        bench.After(TimeSpan.FromHours(hours));
        bench.Take(evse, kwh);
        bench.After(TimeSpan.Zero);
        bench.Unplug(evse);
    }
}
