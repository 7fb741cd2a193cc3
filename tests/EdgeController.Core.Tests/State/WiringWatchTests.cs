using EdgeController.Core.State;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.State;

public class WiringWatchTests
{
    private static readonly PhaseRotation Rotation = PhaseRotation.L1L2L3;

    [Fact]
    public void A_step_that_lands_twice_on_another_phase_tells_that_the_file_is_wrong_and_which_rotation_fits()
    {
        var watch = Steps([Phase.L2, Phase.L2]);
        Assert.True(watch.IsWrong);
        Assert.Equal(PhaseRotation.Parse("L2L3L1"), watch.Fits);
    }

    [Fact]
    public void Once_is_not_enough() => Assert.False(Steps([Phase.L2]).IsWrong);

    [Fact]
    public void A_step_on_the_mapped_phase_forgives_one_that_chance_put_elsewhere() =>
        Assert.False(Steps([Phase.L2, Phase.L1, Phase.L2]).IsWrong);

    [Fact]
    public void Two_different_wrong_phases_are_chance() =>
        Assert.False(Steps([Phase.L2, Phase.L3, Phase.L2, Phase.L3]).IsWrong);

    [Fact]
    public void A_neighbour_that_moved_spoils_the_comparison() =>
        Assert.False(Steps([Phase.L2, Phase.L2, Phase.L2, Phase.L2], neighboursStill: false).IsWrong);

    [Fact]
    public void A_load_that_comes_at_the_same_time_proves_nothing() =>
        Assert.False(Steps([Phase.L2, Phase.L2, Phase.L2, Phase.L2], stray: 8).IsWrong);

    [Fact]
    public void A_three_phase_vehicle_tells_nothing()
    {
        var watch = WiringWatch.Initial;
        for (var i = 0; i < 4; i++)
        {
            watch = Step(watch, i, Three(i % 2 * 10, i % 2 * 10, i % 2 * 10), Three(20, 20, 20), neighboursStill: true);
        }

        Assert.False(watch.IsWrong);
    }

    [Fact]
    public void A_small_step_and_a_meter_that_is_silent_tell_nothing()
    {
        Assert.False(Steps([Phase.L2, Phase.L2, Phase.L2, Phase.L2], amps: 3.9).IsWrong);
        var watch = WiringWatch.Initial;
        for (var i = 0; i < 8; i++)
        {
            watch = watch.Observe(Three(i / 2 % 2 * 10, 0, 0), null, At(i * 10));
            Assert.False(watch.IsDue);
        }
    }

    [Fact]
    public void A_verdict_stays_until_the_restart() =>
        Assert.True(Steps([Phase.L2, Phase.L2, Phase.L1, Phase.L1, Phase.L1]).IsWrong);

    /// <summary>Steps up and down of a vehicle on the station's first terminal, each seen by the meter on the phase given.</summary>
    private static WiringWatch Steps(Phase[] onto, bool neighboursStill = true, double amps = 10, double stray = 0)
    {
        var meter = PerPhase.All(40.0);
        var watch = Step(WiringWatch.Initial, 0, default, Three(40, 40, 40), neighboursStill);
        for (var i = 0; i < onto.Length; i++)
        {
            var sign = i % 2 == 0 ? 1 : -1;
            meter = meter.With(onto[i], meter[onto[i]] + (sign * amps)).Select(shown => shown + (sign * stray));
            watch = Step(watch, i + 1, Three(i % 2 == 0 ? amps : 0, 0, 0), meter.Select(shown => new Amperes(shown)), neighboursStill);
        }

        return watch;
    }

    /// <summary>Four samples at one level.</summary>
    private static WiringWatch Step(WiringWatch watch, int step, PerPhase<Amperes> own, PerPhase<Amperes> meter, bool neighboursStill)
    {
        for (var sample = 0; sample < 4; sample++)
        {
            var at = At((step * 40) + (sample * 10));
            watch = watch.Observe(own, meter, at);
            watch = watch.IsDue ? watch.Judge(Rotation, neighboursStill ? Instant.Start : at) : watch.Settle();
        }

        return watch;
    }

    private static PerPhase<Amperes> Three(double l1, double l2, double l3) => new(new(l1), new(l2), new(l3));

    private static Instant At(int seconds) => Instant.FromSeconds(1000 + seconds);
}
