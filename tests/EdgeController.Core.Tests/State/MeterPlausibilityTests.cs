using EdgeController.Core.Events;
using EdgeController.Core.State;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.State;

public class MeterPlausibilityTests
{
    private const double Volts = 230;

    [Theory]
    [InlineData(19, 10, MeterDoubt.None)]
    [InlineData(20, 10, MeterDoubt.Frozen)]
    [InlineData(20, 4.4, MeterDoubt.None)]
    [InlineData(44, 4.4, MeterDoubt.None)]
    [InlineData(45, 0, MeterDoubt.Frozen)]
    public void Values_that_stand_still_are_a_doubt_after_20_s_while_stations_move_and_after_45_s_by_themselves(int seconds, double moved, MeterDoubt expected) =>
        Assert.Equal(expected, Last(Enumerable.Range(0, seconds + 1).Select(at => (Sample(at, 40), Evidence(at == 0 ? 0 : moved)))).Doubt);

    [Fact]
    public void A_voltage_that_stirs_is_a_meter_that_lives() =>
        Assert.Equal(MeterDoubt.None, Last(Enumerable.Range(0, 200).Select(at => (Sample(at, 40, volts: 230 + (at % 2 * 0.1)), Evidence(Math.Min(at, 30))))).Doubt);

    [Fact]
    public void Three_currents_alone_may_stand_still() => Assert.Equal(
        MeterDoubt.None,
        Last(Enumerable.Range(0, 200).Select(at => (new MeterReading(At(at), new("m"), PerPhase.All(new Amperes(0)), null), Evidence(0)))).Doubt);

    [Theory]
    [InlineData(49, MeterDoubt.None)]
    [InlineData(50, MeterDoubt.Frozen)]
    public void A_slow_meter_may_stand_still_for_five_of_its_refreshes(int seconds, MeterDoubt expected) =>
        Assert.Equal(expected, Last(Enumerable.Range(0, seconds + 1).Select(at => (Sample(at, 40), Evidence(0, refresh: 10)))).Doubt);

    [Theory]
    [InlineData(15, MeterDoubt.None)]
    [InlineData(16, MeterDoubt.BelowStations)]
    public void Less_than_the_stations_measured_is_a_doubt_when_it_lasts_longer_than_any_delay(int seconds, MeterDoubt expected) =>
        Assert.Equal(expected, Last(Enumerable.Range(0, seconds + 1).Select(at => (Stirring(at, 15), Evidence(30, measuring: 3)))).Doubt);

    [Theory]
    [InlineData(26.0, true)]
    [InlineData(26.2, false)]
    [InlineData(-30, true)]
    [InlineData(80, false)]
    public void Metering_errors_of_all_stations_together_are_allowed_for(double meter, bool doubted) =>
        Assert.Equal(doubted, Last(Enumerable.Range(0, 30).Select(at => (Stirring(at, meter), Evidence(30, measuring: 2)))).Doubt == MeterDoubt.BelowStations);

    [Theory]
    [InlineData(-1.9, MeterDoubt.None)]
    [InlineData(-2.1, MeterDoubt.BelowStations)]
    public void Feed_in_without_any_station_is_a_doubt_while_nothing_on_a_site_can_feed_in(double meter, MeterDoubt expected) =>
        Assert.Equal(expected, Last(Enumerable.Range(0, 30).Select(at => (Stirring(at, meter), Evidence(0, measuring: 0)))).Doubt);

    [Theory]
    [InlineData(-9.9, MeterDoubt.None)]
    [InlineData(-10.2, MeterDoubt.BelowStations)]
    public void Feed_in_is_healthy_as_far_as_resources_below_can_feed_in(double meter, MeterDoubt expected) =>
        Assert.Equal(expected, Last(Enumerable.Range(0, 30).Select(at => (Stirring(at, meter), WithFeedIn(Evidence(0, measuring: 0), 8)))).Doubt);

    [Fact]
    public void Reactive_current_is_all_that_is_left_where_the_active_part_is_fed_from_below() => Assert.Equal(
        (MeterDoubt.None, MeterDoubt.PowerMismatch),
        (Last(Enumerable.Range(0, 30).Select(at => (Stirring(at, 40, 0.001), WithFeedIn(Evidence(0), 43)))).Doubt,
            Last(Enumerable.Range(0, 30).Select(at => (Stirring(at, 40, 0.001), Evidence(0)))).Doubt));

    [Fact]
    public void Power_in_kilowatts_is_found_by_what_the_stations_draw_where_it_may_be_near_zero() => Assert.Equal(
        MeterDoubt.BelowStations,
        Last(Enumerable.Range(0, 30).Select(at => (Stirring(at, 80, 0.001), WithFeedIn(Evidence(80) with { Proven = PerPhase.All(new Amperes(80)) }, 43)))).Doubt);

    [Fact]
    public void A_fall_that_the_stations_report_ten_seconds_later_is_healthy() => Assert.All(
        Enumerable.Range(0, 60).Aggregate((State: MeterPlausibility.Initial, Doubts: new List<MeterDoubt>()), (fold, at) =>
        {
            var (next, verdict) = fold.State.Observe(Stirring(at, at < 20 ? 60 : 10), Evidence(at < 30 ? 55 : 5, measuring: 5));
            fold.Doubts.Add(verdict.Doubt);
            return (next, fold.Doubts);
        }).Doubts,
        doubt => Assert.Equal(MeterDoubt.None, doubt));

