using EdgeController.Core.Events;
using EdgeController.Core.Units;
using EdgeController.Host.Planning;

namespace EdgeController.Host.Tests.Planning;

/// <summary>Stays that are learned: robust against what is odd, silent where too little is known, the last to be asked.</summary>
public class StayBookTests
{
    /// <summary>A Monday's morning in Berlin.</summary>
    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 8, 0, 0, TimeSpan.FromHours(1));

    [Fact]
    public void After_five_stays_of_its_kind_a_stay_is_guessed_that_four_of_five_lasted_at_least()
    {
        var bench = new SessionBench("", Monday);
        foreach (var (hours, kwh) in new[] { (9.0, 12.0), (8.5, 11), (0.2, 0.5), (9.2, 14), (8.8, 40) })
        {
            Assert.Null(bench.Stays.Guess("card", bench.Wall));
            Stay(bench, "CARD", hours, kwh);
        }

        // Monday to Friday are over; it is Saturday, of which nothing is known.
        Assert.Null(bench.Stays.Guess("CARD", bench.Wall));
        bench.After(TimeSpan.FromDays(2));
        var guess = bench.Stays.Guess("CARD", bench.Wall)!;
        Assert.Equal((8.5, 14_000.0, 5), (Math.Round(guess.Length.TotalHours, 3), guess.Energy.Value, guess.Stays));
        Assert.Equal("learned from 5 stays on working days: 4 of 5 lasted at least 8.5 h (sure: they differ by 0.5 h) and took at most 14 kWh", guess.Sentence);
        Assert.Null(bench.Stays.Guess("CARD", bench.Wall.AddHours(6)));
        Assert.Null(bench.Stays.Guess("STRANGER", bench.Wall));

        bench.Plug(0, "CARD");
        bench.After(TimeSpan.FromSeconds(1));
        Assert.Equal((WishSource.Learned, WishSource.Learned), (bench.Wishes().DepartureFrom, bench.Wishes().TargetFrom));
        Assert.InRange(bench.Departure()!.Value, Monday.AddDays(7).AddHours(8.4), Monday.AddDays(7).AddHours(8.6));
    }

    [Fact]
    public void Where_the_site_file_says_so_nothing_is_guessed()
    {
        var bench = new SessionBench("planning: { learn: false }", Monday);
        for (var day = 0; day < 5; day++)
        {
            Stay(bench, "CARD", 9, 10);
        }

        bench.After(TimeSpan.FromDays(2));
        bench.Plug(0, "CARD");
        bench.After(TimeSpan.FromSeconds(1));
        Assert.Null(bench.Wishes().DepartureFrom);
    }

    [Fact]
    public void A_stay_whose_beginning_or_end_nobody_saw_teaches_nothing()
    {
        var bench = new SessionBench("", Monday);
        bench.Plug(0, "SEEN");
        bench.Tell(new StationDisconnected(bench.Now, bench.Site.Stations[0].Id, "gone"));
        bench.After(TimeSpan.FromHours(2));
        bench.Tell(new StationConnected(bench.Now, bench.Site.Stations[0].Id, "1.6"));
        bench.Unplug(0);
        Assert.Empty(bench.Stays.All);

        // There when the controller began to look.
        var late = new StayBook(SessionBench.Berlin);
        bench.Plug(1, "EARLY");
        late.Observe(bench.Snapshot, bench.Now, bench.Wall);
        bench.After(TimeSpan.FromHours(2));
        late.Observe(bench.Snapshot, bench.Now, bench.Wall);
        bench.Unplug(1);
        late.Observe(bench.Snapshot, bench.Now, bench.Wall);
        Assert.Empty(late.All);
        Assert.Single(bench.Stays.All);
    }

    [Fact]
    public void It_stays_small()
    {
        var bench = new SessionBench("", Monday);
        for (var i = 0; i < StayBook.MostTokens + 20; i++)
        {
            Short(bench, $"T{i}");
        }

        for (var i = 0; i < StayBook.MostStays + 5; i++)
        {
            Short(bench, "LAST");
        }

        Assert.Equal(StayBook.MostTokens, bench.Stays.All.Length);
        Assert.DoesNotContain(bench.Stays.All, token => token.Token == "T0");
        Assert.Equal(StayBook.MostStays, bench.Stays.All[^1].Stays.Length);
    }

    private static void Short(SessionBench bench, string token)
    {
        bench.Plug(0, token);
        bench.After(TimeSpan.FromMinutes(6));
        bench.Unplug(0);
    }

    /// <summary>A stay from eight o'clock on; afterwards it is eight o'clock of the next day.</summary>
    private static void Stay(SessionBench bench, string token, double hours, double kwh)
    {
        bench.Plug(0, token);
        bench.After(TimeSpan.FromHours(hours));
        bench.Take(0, kwh);
        bench.After(TimeSpan.Zero);
        bench.Unplug(0);
        bench.After(TimeSpan.FromHours(24 - hours));
    }
}
