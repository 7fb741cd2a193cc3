using EdgeController.Core.Topology;
using EdgeController.Host.Planning;
using EdgeController.Host.Tests.Rigs;

namespace EdgeController.Host.Tests.Planning;

/// <summary>Prices and forecasts from files and from a real HTTP server: slow, broken, garbage, stale, and on days of 23 and 25 hours.</summary>
public class SeriesFeedsTests
{
    private const string Prices = "tariff: { import: { url: \"URL\", unit: EUR/MWh, price: 0.3 } }";
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    [InlineData("2026-03-29", 23, 60)]
    [InlineData("2026-10-25", 25, 60)]
    [InlineData("2026-03-29", 23, 15)]
    [InlineData("2026-10-25", 25, 15)]
    [InlineData("2026-06-01", 24, 15)]
    public async Task Each_step_of_a_day_from_the_address_is_a_price_at_its_time(string day, int hours, int minutes)
    {
        var first = new DateTime(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture), TimeOnly.MinValue);
        var start = new DateTimeOffset(first, Berlin.GetUtcOffset(first));
        var steps = Enumerable.Range(0, hours * 60 / minutes).Select(step => start.AddMinutes(step * minutes)).ToList();
        await using var rig = await FeedRig.StartAsync(Prices);
        rig.Answer = () => (200, string.Join('\n', steps.Select((at, i) => $"{TimeZoneInfo.ConvertTime(at, Berlin):yyyy-MM-ddTHH:mm},{i}")));
        rig.Start();
        await Until.TrueAsync("prices", () => rig.Inputs.All.Any());
        var book = new PriceBook(rig.Site.Tariff, rig.Inputs, Berlin);
        for (var i = 0; i < steps.Count; i++)
        {
            Assert.Equal(i * 0.001, book.Import(steps[i].AddMinutes(minutes - 1)), 9);
        }

