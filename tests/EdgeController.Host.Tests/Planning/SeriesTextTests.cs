using EdgeController.Core.Planning;
using EdgeController.Core.Topology;
using EdgeController.Host.Planning;

namespace EdgeController.Host.Tests.Planning;

/// <summary>Prices over time from text, and by the clock, also on days of 23 and 25 hours.</summary>
public class SeriesTextTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    [InlineData(2026, 3, 29, 23)]
    [InlineData(2026, 10, 25, 25)]
    [InlineData(2026, 6, 1, 24)]
    public void A_day_of_local_hours_has_as_many_prices_as_hours(int year, int month, int day, int hours)
    {
        var local = new List<string>();
        var at = new DateTimeOffset(year, month, day, 0, 0, 0, Berlin.GetUtcOffset(new DateTime(year, month, day)));
        for (var hour = 0; hour < hours; hour++)
        {
            local.Add($"{TimeZoneInfo.ConvertTime(at.AddHours(hour), Berlin):yyyy-MM-ddTHH:mm},{hour}");
        }

        var (series, problem) = SeriesText.Read("p.csv", SeriesKind.ImportPrice, "start,price\n" + string.Join('\n', local), 0.001, Berlin);
        Assert.Null(problem);
        Assert.Equal(at.AddHours(hours), series!.End);
        for (var hour = 0; hour < hours; hour++)
        {
            Assert.Equal(hour * 0.001, series.At(at.AddHours(hour).AddMinutes(59))!.Value, 9);
        }
    }

    [Fact]
    public void Quarters_in_JSON_with_an_offset_are_read_and_the_last_is_a_quarter_long()
    {
        var (series, problem) = SeriesText.Read("p", SeriesKind.ImportPrice, """{ "prices": [ { "start": "2026-03-02T00:00Z", "price": 91.5 }, { "start": "2026-03-02T00:15Z", "price": -3 } ] }""", 0.001, Berlin);
        Assert.Null(problem);
        Assert.Equal(new DateTimeOffset(2026, 3, 2, 0, 30, 0, TimeSpan.Zero), series!.End);
        Assert.Equal(-0.003, series.At(series.End.AddMinutes(-1))!.Value, 9);
    }

    [Theory]
    [InlineData("2026-03-02T00:00Z,0.3\nnoon,0.2", "p: line 2: 'noon' is no time such as 2026-03-02T14:15+01:00")]
    [InlineData("2026-03-02T00:00Z,0.3\n2026-03-02T01:00Z,cheap", "p: line 2: 'cheap' is no price such as 0.2815")]
    [InlineData("2026-03-02T02:00Z,0.3\n2026-03-02T01:00Z,0.2", "p: line 2: 2026-03-02T01:00Z does not come after the line before")]
    [InlineData("2026-03-02T00:00Z,0.3", "p: 1 prices; 2 to 20000 are expected")]
    [InlineData("[{\"price\": 3}]", "p: element 0: 'start' or 'price' is missing")]
    public void What_cannot_be_read_is_said_with_its_place(string text, string sentence) =>
        Assert.Equal(sentence, SeriesText.Read("p", SeriesKind.ImportPrice, text, 1, Berlin).Problem);

    [Fact]
    public void Beyond_the_series_the_same_time_of_day_counts_then_the_window_then_the_fixed_price()
    {
        var inputs = new TimeSeriesInputs();
        var tariff = new Tariff
        {
            Import = new PriceSource { Fixed = 0.3, Markup = 0.01, Windows = [new PriceWindow(Weekdays.All, TimeSpan.FromHours(22), TimeSpan.FromHours(6), null, 0.2)] },
            GridFee = new PriceSource { Fixed = 0.05 },
        };
        var book = new PriceBook(tariff, inputs, Berlin);
        var noon = new DateTimeOffset(2026, 3, 28, 12, 0, 0, TimeSpan.FromHours(1));
        Assert.Equal((0.35, 0.25), (Math.Round(book.Import(noon), 6), Math.Round(book.Import(noon.AddHours(12)), 6)));
        inputs.Set(new TimeSeries("a", SeriesKind.ImportPrice, [new SeriesPoint(noon.AddHours(-12), 0.1), new SeriesPoint(noon, 0.4), new SeriesPoint(noon.AddHours(1), 0.1)], noon.AddHours(12), DateTimeOffset.MaxValue));
        Assert.Equal(0.46, book.Import(noon), 6);

        // The clock goes forward in that night: noon of the next day is 23 hours later.
        Assert.Equal(0.46, book.Import(noon.AddHours(23)), 6);
        Assert.Equal(0.16, book.Import(noon.AddHours(24)), 6);
    }

    [Theory]
    [InlineData(2026, 3, 28, 22, 30)]
    [InlineData(2026, 10, 24, 9, 59)]
    public void Slots_cover_the_day_without_a_gap_and_end_on_the_clock(int year, int month, int day, int hour, int minute)
    {
        var start = new DateTimeOffset(year, month, day, hour, minute, 17, TimeSpan.Zero);
        var slots = SlotGrid.Until(start, start.AddHours(40));
        Assert.All(slots, slot => Assert.InRange(slot, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(66)));
        var end = start + slots.Aggregate(TimeSpan.Zero, (sum, slot) => sum + slot);
        Assert.True(end >= start.AddHours(40) && end <= start.AddHours(42) && end.Minute == 0 && end.Second == 0, $"{end:O}");
    }
}
