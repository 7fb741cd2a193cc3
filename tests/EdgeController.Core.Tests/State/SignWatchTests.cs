using EdgeController.Core.Events;
using EdgeController.Core.State;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.State;

/// <summary>The sign of a meter by the steps that our stations make, where PV below it explains any low value (fault A3).</summary>
public class SignWatchTests
{
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(16);

    [Fact]
    public void A_reversed_meter_is_told_by_the_third_step_and_a_right_one_never()
    {
        Assert.Equal(3, Enumerable.Range(1, 6).First(steps => Play(steps, load => -load).Doubt == MeterDoubt.Reversed));
        Assert.Equal(MeterDoubt.None, Play(12, load => load).Doubt);
    }

    [Fact]
    public void A_cloud_that_passes_with_one_step_tells_nothing() =>
        Assert.Equal(MeterDoubt.None, Play(9, load => load, step => step % 3 == 0 ? 60 : 0).Doubt);

    [Fact]
    public void One_step_that_it_follows_ends_the_doubt()
    {
        var state = Play(4, load => -load).State;
        Assert.Equal(MeterDoubt.None, Play(1, load => load, from: state, first: 5).Doubt);
    }

    [Fact]
    public void Small_steps_and_those_that_the_meter_does_not_show_prove_nothing()
    {
        Assert.Equal(MeterDoubt.None, Play(9, load => -load, high: 11).Doubt);
        Assert.Equal(MeterDoubt.None, Play(9, load => load * 0.1).Doubt);
    }

    /// <summary>A vehicle stops and the next one starts: the meter shows each at once, the stations up to 15 s later.</summary>
    [Fact]
    public void A_meter_that_shows_our_steps_before_the_stations_tell_them_is_right()
    {
        var state = MeterPlausibility.Initial;
        for (var second = 0; second < 1200; second++)
        {
            // 40 A; 20 A for 18 s; 32 A; and back. What the stations told lies 12 s back.
            double At(int when) => (when % 120) switch { < 60 => 40, < 78 => 20, _ => 32 };
            (state, var verdict) = state.Observe(Reading(second, At(second) / 3), Evidence(At(Math.Max(0, second - 12))));
            Assert.Equal(MeterDoubt.None, verdict.Doubt);
        }
    }

    /// <summary>The battery answers each step twice over; without its own meter's word that looks like a wrong sign.</summary>
    [Theory]
    [InlineData(true, MeterDoubt.None)]
    [InlineData(false, MeterDoubt.Reversed)]
    public void A_battery_that_answers_our_steps_is_no_wrong_sign(bool metered, MeterDoubt expected) =>
        Assert.Equal(expected, Play(9, load => load - (2 * load), resources: load => metered ? -2 * load : 0).Doubt);

    /// <summary>The stations go up and down between 0 and 30 A every 45 s; PV may feed in more than all of it.</summary>
    private static (MeterPlausibility State, MeterDoubt Doubt) Play(
        int steps, Func<double, double> shows, Func<int, double>? cloud = null, double high = 30, MeterPlausibility? from = null, int first = 0, Func<double, double>? resources = null)
    {
        var state = from ?? MeterPlausibility.Initial;
        MeterVerdict verdict = default;
        for (var second = first * 45; second < ((first + steps + 1) * 45); second++)
        {
            var step = second / 45;
            var stations = step % 2 == 0 ? 0 : high;
            var meter = (shows(stations) - (cloud?.Invoke(step) ?? 0)) / 3;
            (state, verdict) = state.Observe(Reading(second, meter), Evidence(stations) with { ResourcesTotal = resources?.Invoke(stations) ?? 0 });
        }

        return (state, verdict.Doubt);
    }

    private static MeterEvidence Evidence(double total) => new(
        PerPhase.All(new Amperes(100)), PerPhase.All(new Amperes(total / 3)), PerPhase.All(new Amperes(total / 3)), 1, Settle, TimeSpan.Zero)
    {
        CanFeedIn = true,
        FedIn = PerPhase.All(new Amperes(80)),
    };

    private static MeterReading Reading(int second, double amps)
    {
        var volts = 230 + (second % 2 * 0.1);
        return new MeterReading(Instant.FromSeconds(100 + second), new("m"), PerPhase.All(new Amperes(amps)), new Watts(3 * volts * amps))
        {
            Voltage = PerPhase.All(new Volts(volts)),
            PhasePower = PerPhase.All(new Watts(volts * amps)),
        };
    }
}