        // The day after goes by the same clock: its noon is this day's noon.
        Assert.Equal(book.Import(Local(first.AddHours(12))), book.Import(Local(first.AddHours(36))), 9);
    }

    [Fact]
    public async Task An_address_that_is_slow_broken_or_tells_garbage_is_asked_again_and_what_it_told_last_stays()
    {
        await using var rig = await FeedRig.StartAsync(Prices);
        rig.Answer = () => null;
        rig.Start();
        await Until.TrueAsync("slow", () => rig.Says("the import prices did not come"));
        rig.Answer = () => (500, "out of order");
        await Until.TrueAsync("500", () => rig.Says("500"));
        rig.Answer = () => (200, "<html>maintenance</html>");
        await Until.TrueAsync("garbage", () => rig.Says("0 prices; 2 to 20000 are expected"));
        rig.Answer = () => (200, new string('1', 5 << 20));
        await Until.TrueAsync("too long", () => rig.Says("4194304"));
        Assert.Empty(rig.Inputs.All);
        rig.Answer = () => (200, Hours(100, 40));
        await Until.TrueAsync("prices", () => rig.Inputs.All.Any());
        Assert.Equal(0.1, rig.Inputs.All.Single().At(TimeProvider.System.GetUtcNow())!.Value, 9);

        // It has told and is not asked again before an hour is over; the next process has what it told, once that is on the disk.
        await Until.TrueAsync("on the disk", () => File.Exists(Path.Combine(rig.Folder, "import-prices.txt")));
        var asked = rig.Asked;
        rig.Answer = () => (500, "");
        rig.Start();
        await Until.TrueAsync("kept", () => rig.Inputs.All.Any());
        await Until.TrueAsync("asked again", () => rig.Asked > asked);
        Assert.Equal(0.1, rig.Inputs.All.Single().At(TimeProvider.System.GetUtcNow())!.Value, 9);
    }

    [Fact]
    public async Task A_slow_address_does_not_hold_up_a_file_and_a_file_is_read_again_when_it_changes()
    {
        await using var rig = await FeedRig.StartAsync("tariff: { import: { file: p.csv, price: 0.3 }, export: { url: \"URL\" } }");
        rig.Answer = () => null;
        rig.Start();
        await Until.TrueAsync("not there", () => rig.Says("the import prices cannot be read"));
        rig.Write("p.csv", Hours(0.2, 40));
        await Until.TrueAsync("read", () => Price(rig) == 0.2);
        rig.Write("p.csv", "2026-03-02T00:00Z,cheap\n");
        await Until.TrueAsync("said", () => rig.Says("'cheap' is no price such as 0.2815"));
        Assert.Equal(0.2, Price(rig));
        rig.Write("p.csv", Hours(0.45, 41));
        await Until.TrueAsync("read again", () => Price(rig) == 0.45);
    }

    [Fact]
    public async Task A_forecast_has_bands_and_an_end_and_a_file_s_age_counts_from_its_writing()
    {
        await using var rig = await FeedRig.StartAsync("planning: { load: { url: \"URL\", unit: kW, ttl: 10h }, pv: { file: pv.csv, ttl: 2h } }");
        var now = TimeProvider.System.GetUtcNow();
        rig.Answer = () => (200, $$"""{ "values": [ { "start": "{{now.AddHours(-1):O}}", "value": 4, "low": 3, "high": 6.5 }, { "start": "{{now.AddHours(1):O}}", "value": 5 } ] }""");
        rig.Write("pv.csv", Hours(900, 40));
        File.SetLastWriteTimeUtc(Path.Combine(rig.Folder, "pv.csv"), now.UtcDateTime.AddHours(-3));
        rig.Start();
        await Until.TrueAsync("both", () => rig.Inputs.All.Count() == 2);
        var load = rig.Inputs.Find(SeriesKind.LoadForecast, now)!.PointAt(now)!.Value;
        Assert.Equal((4000, 3000, 6500), (load.Value, load.Low, load.High));
        Assert.Null(rig.Inputs.Find(SeriesKind.LoadForecast, now.AddHours(11)));
        Assert.Null(rig.Inputs.Find(SeriesKind.PvForecast, now));
    }

    [Theory]
    [InlineData("2026-03-02T00:00Z,5,6,7\n2026-03-02T01:00Z,5", "line 1: 5 does not lie between low 6 and high 7")]
    [InlineData("2026-03-02T00:00Z,5,x,7\n2026-03-02T01:00Z,5", "line 1: 'x' is no number such as 4200")]
    [InlineData("2026-03-02T00:00Z,\n2026-03-02T01:00Z,5", "line 1: '' is no number such as 4200")]
    [InlineData("{\"values\": 3}", "a list of objects with start and value is expected, alone or as 'values'")]
    [InlineData("2026-03-29T02:15,5\n2026-03-29T03:15,5", "line 1: '2026-03-29T02:15' does not exist in Europe/Berlin: on that day the clock goes from 02:00 to 03:00")]
    public void What_is_wrong_with_a_forecast_is_said(string text, string sentence) =>
        Assert.Equal($"f: {sentence}", SeriesText.Read("f", SeriesKind.LoadForecast, text, 1, Berlin).Problem);

    private static DateTimeOffset Local(DateTime time) => new(time, Berlin.GetUtcOffset(time));

    private static double? Price(FeedRig rig) => rig.Inputs.All.FirstOrDefault(one => one.Kind == SeriesKind.ImportPrice)?.At(TimeProvider.System.GetUtcNow());

    private static string Hours(double value, int count)
    {
        var now = TimeProvider.System.GetUtcNow();
        var start = new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, 0, 0, TimeSpan.Zero).AddHours(-2);
        return "start,price\n" + string.Join('\n', Enumerable.Range(0, count).Select(hour => FormattableString.Invariant($"{start.AddHours(hour):O},{value}")));
    }
}
