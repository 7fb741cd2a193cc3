using EdgeController.Core.State;

namespace EdgeController.Core.Tests.State;

public class UncontrolledLoadTests
{
    private UncontrolledLoad _load;
    private double _now;

    [Fact]
    public void The_first_sample_is_believed() => Assert.Equal(40, Observe(56, 16, 16));

    [Fact]
    public void A_step_is_believed_within_one_sample_as_far_as_our_evses_cannot_explain_it()
    {
        Observe(56, 16, 16, 20);
        Assert.Equal(98, Observe(114, 16, 16));
        Assert.Equal(98, Observe(114, 16, 26));
    }

    [Fact]
    public void Only_the_part_that_an_unmeasured_increase_could_be_waits_for_the_window()
    {
        Observe(56, 16, 16, 20);
        Assert.Equal(88, Observe(114, 16, 26));
        Assert.Equal(98, Observe(114, 16, 26, 19));
    }

    [Fact]
    public void A_ramping_evse_does_not_look_like_load()
    {
        Observe(46, 6, 6, 20);
        for (var i = 0; i < 9; i++)
        {
            Assert.Equal(40, Observe(46 + Math.Min(10, i * 2), 6, 16));
        }

        Assert.Equal(40, Observe(56, 16, 16, 20));
    }

    [Fact]
    public void Load_that_leaves_is_believed_only_after_a_window()
    {
        Observe(114, 16, 16, 20);
        Assert.Equal(98, Observe(56, 16, 16, 11));
        Assert.Equal(40, Observe(56, 16, 16, 8));
    }

    [Fact]
    public void A_decrease_that_the_station_has_not_measured_yet_does_not_make_room()
    {
        Observe(56, 16, 16, 20);
        Assert.Equal(40, Observe(46, 16, 16, 10));
        Assert.Equal(40, Observe(46, 6, 6));
    }

    [Fact]
    public void A_meter_above_the_usable_limit_is_believed_at_once()
    {
        Observe(56, 16, 48, 20);
        Assert.Equal(84, Observe(100, 16, 48, 1, usable: 96));
    }

    private double Observe(double meter, double measured, double possible, int times = 1, double usable = 200)
    {
        for (var i = 0; i < times; i++)
        {
            _load = _load.Observe(meter, measured, possible, usable, _now++);
        }

        return _load.Estimate;
    }
}
