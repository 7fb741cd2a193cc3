using EdgeController.Core.Events;
using EdgeController.Core.State;
using EdgeController.Core.Units;
using EdgeController.Host.Tests.Rigs;

namespace EdgeController.Core.Tests.State;

/// <summary>A meter's power against its own counter of energy (faults A2, A17).</summary>
public class EnergyWatchTests
{
    private const double Watts = 60_000;
    private const double PerSecond = Watts / 3600;

    [Fact]
    public void A_counter_that_grows_with_the_power_agrees() => Assert.False(Fold(600, second => second * PerSecond).Disagrees);

    [Fact]
    public void A_counter_that_stands_still_under_load_is_noticed_within_a_few_kilowatt_hours()
    {
        var noticed = Enumerable.Range(1, 600).First(second => Fold(second, at => Math.Min(at, 300) * PerSecond).Disagrees);
        Assert.InRange(noticed, 301, 300 + 180);
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(10)]
    public void A_power_that_changes_its_scale_is_noticed_by_the_counter(double factor) =>
        Assert.True(Fold(900, second => (Math.Min(second, 300) + (Math.Max(0, second - 300) * factor)) * PerSecond).Disagrees);

    [Fact]
    public void A_counter_that_never_agreed_proves_nothing_for_its_register_may_be_wrong()
    {
        Assert.False(Fold(3600, _ => 0).Disagrees);
        Assert.False(Fold(3600, second => second * PerSecond * 1000).Disagrees);
        Assert.False(Fold(3600, _ => null).Disagrees);
    }

    /// <summary>Fault A17: the counter wraps, or is reset.</summary>
    [Fact]
    public void A_counter_that_goes_back_begins_anew()
    {
        Assert.False(Wrapped(discards: true));
        ProcessFaults.Name("A17", 1, 0, "a good meter is doubted");
    }

    [Fact]
    public void Without_discarding_what_goes_back_a_good_meter_is_doubted() => Assert.True(Wrapped(discards: false));

    [Fact]
    public void Doubt_ends_when_both_agree_again() =>
        Assert.False(Fold(1500, second => (second <= 300 ? second : second <= 600 ? 300 : second - 300) * PerSecond).Disagrees);

    [Fact]
    public void Coarse_counters_and_those_that_do_not_net_their_phases_agree()
    {
        Assert.False(Fold(900, second => Math.Floor(second * PerSecond / 100) * 100).Disagrees);
        Assert.False(Fold(900, second => second * PerSecond * 1.9).Disagrees);
    }

    [Fact]
    public void The_doubt_reaches_the_verdict()
    {
        var state = MeterPlausibility.Initial;
        MeterVerdict last = default;
        for (var second = 0; second < 700; second++)
        {
            (state, last) = state.Observe(Reading(second, Math.Min(second, 300) * PerSecond), new MeterEvidence(PerPhase.All(new Amperes(250)), default, default, 0, TimeSpan.FromSeconds(16), TimeSpan.Zero));
        }

        Assert.Equal(new MeterVerdict(MeterDoubt.EnergyMismatch, true), last);
    }

    /// <summary>Whether it disagreed at any second around the wrap.</summary>
    private static bool Wrapped(bool discards) =>
        Enumerable.Range(440, 200).Any(until => Fold(until, second => (second < 450 ? 4_000_000 : 0) + (second * PerSecond), discards).Disagrees);

    private static EnergyWatch Fold(int seconds, Func<int, double?> counter, bool discards = true)
    {
        var watch = EnergyWatch.Initial with { DiscardsGoingBack = discards };
        MeterReading? before = null;
        for (var second = 0; second <= seconds; second++)
        {
            var reading = Reading(second, counter(second));
            watch = watch.Observe(reading, before);
            before = reading;
        }

        return watch;
    }

    private static MeterReading Reading(int second, double? counter) => new(
        Instant.FromSeconds(second), new("m"), PerPhase.All(new Amperes((Watts / 690) + (second % 2 * 0.1))), new Core.Units.Watts(Watts))
    {
        Voltage = PerPhase.All(new Volts(230 + (second % 2 * 0.1))),
        PhasePower = PerPhase.All(new Core.Units.Watts(Watts / 3)),
        EnergyImported = counter is { } known ? new WattHours(known) : null,
    };
}