    [Theory]
    [InlineData(1.19, true)]
    [InlineData(1.21, false)]
    [InlineData(0.5, true)]
    [InlineData(0.21, true)]
    [InlineData(0.19, false)]
    [InlineData(0.001, false)]
    [InlineData(1000, false)]
    [InlineData(-1, true)]
    public void Power_must_fit_voltage_and_current_down_to_a_poor_power_factor(double factor, bool healthy) => Assert.Equal(
        healthy ? MeterDoubt.None : MeterDoubt.PowerMismatch,
        Enumerable.Range(0, 3).Aggregate((MeterPlausibility.Initial, default(MeterVerdict)), (fold, at) => fold.Item1.Observe(Stirring(at, 40, factor), Evidence(0))).Item2.Doubt);

    [Theory]
    [InlineData(1.0, true)]
    [InlineData(0.81, true)]
    [InlineData(0.001, false)]
    [InlineData(1.25, false)]
    public void The_total_must_fit_the_phases(double share, bool healthy)
    {
        var reading = Sample(0, 40);
        var verdict = MeterPlausibility.Initial.Observe(reading with { Power = new Watts(reading.Power!.Value.Value * share) }, Evidence(0)).Verdict;
        Assert.Equal(healthy ? MeterDoubt.None : MeterDoubt.PowerMismatch, verdict.Doubt);
    }

    [Fact]
    public void A_leap_beyond_twice_the_rating_is_dropped_once_and_believed_when_it_stays()
    {
        var (state, _) = MeterPlausibility.Initial.Observe(Stirring(0, -100), Evidence(0) with { CanFeedIn = true, FedIn = PerPhase.All(new Amperes(200)) });
        (state, var leap) = state.Observe(Stirring(1, 250), Evidence(0));
        (_, var stays) = state.Observe(Stirring(2, 250), Evidence(0));

        Assert.Equal(new MeterVerdict(MeterDoubt.OutOfRange, false), leap);
        Assert.Equal(MeterDoubt.None, stays.Doubt);
    }

    [Fact]
    public void The_filters_of_an_idle_site_are_no_scale_error() =>
        Assert.Equal(MeterDoubt.None, MeterPlausibility.Initial.Observe(Sample(0, 7, factor: 0.05), Evidence(0)).Verdict.Doubt);

    [Theory]
    [InlineData(300, MeterDoubt.None)]
    [InlineData(301, MeterDoubt.OutOfRange)]
    [InlineData(-301, MeterDoubt.OutOfRange)]
    public void More_than_three_times_the_breaker_cannot_be(double amps, MeterDoubt expected) =>
        Assert.Equal(expected, MeterPlausibility.Initial.Observe(Sample(0, amps), Evidence(0)).Verdict.Doubt);

    [Fact]
    public void One_odd_sample_is_dropped_three_in_a_row_are_a_doubt_and_a_repeated_one_counts_once()
    {
        var state = MeterPlausibility.Initial;
        var proven = new List<bool>();
        foreach (var (at, volts) in new[] { (0, 230.0), (1, 230.0), (2, 230.1), (3, 230.2) })
        {
            (state, var verdict) = state.Observe(Sample(at, 400, volts: volts), Evidence(0));
            Assert.Equal(MeterDoubt.OutOfRange, verdict.Doubt);
            proven.Add(verdict.Proven);
        }

        Assert.Equal([false, false, false, true], proven);
        Assert.Equal(MeterDoubt.None, state.Observe(Sample(4, 40), Evidence(0)).Verdict.Doubt);
    }

    private static MeterVerdict Last(IEnumerable<(MeterReading Reading, MeterEvidence Evidence)> samples) =>
        samples.Aggregate((MeterPlausibility.Initial, default(MeterVerdict)), (fold, sample) => fold.Item1.Observe(sample.Reading, sample.Evidence)).Item2;

    private static MeterReading Stirring(int at, double amps, double factor = 1) => Sample(at, amps, factor, 230 + (at % 2 * 0.1));

    private static MeterReading Sample(int at, double amps, double factor = 1, double volts = Volts) =>
        new(At(at), new("m"), PerPhase.All(new Amperes(amps)), new Watts(3 * amps * volts * factor))
        {
            Voltage = PerPhase.All(new Volts(volts)),
            PhasePower = PerPhase.All(new Watts(amps * volts * factor)),
        };

    /// <summary>A breaker of 100 A per phase, and stations that draw that much on each.</summary>
    private static MeterEvidence Evidence(double stations, int measuring = 1, double refresh = 0) => new(
        PerPhase.All(new Amperes(100)),
        new PerPhase<Amperes>(new(stations), default, default),
        new PerPhase<Amperes>(new(stations), default, default),
        measuring,
        TimeSpan.FromSeconds(15 + Math.Max(1, refresh)),
        TimeSpan.FromSeconds(refresh));

    private static Instant At(int seconds) => Instant.FromSeconds(100 + seconds);

    private static MeterEvidence WithFeedIn(MeterEvidence evidence, double amps) => evidence with { CanFeedIn = true, FedIn = PerPhase.All(new Amperes(amps)) };
}
