using EdgeController.Core.Events;
using EdgeController.Core.State;
using EdgeController.Core.Tests.Bench;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.State;

public class SlowMeterTests
{
    [Theory]
    [InlineData(24.9, ControlMode.Normal)]
    [InlineData(25, ControlMode.NoIncrease)]
    [InlineData(50, ControlMode.Blind)]
    public void A_slow_meter_is_judged_by_its_refresh(double age, ControlMode expected)
    {
        var snapshot = Fed(Enumerable.Range(0, 10).Select(i => (i * 10.0, (double)i)));
        Assert.Equal(expected, MeterQuality.Judge(snapshot.Site.Meters[0], snapshot.Meters[0], snapshot.Site.Staleness, Instant.FromSeconds(90 + age)));
    }

    [Fact]
    public void The_values_of_the_last_refresh_make_a_slow_meter_no_fresher()
    {
        var snapshot = Fed([(0, 1), (10, 2), (20, 3), (21, 3), (25, 3), (29, 3)]);
        Assert.Equal(Instant.FromSeconds(20), snapshot.Meters[0].LastGoodAt);
    }

    [Fact]
    public void Three_refreshes_of_a_slow_meter_prove_as_much_as_ten_samples_of_another()
    {
        Assert.True(Fed([(0, 1), (10, 2)]).Meters[0].GoodInARow < MeterQuality.GoodSamplesToRecover);
        Assert.Equal(MeterQuality.GoodSamplesToRecover, Fed([(0, 1), (10, 2), (20, 3)]).Meters[0].GoodInARow);
    }

    [Fact]
    public void One_station_with_wrong_values_does_not_blind_the_site_where_others_speak_for_the_meter()
    {
        var snapshot = SiteSnapshot.Initial(SiteBuilder.Single(100, 20, 4, rotation: "L1"));
        for (var second = 1; second <= 60; second++)
        {
            if (second % 5 == 1)
            {
                for (var i = 0; i < 4; i++)
                {
                    // The last says 22 A and draws 6.
                    snapshot = SiteReducer.Apply(snapshot, new EvseMetered(Instant.FromSeconds(second), snapshot.Site.Evses[i].Id, new(new(i == 3 ? 22 : 6), default, default), null, null));
                }
            }

            snapshot = SiteReducer.Apply(snapshot, Reading(snapshot, second, 24 + (second % 2 * 0.1)));
            Assert.Equal(MeterDoubt.None, snapshot.Meters[0].Doubt);
        }
    }

    [Fact]
    public void A_doubt_is_named_and_ends_with_ten_good_samples()
    {
        var snapshot = SiteSnapshot.Initial(SiteBuilder.Single(100, 20, 2));
        for (var second = 1; second <= 60; second++)
        {
            snapshot = SiteReducer.Apply(snapshot, Reading(snapshot, second, second is > 20 and <= 24 ? 400 + second : 10));
            var quality = MeterQuality.Judge(snapshot.Site.Meters[0], snapshot.Meters[0], snapshot.Site.Staleness, Instant.FromSeconds(second));
            Assert.Equal(second is >= 10 and < 23 or >= 34 ? ControlMode.Normal : ControlMode.Blind, quality);
            Assert.Equal(second is > 20 and <= 24, snapshot.Meters[0].LastError == MeterDoubt.OutOfRange.Sentence());
        }
    }

    private static SiteSnapshot Fed(IEnumerable<(double At, double Amps)> samples)
    {
        var site = new SiteBuilder().Circuit(null, 63, 0, metered: true, refresh: 10).Stations(0, 1, 16).Build();
        return samples.Aggregate(SiteSnapshot.Initial(site), (snapshot, sample) => SiteReducer.Apply(snapshot, Reading(snapshot, sample.At, sample.Amps)));
    }

    private static MeterReading Reading(SiteSnapshot snapshot, double second, double amps) =>
        new(Instant.FromSeconds(second), snapshot.Site.Meters[0].Id, PerPhase.All(new Amperes(amps)), null);
}
