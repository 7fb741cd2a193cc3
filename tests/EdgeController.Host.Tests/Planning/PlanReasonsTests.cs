using EdgeController.Core.Planning;
using EdgeController.Core.Units;

namespace EdgeController.Host.Tests.Planning;

/// <summary>Why a vehicle gets what it gets, in words; times by the site's clock (Berlin, an hour ahead of UTC).</summary>
public sealed class PlanReasonsTests
{
    private readonly PlanExample _example = new();

    [Fact]
    public void A_pause_before_cheap_hours_waits_for_them_and_names_both_prices()
    {
        var why = _example.Why(_example.Plan([0, 0, 16, 0]));
        Assert.Equal("waits for the cheap hours from 00:00: 0.098 instead of 0.310 EUR/kWh", why[0]);
        Assert.Equal("charges all it can, 16 A, at 0.098 EUR/kWh", why[2]);
        Assert.Equal("is to be ready by 01:00", why[3]);
    }

    [Fact]
    public void A_limit_that_binds_is_named_with_what_is_left_of_the_maximum()
    {
        var plan = _example.Plan([9.3, 0, 9.3, 0]) with { Binding = [new BindingLimit("level2", BindingKind.Current, Phase.L1, 0, [0.5]), new BindingLimit("main", BindingKind.Power, null, 2, [0.1])] };
        var why = _example.Why(plan);
        Assert.Equal("level2 L1 binds: 9.3 of 16 A", why[0]);
        Assert.Equal("the power of main binds: 9.3 of 16 A", why[2]);
    }

    [Fact]
    public void A_limit_elsewhere_or_on_another_phase_is_no_reason()
    {
        var example = new PlanExample { Problem = _example.Problem with { Vehicles = [_example.Problem.Vehicles[0] with { Phases = Phases.L2 }] } };
        var plan = example.Plan([9.3, 0, 0, 0]) with { Binding = [new BindingLimit("level2", BindingKind.Current, Phase.L1, 0, [0.5]), new BindingLimit("level1", BindingKind.Current, Phase.L2, 0, [0.5])] };
        Assert.Equal("charges 9.3 A, enough to be ready by 01:00", example.Why(plan)[0]);
    }

    [Fact]
    public void A_pause_at_a_limit_says_when_it_goes_on()
    {
        var plan = _example.Plan([0, 8, 0, 0]) with { Binding = [new BindingLimit("level2", BindingKind.Current, Phase.L3, 0, [0.5])] };
        var why = _example.Why(plan);
        Assert.Equal("level2 L3 binds: goes on at 23:00", why[0]);
        Assert.Equal("has its energy by then", why[2]);
    }

    [Fact]
    public void Sun_minimum_and_shortage_have_their_words()
    {
        var sunny = new PlanExample { Problem = _example.Problem with { Pv = [new PlanPv { Id = "sun", Circuit = 0, Forecast = [Watts.Zero, new Watts(9000), new Watts(9000), Watts.Zero] }] } };
        var plan = sunny.Plan([0, 8, 6, 0]) with { Grid = [new Watts(3000), Watts.Zero, new Watts(3000), Watts.Zero] };
        Assert.Equal(["waits for the sun from 23:00", "charges with what the sun gives, 8 A", "charges with its minimum, 6 A, at 0.098 EUR/kWh"], sunny.Why(plan)[..3]);

        var late = _example.Plan([16, 16, 16, 0]);
        late = late with { Vehicles = [late.Vehicles[0] with { Shortage = new WattHours(4000) }] };
        Assert.Equal("charges all it can, 16 A: its time is short", _example.Why(late)[0]);
    }
}
