using System.Text;
using EdgeController.Core.Planning;
using EdgeController.Core.Topology;
using EdgeController.Core.Units;
using EdgeController.Drivers.Mqtt;

namespace EdgeController.Drivers.Tests.Mqtt;

/// <summary>Prices and forecasts from payloads.</summary>
public sealed class MqttSeriesIntakeTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 4, 12, 30, 0, TimeSpan.Zero);

    [Fact]
    public void A_list_of_starts_and_values_holds_step_by_step_to_its_end()
    {
        var series = Read("""[{"start":"2026-05-04T12:00:00Z","value":20},{"start":"2026-05-04T15:00:00+02:00","value":"30"},{"start":1777903200,"value":10}]""", factor: 0.01, retained: true).Series!;
        Assert.Equal((0.2, 0.3, 0.1, null), (series.At(Now), series.At(Now.AddHours(1)), series.At(Now.AddHours(2)), series.At(Now.AddHours(2.5))));
        Assert.Null(series.At(Now.AddHours(-1)));
        var store = new TimeSeriesInputs();
        store.Set(series);
        Assert.Equal((series, null, 1), (store.Find(SeriesKind.ImportPrice, Now), store.Find(SeriesKind.PvForecast, Now), store.Revision));
        Assert.Null(store.Find(SeriesKind.ImportPrice, Now.AddHours(3)));
    }

    [Fact]
    public void A_forecast_tells_its_band_with_each_value()
    {
        var point = Read("""[{"start":"2026-05-04T12:00:00Z","value":4,"low":3,"high":6.5}]""", factor: 1000).Series!.PointAt(Now)!.Value;
        Assert.Equal((4000, 3000, 6500), (point.Value, point.Low, point.High));
        Assert.Equal((null, "element 0: the value does not lie between 'low' and 'high'"), Read("""[{"start":"2026-05-04T12:00:00Z","value":4,"low":5}]"""));
    }

    [Fact]
    public void A_start_with_a_step_and_values_is_the_same() =>
        Assert.Equal(3000, Read("""{"start":"2026-05-04T12:00:00Z","step":900,"values":[1000,2000,3000]}""").Series!.At(Now.AddMinutes(5)));

    [Fact]
    public void One_live_number_holds_from_now_on_and_a_retained_one_says_nothing()
    {
        Assert.Equal(0.32, Read("0.32").Series!.At(Now.AddHours(47)));
        Assert.Equal("a single retained value says nothing of when it holds", Read("0.32", retained: true).Problem);
    }

    [Theory]
    [InlineData("[]", "0 values: 1 to 1344 are taken")]
    [InlineData("""[{"start":"2026-05-04T12:00:00","value":1}]""", "element 0: 'start' is no time with its offset")]
    [InlineData("""[{"start":"2026-05-04T12:00:00Z","value":"NaN"}]""", "element 0: 'value' is no number")]
    [InlineData("""[{"start":"2026-05-04T12:00:00Z","value":1},{"start":"2026-05-04T12:00:00Z","value":1}]""", "element 1 does not begin after the one before")]
    [InlineData("""[{"start":"2026-05-03T12:00:00Z","value":1}]""", "it ended at 2026-05-03T13:00:00.0000000+00:00")]
    [InlineData("""[{"start":"2027-05-03T12:00:00Z","value":1}]""", "it lies more than 14 days ahead")]
    [InlineData("""{"start":"2026-05-04T12:00:00Z","step":1,"values":[1]}""", "'step' must be 60 to 86400 seconds")]
    [InlineData("true", "a list, an object or a number is expected")]
    [InlineData("{", "the payload is not JSON")]
    public void What_is_not_whole_is_not_taken(string payload, string problem) => Assert.Equal((null, problem), Read(payload));

    private static (TimeSeries? Series, string? Problem) Read(string payload, double factor = 1, bool retained = false)
    {
        var bytes = Encoding.UTF8.GetBytes(payload);
        return new MqttSeriesIntake(new MqttSeries("day-ahead", SeriesKind.ImportPrice, new MqttValue("prices", null, factor), "start", "value", TimeSpan.FromHours(48)))
            .Read(new MqttMessage("prices", bytes, retained, Instant.Start) { Length = bytes.Length }, Now);
    }
}
