using EdgeController.Core.State;
using EdgeController.Core.Units;

namespace EdgeController.Core.Tests.State;

public class VehicleDemandTests
{
    private VehicleDemand _demand = VehicleDemand.Unknown(Phases.All);
    private double _now;

    [Fact]
    public void All_wired_phases_count_until_a_single_phase_vehicle_has_shown_itself_three_times()
    {
        Sample(16, new(new(15.9), new(0), new(0)), 2);
        Assert.Equal(Phases.All, _demand.Loaded);
        Sample(16, new(new(15.9), new(0), new(0)), 1);
        Assert.Equal(Phases.L1, _demand.Loaded);
        Assert.True(_demand.PhasesLearned);
    }

    [Fact]
    public void A_phase_that_is_loaded_later_is_added_at_once_and_never_taken_away()
    {
        Sample(16, new(new(15.9), new(0), new(0)), 3);
        Sample(16, new(new(15.9), new(15.9), new(0)), 1);
        Assert.Equal(Phases.L1 | Phases.L2, _demand.Loaded);
        Sample(16, new(new(15.9), new(0), new(0)), 5);
        Assert.Equal(Phases.L1 | Phases.L2, _demand.Loaded);
    }

    [Fact]
    public void A_vehicle_that_takes_13_of_16_A_is_learned_with_slack_and_keeps_it()
    {
        Drawn(16, 13, 3);
        Assert.Equal(13.6, _demand.Takes!.Value.Value, 6);
        Drawn(13.5, 13, 30);
        Assert.Equal(13.6, _demand.Takes!.Value.Value, 6);
    }

    [Fact]
    public void A_vehicle_that_stays_03_A_below_its_limit_is_not_held_down()
    {
        Drawn(16, 15.7, 30);
        Assert.Null(_demand.Takes);
    }

    [Fact]
    public void A_sleeper_is_known_within_about_a_minute_and_heard_when_it_wakes()
    {
        Drawn(16, 0, 4);
        Assert.Null(_demand.Takes);
        Drawn(16, 0, 1);
        Assert.True(_demand.Takes < new Amperes(6));
        Drawn(6, 5.9, 1);
        Assert.Null(_demand.Takes);
    }

    [Fact]
    public void A_tapering_vehicle_is_followed_down()
    {
        for (var drawn = 15.0; drawn >= 7; drawn -= 0.25)
        {
            Drawn(16, drawn, 1);
            Assert.True(drawn > 14.5 || _demand.Takes!.Value.Value - drawn is >= 0.2 and <= 1.1, $"at {drawn} A it is taken to want {_demand.Takes}");
        }
    }

    [Fact]
    public void Nothing_is_learned_while_a_new_limit_settles()
    {
        _demand = _demand.Observe(new(new(6), new(6), new(6)), Phases.All, new Amperes(16), Instant.FromSeconds(0), Instant.FromSeconds(5));
        _demand = _demand.Observe(new(new(6), new(6), new(6)), Phases.All, new Amperes(16), Instant.FromSeconds(0), Instant.FromSeconds(9));
        Assert.Null(_demand.Takes);
    }

    [Fact]
    public void Every_ten_minutes_a_limited_vehicle_may_show_that_it_wants_more()
    {
        Drawn(16, 13, 3);
        Drawn(13.5, 13, 61);
        Assert.Equal(15.1, _demand.Takes!.Value.Value, 6);
    }

    private void Drawn(double offered, double drawn, int times) => Sample(offered, PerPhase.All(new Amperes(drawn)), times);

    private void Sample(double offered, PerPhase<Amperes> current, int times)
    {
        for (var i = 0; i < times; i++)
        {
            _now += 10;
            _demand = _demand.Observe(current, Phases.All, new Amperes(offered), Instant.FromSeconds(-60), Instant.FromSeconds(_now));
        }
    }
}
