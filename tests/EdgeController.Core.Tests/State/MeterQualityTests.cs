using EdgeController.Core.Events;
using EdgeController.Core.State;
using EdgeController.Core.Tests.Bench;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.State;

public class MeterQualityTests
{
    [Theory]
    [InlineData(1, 4.9, ControlMode.Normal)]
    [InlineData(1, 5, ControlMode.NoIncrease)]
    [InlineData(1, 14.9, ControlMode.NoIncrease)]
    [InlineData(1, 15, ControlMode.Blind)]
    [InlineData(10, 24.9, ControlMode.Normal)]
    [InlineData(10, 25, ControlMode.NoIncrease)]
    [InlineData(10, 50, ControlMode.Blind)]
    public void Mode_follows_the_age_of_the_last_good_sample_and_the_meter_s_own_poll(double poll, double age, ControlMode expected)
    {
        var site = new SiteBuilder().Circuit(null, 63, 0, metered: true, poll: poll).Stations(0, 1, 16).Build();
        var state = new MeterState { LastGoodAt = Instant.FromSeconds(100), GoodInARow = MeterQuality.GoodSamplesToRecover };
        Assert.Equal(expected, MeterQuality.Judge(site.Meters[0], state, site.Staleness, Instant.FromSeconds(100 + age)));
    }

    [Fact]
    public void A_meter_is_blind_until_ten_good_samples_have_come() => Assert.Equal(
        [ControlMode.Blind, ControlMode.Normal],
        new[] { 9, 10 }.Select(samples => Judge(Fed(Enumerable.Range(1, samples).Select(second => (double)second)), samples)));

    [Fact]
    public void A_gap_of_15_s_asks_for_ten_good_samples_again()
    {
        var before = Enumerable.Range(1, 10).Select(second => (double)second).ToArray();
        Assert.Equal(ControlMode.Normal, Judge(Fed([.. before, 24.9]), 24.9));
        Assert.Equal(ControlMode.Blind, Judge(Fed([.. before, 25]), 25));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void A_reading_that_is_not_a_number_is_no_reading(double value)
    {
        var snapshot = Fed(Enumerable.Range(1, 10).Select(second => (double)second));
        var after = SiteReducer.Apply(snapshot, new MeterReading(Instant.FromSeconds(11), new("meter0"), new(new(1), new(value), new(1)), null));
        Assert.Equal(snapshot.Meters, after.Meters);
        Assert.Equal(snapshot.Circuits, after.Circuits);
    }

    [Fact]
    public void A_reading_older_than_the_last_changes_nothing()
    {
        var snapshot = Fed([5, 3]);
        Assert.Equal((5.0, 1), (snapshot.Meters[0].LastGoodAt!.Value.SinceStart.TotalSeconds, snapshot.Meters[0].GoodInARow));
    }

    private static SiteSnapshot Fed(IEnumerable<double> times) => times.Aggregate(
        SiteSnapshot.Initial(SiteBuilder.Single(63, 0, 1)),
        (snapshot, at) => SiteReducer.Apply(snapshot, new MeterReading(Instant.FromSeconds(at), new("meter0"), PerPhase.All(new Amperes(5)), null)));

    private static ControlMode Judge(SiteSnapshot snapshot, double now) =>
        MeterQuality.Judge(snapshot.Site.Meters[0], snapshot.Meters[0], snapshot.Site.Staleness, Instant.FromSeconds(now));
}
